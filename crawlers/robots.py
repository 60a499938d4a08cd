"""robots.txt after RFC 9309: redirects are followed, none means all is allowed, an unreachable one that nothing is.

Unreachable is for now: it is asked for a few times, and again when the answer is a minute old.
"""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK

from crawlers.middleware import RefusedRequest
from crawlers.site_run import MOST_TRIES, NO_RULES

_OURS = "robots.txt"  # meta key of the requests for the file itself
_MOST_HOPS, _MOST_BYTES = 5, 512 * 1024  # as the RFC asks for at least
_AGAIN_AFTER = 60.0  # seconds that an unreachable one forbids everything


class RobotsMiddleware:
    """Takes the place of Scrapy's, which reads whatever answers, an error page or a redirect too, as the rules."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent = crawler.settings.get("USER_AGENT") or ""
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Built by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise `RefusedRequest`."""
        if _OURS in request.meta:
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.create_task(self._patiently(site))
        rules = await asyncio.shield(self._rules[site])
        if rules is None:
            raise RefusedRequest(NO_RULES)
        if not rules.can_fetch(request.url, self._agent):
            raise RefusedRequest("robots.txt")
        self._slow_down(parts.hostname or "", rules.crawl_delay(self._agent))

    async def _patiently(self, site: str) -> Protego | None:
        """The rules of a site after a few tries; that they cannot be had is forgotten after a while."""
        for tries in range(MOST_TRIES):
            await asyncio.sleep(0.5 * 2**tries if tries else 0)
            if (rules := await self._load(site)) is not None:
                return rules
        asyncio.get_running_loop().call_later(_AGAIN_AFTER, self._rules.pop, site)
        return None

    async def _load(self, site: str) -> Protego | None:
        """The rules of a site; None when they cannot be had, which forbids everything."""
        url = urljoin(site, "/robots.txt")
        for _ in range(_MOST_HOPS + 1):
            request = Request(url, callback=NO_CALLBACK, meta={_OURS: True})
            try:
                response = await self._crawler.engine.download_async(request)
            except Exception:  # noqa: BLE001 - refused, timed out or cut off: all mean that there are no rules to go by
                return None
            target = response.headers.get("Location")
            if not (300 <= response.status < 400 and target):
                break
            url = urljoin(url, target.decode("latin-1"))
        if response.status >= 500 or response.status == 429:
            return None
        text = response.body[:_MOST_BYTES].decode("utf-8-sig", "replace") if response.status < 300 else ""
        return Protego.parse(text)

    def _slow_down(self, host: str, delay: float | None) -> None:
        """Keep the delay that the site asks for, where it is longer than the profile's."""
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None and delay is not None:
            slot.delay = max(slot.delay, float(delay))
