"""The pages in a real Chromium: the analyst's way through them, and nothing that they should not do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from config.settings import load
from indexer.opening import open_index
from ledger.ledger import open_ledger
from tests.web import world
from tests.web.browser import Watch, chromium, serving, watching

pytestmark = pytest.mark.real

PAGES = (
    "/search", "/search?q=rosie&with=city:Reno&without=site:forum", "/posts/{post}", "/posts/{post}/evidence/0",
    "/selectors/phone%3A%2B12025550143", "/networks/{network}", "/check", "/leads", "/leads/acct-0007",
    "/leads/acct-0031", "/cases", "/cases/1", "/referrals", "/operations", "/purpose", "/sign-in",
)  # fmt: skip


def path(template: str) -> str:
    return template.format(post=world.post_id("board", "Rosie-0"), network=world.NETWORK)


@pytest.fixture(scope="module")
def address(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages over the world and the hostile posts, with a case."""
    folder = tmp_path_factory.mktemp("browsed") / "data"
    shutil.copytree(built, folder)
    settings = load(data_dir=folder, actor="ada")
    with closing(open_index(settings, write=True)) as index:
        index.upsert(world.hostile())
    with open_ledger(settings) as ledger:
        case = ledger.cases.open("Circuit", actor="ada")
        ledger.cases.add(case, "selector", "phone:+12025550143", actor="ada")
        ledger.cases.note(case, "A note", actor="ada")
    with serving(settings) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def watch(browser: Browser, address: str) -> Iterator[Watch]:
    """A watched page; at the end nothing may have gone wrong."""
    with watching(browser, address, viewport={"width": 1280, "height": 900}) as watched:
        yield watched
        assert watched.breaches() == []
        assert watched.wrong == []


def give_purpose(watch: Watch) -> None:
    page = watch.open("/purpose?next=/search")
    page.get_by_label("Purpose").fill("case 12")
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile("/search$"))


def test_the_way_of_an_analyst(watch: Watch) -> None:
    """Search, narrow down, rule out, read a post, follow its selector, reach the lead, decide, put it into a case."""
    page = watch.open("/")
    page.get_by_role("searchbox").fill("rosie")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#total")).to_have_text("14 posts")
    page.evaluate("() => { window.kept = true }")
    page.locator("a[title='Only: Reno']").click()
    expect(page.locator("#total")).to_have_text("4 posts")
    page.get_by_label("Without forum").click()
    expect(page.locator("#total")).to_have_text("3 posts")
    assert "with=city%3AReno" in page.url
    assert "without=site%3Aforum" in page.url
    assert page.evaluate("() => window.kept"), "facets change a part of the page, not the page"
    expect(page.locator("#histogram canvas")).to_be_visible()
    page.go_back()
    expect(page.locator("#total")).to_have_text("4 posts")
    page.locator(".hit h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sweet Rosie new in Reno")
    page.locator(".selector", has_text="demorosie22").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("demorosie22")
    page.get_by_role("link", name="Say what this is for").click()
    page.get_by_label("Purpose").fill("case 12")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="acct-0007").click()
    expect(page.get_by_text("What would make this innocent")).to_be_visible()
    own = page.locator("section", has_text="Your decision on the lead")
    own.get_by_label("Reason").fill("known to the desk")
    own.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("known to the desk")).to_be_visible()
    page.get_by_label("Case", exact=True).select_option(label="1 · Circuit")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Circuit")
    expect(page.get_by_role("link", name="acct-0007")).to_be_visible()


def test_a_pasted_phone_finds_disguised_ones(watch: Watch) -> None:
    page = watch.open("/search")
    page.get_by_role("searchbox").fill("+1 (202) 555-0143")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#total")).to_have_text("23 posts")
    expect(page.locator("mark").first).to_be_visible()


