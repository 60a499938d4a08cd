"""The guard in Scrapy: a downloader middleware for every request, and the resolver that has the last word."""

from __future__ import annotations

from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.settings import BaseSettings
from twisted.internet.defer import Deferred, succeed

from config.errors import Refused
from config.settings import load
from crawlers.guard import Guard

ALLOW = "ADTRAIL_ALLOW_HOSTS"  # the Scrapy setting that carries `Settings.allow_hosts`


def guard_of(scrapy: BaseSettings) -> Guard:
    """The guard of a Scrapy process. Under `scrapy crawl` the resolver is built before the spider."""
    return Guard(scrapy.getlist(ALLOW) if ALLOW in scrapy else load().allow_hosts)


class RefusedRequest(IgnoreRequest):
    """A guard forbids this request; the message is the reason."""


class GuardMiddleware:
    """Stands first: what it refuses is not even looked up in robots.txt, whose own requests pass here too."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Built by Scrapy."""
        return cls(guard_of(crawler.settings))

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise `RefusedRequest`."""
        try:
            await self._guard.resolve(request.url)
        except Refused as refusal:
            raise RefusedRequest(f"guard: {refusal}") from None


class GuardedResolver(CachingThreadedResolver):
    """Private answers are an error, whatever the name said a moment before."""

    guard: Guard

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Built by Scrapy."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.guard = guard_of(crawler.settings)
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Resolve, then check."""

        def checked(address: str) -> Deferred[str]:
            self.guard.check_resolved(name, address)
            return succeed(address)

        return super().getHostByName(name, timeout).addCallback(checked)
