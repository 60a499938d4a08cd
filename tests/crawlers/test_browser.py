"""What is decided about a browser's pages without one: what is blocked, when a page is quiet, why it failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers import browser
from crawlers.browser import DATA, BrokenPage, Browser, abort, problem
from crawlers.guard import Guard
from crawlers.profile import Action


def asked(url: str, kind: str = "document") -> Any:
    return SimpleNamespace(url=url, resource_type=kind)


@pytest.mark.parametrize(
    ("kind", "blocked"),
    [
        ("image", True),
        ("media", True),
        ("font", True),
        ("eventsource", True),
        ("document", False),
        ("stylesheet", False),
        ("script", False),
        ("xhr", False),
        ("fetch", False),
    ],
)
def test_kinds_that_are_not_fetched(kind: str, blocked: bool) -> None:
    assert abort(Guard(), asked("https://public.example/x", kind)) == blocked


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd", "ftp://x.example/", "blob:x"],
)
def test_addresses_that_are_not_fetched(url: str) -> None:
    assert abort(Guard(), asked(url))
    assert abort(Guard(["127.0.0.1:8401"]), asked(url))


def test_the_exception_of_the_settings_passes() -> None:
    assert not abort(Guard(["127.0.0.1:8401"]), asked("http://127.0.0.1:8401/x"))


class PlaywrightError(Exception):
    """Named and placed as the browser's own, which cannot be caused without one."""


PlaywrightError.__module__ = "playwright._impl._errors"
Timeout = type("TimeoutError", (PlaywrightError,), {"__module__": "playwright._impl._errors"})


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Timeout("Page.goto: Timeout 30000ms exceeded."), ("timeout", True)),
        (PlaywrightError("net::ERR_TOO_MANY_REDIRECTS at http://x"), ("redirect loop", False)),
        (PlaywrightError("net::ERR_NAME_NOT_RESOLVED at http://x"), ("no such host", True)),
        (PlaywrightError("net::ERR_CONNECTION_REFUSED at http://x"), ("connection refused", True)),
        (PlaywrightError("net::ERR_BLOCKED_BY_CLIENT"), ("blocked in the browser", False)),
        (PlaywrightError("net::ERR_SOMETHING_NEW at http://secret/path"), ("browser: ERR_SOMETHING_NEW", True)),
        (PlaywrightError("Target page, context or browser has been closed"), ("browser: PlaywrightError", True)),
        (BrokenPage("incomplete response"), ("incomplete response", True)),
        (BrokenPage("not there", passing=False), ("not there", False)),
        (ValueError("net::ERR_TOO_MANY_REDIRECTS"), None),
        (None, None),
    ],
    ids=range(11),
)
def test_why_a_page_failed(error: Exception | None, reason: tuple[str, bool] | None) -> None:
    assert problem(error) == reason


def within(work: Callable[[], Awaitable[None]]) -> float:
    """Run it in a loop; returns the seconds it took."""

    async def go() -> float:
        begin = time.monotonic()
        await work()
        return time.monotonic() - begin

    return asyncio.run(go())


class Thing:
    """An object of the browser: told apart by identity, as they are."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def navigation(status: int = 200) -> Any:
    return Thing(status=status, request=Thing(is_navigation_request=lambda: True, resource_type="document"))


def test_a_page_is_quiet_when_nothing_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_QUIET", 0.05)

    async def busy() -> None:
        watch = browser._Watch()
        on = watch.handlers()
        on["request"]("a")
        asyncio.get_running_loop().call_later(0.2, on["requestfinished"], "a")
        asyncio.get_running_loop().call_later(0.21, on["request"], "b")
        asyncio.get_running_loop().call_later(0.4, on["requestfailed"], "b")
        await watch.quiet()

    assert 0.4 <= within(busy) < 3


def test_a_page_that_never_rests_is_read_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_LONGEST", 0.2)

    async def endless() -> None:
        watch = browser._Watch()
        watch.handlers()["request"]("a")
        await watch.quiet()

    assert 0.2 <= within(endless) < 3


@pytest.mark.parametrize(
    ("event", "said"), [("requestfinished", None), ("requestfailed", "incomplete response"), (None, "timeout")]
)
def test_a_document_comes_whole_or_not(event: str | None, said: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "DOCUMENT_SECONDS", 0.1)

    async def load() -> None:
        watch = browser._Watch()
        on = watch.handlers()
        response = navigation(503)
        on["response"](response)
        assert watch.status == 503
        on["requestfailed"]("something else")
        if event:
            on[event](response.request)
        await watch.loaded()

    if said is None:
        within(load)
    else:
        with pytest.raises(BrokenPage, match=said):
            within(load)


def test_the_status_is_that_of_the_last_hop() -> None:
    async def redirected() -> None:
        watch = browser._Watch()
        on = watch.handlers()
        on["response"](navigation(302))
        assert watch.status == 0
        on["response"](navigation(200))
        on["response"](navigation(404))  # a frame within the page, or the page went on by itself
        assert watch.status == 200

    within(redirected)


def test_the_options_of_a_request() -> None:
    async def options() -> None:
        made = Browser("http://127.0.0.1:1")
        actions = (Action(scroll=3), Action(click="button"))
        first = made.meta(actions)
        assert first["playwright"] is True
        context = first["playwright_context_kwargs"]
        assert context["proxy"] == {"server": "http://127.0.0.1:1"}
        assert (context["service_workers"], context["accept_downloads"]) == ("block", False)
        assert first[DATA] == []
        assert made.meta(())[DATA] is not first[DATA]
        names = [made.meta(())["playwright_context"] for _ in range(250)]
        assert names[0] == first["playwright_context"]
        assert len(set(names)) == 3  # a new context every hundred pages

    within(options)


def test_actions_say_what_they_are() -> None:
    assert [str(Action(scroll=3)), str(Action(click="a b")), str(Action(wait="p"))] == [
        "scroll 3",
        "click a b",
        "wait p",
    ]


def response(body: bytes | Exception, kind: str = "xhr") -> Any:
    async def read() -> bytes:
        if isinstance(body, Exception):
            raise body
        return body

    request = SimpleNamespace(headers={"x-a": "1"}, resource_type=kind, is_navigation_request=lambda: False)
    return SimpleNamespace(
        url="http://small.example/api",
        status=200,
        headers={"content-type": "application/json"},
        body=read,
        request=request,
    )


def test_what_scripts_fetch_is_kept_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    from playwright.async_api import Error

    monkeypatch.setattr(browser, "_MOST_DATA", 10)

    async def keep() -> None:
        watch = browser._Watch()
        on = watch.handlers()
        for answer in (response(b"{}"), response(b"x" * 11), response(Error("gone")), response(b"p", "image")):
            on["response"](answer)
        kept = [await browser._exchange(answer) for answer in watch.fetched]
        assert [exchange.body if exchange else None for exchange in kept] == [b"{}", None, None]
        assert kept[0] is not None
        assert (kept[0].page, kept[0].url, kept[0].status) == ("", "http://small.example/api", 200)

    within(keep)
