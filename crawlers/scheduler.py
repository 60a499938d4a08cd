"""Scrapy's scheduler over the frontier: it gives out what the site's run has to do, and times retries."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from crawlers.spiders.site import SiteSpider


class FrontierScheduler(BaseScheduler):
    """Requests come from the frontier; only retries that wait for their time are held here."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._due: list[Request] = []
        self._resting = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Built by Scrapy."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Called by Scrapy with the spider that holds the run."""
        self._spider = cast("SiteSpider", spider)

    def has_pending_requests(self) -> bool:
        """Whether anything is to do, now or after a rest."""
        return bool(self._due) or self._resting > 0 or self._spider.run.waiting()

    def next_request(self) -> Request | None:
        """What to fetch next."""
        if self._due:
            return self._due.pop()
        task = self._spider.run.take()
        return self._spider.request(task) if task else None

    def enqueue_request(self, request: Request) -> bool:
        """Take a retry back in."""
        self._due.append(request)
        return True

    def later(self, request: Request, seconds: float) -> None:
        """Give the request out again after a rest."""
        self._resting += 1
        asyncio.get_running_loop().call_later(seconds, self._wake, request)

    def _wake(self, request: Request) -> None:
        self._resting -= 1
        if self._crawler.engine.running:
            self._crawler.engine.crawl(request)