def test_charts_are_drawn_from_their_tables(watch: Watch) -> None:
    page = watch.open("/selectors/phone%3A%2B12025550143")
    canvas = page.locator("#timeline canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box
    assert box["height"] > 100
    painted = "(c) => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
    assert canvas.evaluate(painted) > 10


def test_a_bar_leads_to_its_month(watch: Watch) -> None:
    page = watch.open("/search?q=rosie")
    box = page.locator("#histogram canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.13, box["y"] + box["height"] * 0.75)
    expect(page).to_have_url(re.compile("with=month%3A2026-01"))


def test_the_network_is_drawn(watch: Watch) -> None:
    page = watch.open(path("/networks/{network}"))
    expect(page.locator("#graph")).to_have_attribute("data-drawn", "26")
    expect(page.locator("#graph canvas").first).to_be_visible()


def test_everything_can_be_reached_by_keyboard(watch: Watch) -> None:
    page = watch.open("/search")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("lola")
    page.keyboard.press("Enter")
    expect(page.locator("#total")).to_have_text("9 posts")
    summary = page.locator(".facets summary", has_text="Network")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"a[title='Only: {world.NETWORK}']")).to_be_visible()


def test_without_scripts_all_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search?q=rosie")
    page.locator("a[title='Only: Reno']").click()
    assert page.locator("#total").inner_text() == "4 posts"
    page.locator("summary", has_text="as a table").click()
    expect(page.get_by_role("row", name="2026-01")).to_be_visible()
    context.close()


@pytest.mark.parametrize("template", PAGES)
def test_a_page_fits_small_screens_and_is_quiet(browser: Browser, address: str, template: str) -> None:
    with watching(browser, address, viewport={"width": 400, "height": 800}) as watch:
        give_purpose(watch)
        page = watch.open(path(template))
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 400
        assert watch.breaches() == []
        assert watch.wrong == []


# The contrast of each piece of text with the nearest ground behind it (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
  const context = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d');
  const paint = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest('.skip, svg')) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const [a, b] = [light(paint(grounds)), light(paint([...grounds, getComputedStyle(element).color]))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""

UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href]')]
  .filter((e) => !(e.labels?.length || e.ariaLabel || e.textContent.trim() || e.title)).map((e) => e.outerHTML)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_read_by_everybody(browser: Browser, address: str, scheme: str) -> None:
    """Contrast, names of controls, one main heading, header cells that say what they head."""
    with watching(browser, address, color_scheme=scheme) as watch:
        give_purpose(watch)
        for template in PAGES:
            page = watch.open(path(template))
            assert page.evaluate(CONTRAST) == [], template
            assert page.evaluate(UNNAMED) == [], template
            assert page.locator("main").count() == 1
            assert page.locator("h1").count() == 1, template
            assert page.locator("th:not([scope])").count() == 0, template
            assert page.locator("html[lang]").count() == 1


def test_hostile_posts_raise_nothing(watch: Watch) -> None:
    give_purpose(watch)
    for number in range(len(world.PAYLOADS)):
        watch.open(f"/posts/hostile{number:02}")
        assert watch.breaches() == [], world.PAYLOADS[number]
    for listed in ("/search?q=hostile", f"/selectors/{quote(world.HOSTILE, safe='')}", "/networks/nhostile"):
        watch.open(listed).wait_for_timeout(500)
        assert watch.breaches() == []


def test_the_watch_is_not_blind(browser: Browser, address: str) -> None:
    """What the tests above must not see is seen when it happens."""
    with watching(browser, address) as watch:
        page = watch.open("/search")
        page.evaluate("""() => {
          document.body.insertAdjacentHTML('beforeend', '<p style="color:red">x</p><img src="http://127.0.0.2:9/x.png">');
          console.error('said'); setTimeout(() => alert('shown')); setTimeout(() => { throw new Error('thrown') });
        }""")
        page.wait_for_timeout(300)
        assert {"img-src http://127.0.0.2:9/x.png", "style-src-attr inline"} <= set(watch.breaches())
        for sign in ("said", "shown", "thrown", "Content Security Policy"):
            assert any(sign in wrong for wrong in watch.wrong), sign


def test_hostile_questions_raise_nothing(browser: Browser, address: str) -> None:
    with watching(browser, address) as watch:
        page = watch.open("/search")
        for payload in world.PAYLOADS:
            page.get_by_role("searchbox").fill(payload)
            with page.expect_response(re.compile("/search")):
                page.get_by_role("searchbox").press("Enter")
            expect(page.locator("#total, .error").first).to_be_visible()
            assert watch.breaches() == []
        refused = "error: Failed to load resource: the server responded with a status of 400 (Bad Request)"
        assert set(watch.wrong) <= {refused}, "a query that cannot be read is all that is said"
