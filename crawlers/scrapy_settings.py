"""Scrapy's settings: safe defaults. What a site profile says comes on top (`for_site`). tests/crawlers checks each."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from config.errors import MissingPart
from config.settings import Settings
from crawlers import chromium
from crawlers.browser import abort
from crawlers.guard import Guard
from crawlers.middleware import ALLOW
from crawlers.profile import SiteProfile

BOT_NAME = "adtrail"
SPIDER_MODULES = ["crawlers.spiders"]
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Nothing listens, nothing but http(s) is fetched, TLS is checked, and a response is bounded.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_HANDLERS: dict[str, str | None] = {"file": None, "ftp": None, "data": None, "s3": None}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 16 * 2**20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 20

# Polite and recognisable: robots.txt holds, no referrer, no cookies, no proxy from the environment.
ROBOTSTXT_OBEY = True
REFERRER_POLICY = "no-referrer"
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
CONCURRENT_ITEMS = 1  # the spider yields none, and Scrapy starts so many tasks for each response
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.5

# Each hop and each retry is a request of the frontier: checked, archived and counted like any other.
SCHEDULER = "crawlers.scheduler.FrontierScheduler"
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.robots.RobotsMiddleware": 100,
    "crawlers.middleware.GuardMiddleware": 50,
}
TWISTED_DNS_RESOLVER = "crawlers.middleware.GuardedResolver"
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}

LOG_LEVEL = "ERROR"  # what happens to a request is in the run's report
LOGSTATS_INTERVAL = 0
CLOSESPIDER_ERRORCOUNT = 0


def for_site(settings: Settings, profile: SiteProfile) -> dict[str, Any]:
    """What the operator's settings and the profile add.

    Raises:
        MissingPart: the site is rendered and there is no Chromium.
    """
    rendered = _rendered(settings, profile) if profile.render == "chromium" else {}
    return {
        **rendered,
        "USER_AGENT": settings.user_agent,
        "ROBOTSTXT_OBEY": profile.robots,
        "DOWNLOAD_DELAY": profile.delay,
        "CONCURRENT_REQUESTS": profile.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": profile.concurrency,
        ALLOW: list(settings.allow_hosts),
    }


def _rendered(settings: Settings, profile: SiteProfile) -> dict[str, Any]:
    browser = chromium.find(settings)
    if browser is None:
        raise MissingPart(chromium.HOW_TO_GET)
    handler = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
    # each scheme starts a driver of its own; a host with a port speaks one scheme only
    schemes = {urlsplit(url).scheme for url in profile.start_urls}
    if any(":" not in host for host in profile.allowed):
        schemes = {"http", "https"}
    return {
        "DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS | dict.fromkeys(schemes, handler),
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": str(browser), "args": chromium.arguments()},
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": DOWNLOAD_TIMEOUT * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": partial(abort, Guard(settings.allow_hosts)),
    }
