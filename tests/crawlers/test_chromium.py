"""A real Chromium on a local site: what it reads, what it may not fetch, and that nothing gets past the guard."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.chromium import HOW_TO_GET, arguments, find
from crawlers.run import crawl

from .conftest import Answer, Site

PAGES = {
    "list": {
        "actions": [{"wait": "a.item"}, {"scroll": 20}],
        "follow": [{"links": "a.item", "to": "item"}],
    },
    "item": {
        "actions": [{"wait": "h1"}, {"click": "button"}],
        "posts": [{"key": {"url": r"/item/(\w+)"}, "title": "h1", "body": "p", "contacts": ".phone"}],
    },
}
FEED = """<html><body style="min-height:3000px"><script>
let page = 0, busy = false;
async function more() {
  if (busy || page > 2) return;
  busy = true;
  for (const id of await (await fetch('/feed?' + page)).json())
    document.body.insertAdjacentHTML('beforeend',
      `<a class=item href="/item/${id}">${id}</a><div style="height:2000px">`);
  page += 1; busy = false;
}
addEventListener('scroll', more); more();
</script></body></html>"""
ITEM = """<html><body><h1>Item</h1><p>text</p><img src=/pixel.png><video src=/film.mp4></video>
<style>@font-face{font-family:x;src:url(/font.woff)} p{font-family:x}</style><button>show</button><script>
document.querySelector('button').onclick = async () =>
  document.body.insertAdjacentHTML('beforeend', `<span class=phone>${await (await fetch('/phone')).text()}</span>`);
navigator.serviceWorker && navigator.serviceWorker.register('/worker.js').catch(() => 0);
fetch('OTHER/fetched').catch(() => 0);
new Image().src = 'OTHER/image';
fetch('/away').catch(() => 0);
try { new WebSocket('ws://OTHERHOST/socket') } catch (e) {}
navigator.sendBeacon('OTHER/beacon', 'x');
document.body.insertAdjacentHTML('beforeend', '<iframe src="OTHER/frame"></iframe><iframe src="/away"></iframe>'
  + '<link rel="dns-prefetch" href="OTHER"><link rel="preconnect" href="OTHER">'
  + '<link rel="stylesheet" href="OTHER/css">');
</script></body></html>"""


def test_found_where_the_settings_say(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    assert find(Settings(chromium=browser)) is None
    browser.write_text("", encoding="utf-8")
    assert find(Settings(chromium=browser)) is None  # not executable
    browser.chmod(0o755)
    assert find(Settings(chromium=browser)) == browser


def test_found_on_the_path_or_as_playwrights_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    assert find(Settings()) is None
    places = [f"browsers/chromium-{number}/chrome-linux/chrome" for number in (999, 1200)] + ["bin/google-chrome"]
    for place in places:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
        path.chmod(0o755)
        assert find(Settings()) == path


def test_as_root_there_is_no_sandbox() -> None:
    assert ("--no-sandbox" in arguments()) == (os.geteuid() == 0)


def test_without_chromium_the_site_is_left_out(
    site: Site, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    settings = settings_for(site, render="chromium").model_copy(update={"chromium": tmp_path / "none"})
    (report,) = crawl(settings, ["small"])
    assert (report.state, report.reason) == ("left out", HOW_TO_GET)
    assert site.hits == []


@pytest.mark.real
def test_a_rendered_site_behind_the_guard(site: Site, other_site: Site, settings_for: Callable[..., Settings]) -> None:
    item = ITEM.replace("OTHERHOST", other_site.host).replace("OTHER", other_site.url)
    site.pages = {
        "/robots.txt": Answer("", 404),
        "/list/0": Answer(FEED),
        **{f"/feed?{page}": Answer(f'["a{page}", "b{page}"]') for page in range(3)},
        **{f"/item/{name}{page}": Answer(item) for name in "ab" for page in range(2)},
        "/item/a2": lambda visit: Answer("", 500) if visit == 1 else Answer(item),
        "/item/b2": Answer("", 302, {"Location": f"{other_site.url}/redirected"}),
        "/phone": Answer("202-555-0143"),
        "/away": Answer("", 307, {"Location": f"{other_site.url}/away"}),
        "/worker.js": Answer(f"fetch('{other_site.url}/worker')", headers={"Content-Type": "text/javascript"}),
    }
    settings = settings_for(site, render="chromium", pages=PAGES, concurrency=2)
    (report,) = crawl(settings, ["small"])
    assert (report.state, report.stored, report.failed) == ("finished", 6, {})
    assert report.refused == {"guard: 127.0.0.1 is the private address 127.0.0.1": 1}
    assert other_site.hits == []
    hits = Counter(site.hits)
    assert not {"/pixel.png", "/film.mp4", "/font.woff", "/worker.js"} & set(hits)
    archive = Archive(settings.archive_dir)
    posts = {post.key: post for post in archive.posts()}
    assert set(posts) == {"a0", "b0", "a1", "b1", "a2"}
    assert {post.contacts for post in posts.values()} == {("202-555-0143",)}
    payload = archive.payload(posts["a0"].capture)
    assert b'class="phone"' in payload
    pages = list(archive.pages(archive.segments()[0]))
    rendered = [page for page in pages if page.type == "resource"]
    assert len(rendered) == 6
    fetched = Counter(page.url.removeprefix(site.url) for page in pages if page.type == "response")
    assert fetched["/phone"] == 5
    assert {"/feed?0", "/feed?1", "/feed?2"} <= set(fetched)


@pytest.mark.real
def test_the_misbehaving_corner_in_a_browser(
    site: Site, other_site: Site, settings_for: Callable[..., Settings]
) -> None:
    plain = "<html><body><h1>Item</h1><p>text</p></body></html>"
    site.pages = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /item/forbidden"),
        "/item/good": Answer(plain),
        "/item/missing": Answer("", 404),
        "/item/slow": Answer(plain, slow=1.5),
        "/item/loop": Answer("", 302, {"Location": "/item/loop"}),
        "/item/away": Answer("", 307, {"Location": f"{other_site.url}/secret"}),
        "/item/huge": Answer(b"<p>" + b"x " * (9 * 2**20), stream=True),
        "/item/bare": Answer("<html><body><p>no heading: what is waited for never comes</p></body></html>"),
        "/item/script": Answer(f"<h1>Item</h1><script>location = '{other_site.url}/script'</script>"),
        "/item/alert": Answer("<h1>Item</h1><p>text</p><script>alert(1); print(); window.open('/popup')</script>"),
        "/item/forbidden": Answer(plain),
        "/item/file": Answer(b"PK", headers={"Content-Type": "application/zip", "Content-Disposition": "attachment"}),
    }
    links = "".join(f'<a class=item href="{path}">x</a>' for path in site.pages if path != "/robots.txt")
    site.pages["/list/0"] = Answer(f"<html><body>{links}</body></html>")
    pages = {"list": {"follow": PAGES["list"]["follow"]}, "item": PAGES["item"]}
    settings = settings_for(site, render="chromium", pages=pages, concurrency=4)
    (report,) = crawl(settings, ["small"])
    assert report.state == "finished"
    asked = report.stored + sum(report.failed.values()) + sum(report.refused.values())
    assert (report.queued, asked) == (0, 12)
    assert report.refused["robots.txt"] == 1
    expected = {"http 404": 1, "redirect loop": 1, "larger than the download limit": 1}
    expected["an element to wait for did not appear"] = 1
    assert expected.items() <= report.failed.items()
    assert other_site.hits == []
    posts = {post.key for post in Archive(settings.archive_dir).posts()}
    assert posts == {"good", "slow", "alert"}
