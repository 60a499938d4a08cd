"""The one spider: fetches what the run of a site has to do and hands over what came."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, Self, cast

from scrapy import Request as ScrapyRequest
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DontCloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from config.settings import load
from crawlers.archive.warc import Exchange
from crawlers.browser import DATA, STATUS, Browser, problem
from crawlers.frontier import Request
from crawlers.middleware import RefusedRequest, guard_of
from crawlers.opening import opened
from crawlers.profile import Action, choose
from crawlers.proxy import REFUSED, GuardProxy
from crawlers.report import RunReport
from crawlers.scheduler import FrontierScheduler
from crawlers.scrapy_settings import for_site
from crawlers.site_run import AGAIN, SiteRun

_REASONS: tuple[tuple[type[Exception], str, bool], ...] = (
    # error, reason, whether another try may help
    (DownloadTimeoutError, "timeout", True),
    (DownloadConnectionRefusedError, "connection refused", True),
    (CannotResolveHostError, "no such host", True),
    (ResponseDataLossError, "incomplete response", True),
    (DownloadCancelledError, "larger than the download limit", False),
    (DownloadFailedError, "connection lost", True),
)
_LONGEST_REST = 120.0  # seconds that a Retry-After may ask for
_LAST_SECONDS = 5.0  # of a run whose parent process is gone


class SiteSpider(Spider):
    """`scrapy crawl site -a site=NAME`, or built by `crawlers.run` with a run at hand."""

    name = "site"

    def __init__(self, run: SiteRun, progress: Callable[[RunReport], None] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run, self._progress = run, progress
        run.stop = self._stop
        self._ending = ExitStack()
        self._pulse: asyncio.Task[None] | None = None
        self._browser: Browser | None = None
        self._proxy: GuardProxy | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, site: str | None = None, **kwargs: Any) -> Self:
        """Built by Scrapy; with a site's name it opens the run of that site itself."""
        ending = ExitStack()
        if site is not None:
            settings = load()
            profile = choose(settings, [site])[0]
            crawler.settings.setdict(for_site(settings, profile), priority="spider")
            kwargs["run"] = ending.enter_context(opened(settings, profile))
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._ending = ending
        crawler.signals.connect(spider.opened, signals.spider_opened)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        return spider

    async def opened(self) -> None:
        """Before the first request: a browser needs its guard."""
        if self.run.profile.render == "chromium":
            self._proxy = GuardProxy(guard_of(self.crawler.settings), self.crawler.settings.getint("DOWNLOAD_MAXSIZE"))
            self._browser = Browser(await self._proxy.start())

    async def start(self) -> AsyncIterator[Any]:
        """No request: they come from the frontier. What runs beside them is started here."""
        self._pulse = asyncio.create_task(self._beat())
        nothing: tuple[ScrapyRequest, ...] = ()
        for request in nothing:
            yield request

    def idle(self) -> None:
        """Nothing is queued and nothing in flight."""
        if self.run.wind_up():
            raise DontCloseSpider

    async def closed(self, reason: str) -> None:
        """Called by Scrapy at the end, also after a signal."""
        if self._pulse is not None:
            self._pulse.cancel()
        self.run.close()
        self._ending.close()
        if self._proxy is not None:
            await self._proxy.stop()

    async def _beat(self) -> None:
        """Once a second: acknowledge what is done, also on a slow site, and tell how far the run is."""
        while True:
            await asyncio.sleep(1)
            self.run.commit()
            if self._progress is not None:
                try:
                    self._progress(self.run.report())
                except OSError:  # nobody listens any more: the process that started this one is gone
                    self._orphaned()
                    return

    def _orphaned(self) -> None:
        """End, and give up the site's lock, soon: what is still in flight then is fetched again by the next run."""
        # Not awaited: the engine's end cancels the task that would wait for it.
        self._stopping = asyncio.ensure_future(self.crawler.engine.close_async(reason="orphaned"))
        asyncio.get_running_loop().call_later(_LAST_SECONDS, os._exit, 1)

    def _stop(self) -> None:
        """The storage failed: fetching on would be for nothing."""
        self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="storage failed"))

    def request(self, task: Request) -> ScrapyRequest:
        """A request of the frontier as Scrapy's."""
        meta: dict[str, Any] = {"task": task}
        if self._browser is not None:
            meta |= self._browser.meta(self.run.profile.pages[task.page].actions)
        return ScrapyRequest(task.url, callback=self.answered, errback=self.failed, dont_filter=True, meta=meta)

    def answered(self, response: Response) -> None:
        """A response of any status."""
        task = _task(response.request)
        if self._proxy is not None and self._ended_in_browser(task, response, self._proxy):
            return
        if response.status in AGAIN and self._again(task, response):
            return
        exchange = _exchange(response, task, self.run.profile.pages[task.page].actions)
        self.run.answered(task, exchange, response.meta.get(DATA, ()))

    def _ended_in_browser(self, task: Request, response: Response, proxy: GuardProxy) -> bool:
        """What only a browser's request can come to: its redirects were followed before anybody could look."""
        if refusal := response.headers.get(REFUSED):
            self.run.refused(task, f"guard: {refusal.decode('latin-1')}")
        elif not self.run.profile.allows(response.url):
            self.run.refused(task, "redirect to another host")
        elif response.url in proxy.oversize:
            self.run.failed(task, "larger than the download limit")
        else:
            return False
        return True

    def failed(self, failure: Failure) -> None:
        """No response."""
        request: Any = getattr(failure, "request", None)  # Scrapy sets it
        task, error = _task(request), failure.value
        if isinstance(error, RefusedRequest):
            self.run.refused(task, str(error))
        elif isinstance(error, IgnoreRequest):  # HttpCompressionMiddleware, of a body that unpacks to too much
            self.run.failed(task, "larger than the download limit")
        elif request.meta.get(STATUS, int)() >= 400:  # Chromium takes an error without a body for no answer
            self.answered(Response(task.url, status=request.meta[STATUS](), flags=["playwright"], request=request))
        else:
            reason, passing = _reason(error)
            if self._proxy is not None and task.url in self._proxy.oversize:
                reason, passing = "larger than the download limit", False
            if not (passing and self._again(task)):
                self.run.failed(task, reason)

    def _again(self, task: Request, response: Response | None = None) -> bool:
        """Try once more after a rest, where the request has tries left."""
        retry = self.run.again(task)
        if retry is None:
            return False
        asked = (response.headers.get("Retry-After") or b"").decode("latin-1") if response else ""
        rest = float(asked) if asked.isdigit() else 0.5 * 2**retry.attempts
        if rest > _LONGEST_REST:
            return False
        cast("FrontierScheduler", self.crawler.engine.scheduler).later(self.request(retry), rest)
        return True


def _task(request: ScrapyRequest | None) -> Request:
    assert request is not None
    return cast("Request", request.meta["task"])


def _reason(error: BaseException | None) -> tuple[str, bool]:
    """Why a fetch failed, and whether another try may help."""
    for kind, reason, passing in _REASONS:
        if isinstance(error, kind):
            return reason, passing
    return problem(error) or (f"fetch: {type(error).__name__}", False)


def _exchange(response: Response, task: Request, actions: tuple[Action, ...]) -> Exchange:
    request = response.request
    assert request is not None
    rendered = "playwright" in response.flags
    return Exchange(
        url=response.url,
        page=task.page,
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        request_headers=_pairs(request.headers),
        address=str(response.ip_address) if response.ip_address else None,
        rendered=rendered,
        actions=tuple(str(action) for action in actions) if rendered else (),
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name in headers for value in headers.getlist(name)
    )
