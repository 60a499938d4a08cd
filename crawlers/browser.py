"""Pages that only a browser shows: how a request is rendered, what is done on the page, what is kept of it."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from config.errors import Refused
from crawlers.archive.warc import Exchange
from crawlers.guard import Guard
from crawlers.profile import Action

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page
    from playwright.async_api import Request as BrowserRequest
    from playwright.async_api import Response as BrowserResponse

_BLOCKED = frozenset({"image", "media", "font", "eventsource"})
_CONTEXT_PAGES = 100  # pages of one browser context; memory grows with them
_QUIET, _LONGEST = 0.15, 10.0  # seconds without a request that count as quiet; the longest wait for it
DOCUMENT_SECONDS = 30.0
_WAIT = 10_000.0  # milliseconds for an element that must appear
_MOST_CLICKS = 20
_MOST_FETCHED, _MOST_DATA = 200, 2 * 2**20  # responses, and bytes of one, that are kept of what scripts fetched

# Keys of a request's meta: what the page's scripts fetched, and the status of the page (0: none came).
DATA, STATUS = "data", "status"


class BrokenPage(Exception):
    """The page did not come whole, or not as the profile expects it; `passing` says whether another try may help."""

    def __init__(self, reason: str, *, passing: bool = True) -> None:
        super().__init__(reason)
        self.passing = passing


class Browser:
    """What one run needs of Scrapy's browser handler: the options of each request."""

    def __init__(self, proxy: str) -> None:
        self._options = {
            "proxy": {"server": proxy},
            "service_workers": "block",  # they fetch where no handler sees it
            "accept_downloads": False,
        }
        self._pages = 0
        self._contexts: dict[int, BrowserContext] = {}

    def meta(self, actions: tuple[Action, ...]) -> dict[str, Any]:
        """Scrapy `meta` of a request to render, with the actions of its page kind."""
        from scrapy_playwright.page import PageMethod

        data: list[Exchange] = []
        generation, self._pages = self._pages // _CONTEXT_PAGES, self._pages + 1
        watch = _Watch()
        return {
            DATA: data,
            STATUS: lambda: watch.status,
            "playwright": True,
            "playwright_context": f"pages-{generation}",
            "playwright_context_kwargs": dict(self._options),
            "playwright_page_goto_kwargs": {"wait_until": "commit"},  # a page that breaks off never loads: see `loaded`
            "playwright_page_event_handlers": watch.handlers(),
            "playwright_page_methods": [PageMethod(self._act, actions, watch, generation, data)],
        }

    async def _act(
        self, page: Page, actions: tuple[Action, ...], watch: _Watch, generation: int, data: list[Exchange]
    ) -> None:
        self._contexts[generation] = page.context
        stale = self._contexts.pop(generation - 2, None)
        if stale is not None:
            await stale.close()
        await watch.loaded()
        if watch.status < 400:  # an error page has nothing to act on
            await watch.quiet()
            for action in actions:
                await _do(page, action, watch)
        data.extend([exchange for response in watch.fetched if (exchange := await _exchange(response))])


async def _exchange(response: BrowserResponse) -> Exchange | None:
    """Data that a script of the page fetched, as evidence beside the page; None when it is too large or gone."""
    from playwright.async_api import Error

    try:
        body = await response.body()
    except Error:  # a redirect, or a response that the browser has dropped
        return None
    if len(body) > _MOST_DATA:
        return None
    return Exchange(
        url=response.url,
        page="",
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=tuple(response.headers.items()),
        body=body,
        request_headers=tuple(response.request.headers.items()),
    )


def abort(guard: Guard, request: BrowserRequest) -> bool:
    """Whether the browser may not send this: media, fonts, and what the guard refuses."""
    if request.resource_type in _BLOCKED:
        return True
    try:
        guard.check(request.url)
    except Refused:
        return True
    return False


async def _do(page: Page, action: Action, watch: _Watch) -> None:
    """One action.

    Raises:
        BrokenPage: an element to wait for did not appear.
    """
    from playwright.async_api import TimeoutError as NotInTime

    if action.wait is not None:
        try:
            await page.wait_for_selector(action.wait, state="attached", timeout=_WAIT)
        except NotInTime:
            raise BrokenPage("an element to wait for did not appear", passing=False) from None
    elif action.click is not None:
        for element in (await page.query_selector_all(action.click))[:_MOST_CLICKS]:
            if await element.is_visible():
                await element.click(timeout=_WAIT)
                await watch.quiet()
    else:
        size = -1
        for _ in range(action.scroll or 0):
            grown = await page.evaluate("() => document.getElementsByTagName('*').length")
            if grown == size:
                return
            size = grown
            await page.evaluate("() => window.scrollTo(0, document.documentElement.scrollHeight)")
            await watch.quiet()


class _Watch:
    """Knows which requests of a page are under way, and what became of the page itself."""

    def __init__(self) -> None:
        self.status = 0
        self.fetched: list[BrowserResponse] = []  # what scripts asked for
        self._document: Any = None
        self._came_whole: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._open: set[Any] = set()
        self._changed = time.monotonic()

    def handlers(self) -> dict[str, Any]:
        return {
            "request": self._begun,
            "response": self._came,
            "requestfinished": lambda request: self._ended(request, True),
            "requestfailed": lambda request: self._ended(request, False),
        }

    def _begun(self, request: Any) -> None:
        self._open.add(request)
        self._changed = time.monotonic()

    def _came(self, response: BrowserResponse) -> None:
        if response.request.resource_type in {"xhr", "fetch"} and len(self.fetched) < _MOST_FETCHED:
            self.fetched.append(response)
        if self._document is None and response.request.is_navigation_request() and response.status // 100 != 3:
            self._document, self.status = response.request, response.status

    def _ended(self, request: Any, whole: bool) -> None:
        self._open.discard(request)
        self._changed = time.monotonic()
        if request == self._document and not self._came_whole.done():
            self._came_whole.set_result(whole)

    async def loaded(self) -> None:
        """Wait for the whole document.

        Raises:
            BrokenPage: its transfer broke off, or takes too long.
        """
        try:
            whole = await asyncio.wait_for(self._came_whole, timeout=DOCUMENT_SECONDS)
        except TimeoutError:
            raise BrokenPage("timeout") from None
        if not whole:
            raise BrokenPage("incomplete response")

    async def quiet(self) -> None:
        """Wait until nothing has been under way for a moment; a page that never rests is read as it is."""
        begin = self._changed = time.monotonic()
        while time.monotonic() - begin < _LONGEST:
            if not self._open and time.monotonic() - self._changed >= _QUIET:
                return
            await asyncio.sleep(_QUIET / 5)


def problem(error: BaseException | None) -> tuple[str, bool] | None:
    """Reason of a browser's error and whether another try may help; None for an error of something else."""
    if isinstance(error, BrokenPage):
        return str(error), error.passing
    kind = type(error)
    if not kind.__module__.startswith("playwright"):
        return None
    if kind.__name__ == "TimeoutError":
        return "timeout", True
    text = str(error)
    for sign, reason, passing in (
        ("ERR_TOO_MANY_REDIRECTS", "redirect loop", False),
        ("ERR_NAME_NOT_RESOLVED", "no such host", True),
        ("ERR_CONNECTION_REFUSED", "connection refused", True),
        ("ERR_TUNNEL_CONNECTION_FAILED", "connection refused", False),
        ("ERR_BLOCKED_BY_CLIENT", "blocked in the browser", False),
    ):
        if sign in text:
            return reason, passing
    code = re.search(r"ERR_\w+", text)
    return f"browser: {code[0] if code else kind.__name__}", True
