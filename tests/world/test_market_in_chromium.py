"""The market in a real browser: the feed grows by scrolling, and the phone comes after a click."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from examples.world.odd import is_odd

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def browser():
    program = os.environ.get("ADTRAIL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_scrolling_brings_every_item(world, served, browser):
    page = browser.new_page()
    page.goto(served.url("market"))
    page.wait_for_selector("article.k7card")
    assert page.locator("article.k7card").count() < 25
    for _ in range(30):
        if page.locator("p.k7end").count():
            break
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(100)
    paths = page.eval_on_selector_all(
        "article.k7card a.k7link", "links => links.map(link => link.getAttribute('href'))"
    )
    assert {row["url_path"] for row in world.posts("market")} <= set(paths)
    page.close()


def test_a_click_shows_the_phone_as_spelt(world, served, browser):
    rows = [row for row in world.posts("market") if row["revealed"] and not is_odd("market", row["key"])]
    row = rows[0]
    page = browser.new_page()
    page.goto(served.url("market", row["url_path"]))
    page.wait_for_selector("h1.k7title")
    core = row["spellings"][row["revealed"][0]]
    assert core not in page.inner_text("#app")
    page.click("button.k7show")
    page.wait_for_selector("span.k7phone")
    assert page.inner_text("span.k7phone") == core
    page.close()


def test_a_removed_item_says_so(world, served, browser):
    row = next(row for row in world.posts("market") if row["removed_in_phase2"])
    served.post("/phase/2")
    page = browser.new_page()
    page.goto(served.url("market", row["url_path"]))
    page.wait_for_selector("div.k7gone")
    assert row["title"] not in page.inner_text("#app")
    page.close()
