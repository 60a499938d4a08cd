"""The pages served in this process, and a real Chromium that notes whatever it should not do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from config.settings import Settings, load
from crawlers.chromium import HOW_TO_GET, arguments, find
from web.app import create_app
from web.cli import bind


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of the pages, until the end of the block."""
    bound = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; fails and says how to get one when there is none."""
    path: Path | None = find(load())
    assert path, HOW_TO_GET
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*arguments(), "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page did that it should not: messages, errors, dialogs, breaches of the policy, requests elsewhere."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the pages."""
        self.page.goto(self.address + path)
        return self.page

    def breaches(self) -> list[Any]:
        """Breaches of the content security policy on the page as it stands."""
        return list(self.page.evaluate("() => window.breaches"))


@contextmanager
def watching(browser: Browser, address: str, **context: Any) -> Iterator[Watch]:
    """A page in a fresh context that is watched from its first byte on."""
    opened = browser.new_context(**context)
    opened.add_init_script(
        "window.breaches = [];"
        "addEventListener('securitypolicyviolation', (e) => breaches.push(`${e.violatedDirective} ${e.blockedURI}`));"
    )
    page = opened.new_page()
    watch = Watch(page, address)
    page.on("console", lambda message: _said(watch, message))
    page.on("pageerror", lambda error: watch.wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (watch.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: _elsewhere(watch, request.url))
    yield watch
    opened.close()


def _said(watch: Watch, message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        watch.wrong.append(f"{message.type}: {message.text}")


def _elsewhere(watch: Watch, url: str) -> None:
    if urlsplit(url).netloc != urlsplit(watch.address).netloc:
        watch.wrong.append(f"request: {url}")
