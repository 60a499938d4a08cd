"""The spider, its scheduler and robots.txt: what Scrapy reports, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from scrapy import Request as ScrapyRequest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotConfigured,
    ResponseDataLossError,
)
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings as ScrapySettings
from twisted.python.failure import Failure

from crawlers.browser import BrokenPage
from crawlers.middleware import RefusedRequest
from crawlers.robots import RobotsMiddleware
from crawlers.scheduler import FrontierScheduler
from crawlers.site_run import SiteRun
from crawlers.spiders.site import SiteSpider

from .conftest import Bench, ad, listing


class Engine:
    """As much of Scrapy's engine as the parts under test touch."""

    def __init__(self, answers: dict[str, Response | Exception] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[str] = []
        self.crawled: list[ScrapyRequest] = []
        self.running = True
        self.downloader = type("Downloader", (), {"slots": {}})()

    async def download_async(self, request: ScrapyRequest) -> Response:
        self.asked.append(request.url)
        answer = self.answers.get(request.url, Response(request.url, status=404))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def crawl(self, request: ScrapyRequest) -> None:
        self.crawled.append(request)
        assert self.scheduler.enqueue_request(request)

    scheduler: Any = None


class Crawler:
    def __init__(self, engine: Engine, **settings: object) -> None:
        self.engine, self.settings = engine, ScrapySettings(settings)


@pytest.fixture
def run(bench: Bench) -> Iterator[SiteRun]:
    with bench.run() as run:
        yield run


@pytest.fixture
def spider(run: SiteRun) -> SiteSpider:
    engine = Engine()
    spider = SiteSpider(run)
    spider.crawler = Crawler(engine)  # type: ignore[assignment]
    engine.scheduler = FrontierScheduler(spider.crawler)
    engine.scheduler.open(spider)
    return spider


def failure(spider: SiteSpider, error: Exception) -> Failure:
    request = spider.crawler.engine.scheduler.next_request()  # type: ignore[union-attr]
    failed = Failure(error)
    failed.request = request  # type: ignore[attr-defined]
    return failed


ERRORS = [
    (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE"), "failed", "larger than the download limit"),
    (RefusedRequest("guard: x"), "refused", "guard: x"),
    (RefusedRequest("robots.txt"), "refused", "robots.txt"),
    (DownloadCancelledError("x"), "failed", "larger than the download limit"),
    (ValueError("x"), "failed", "fetch: ValueError"),
]
PASSING = [
    (DownloadTimeoutError("x"), "timeout"),
    (DownloadConnectionRefusedError("x"), "connection refused"),
    (CannotResolveHostError("x"), "no such host"),
    (ResponseDataLossError("x"), "incomplete response"),
    (DownloadFailedError("x"), "connection lost"),
    (BrokenPage("incomplete response"), "incomplete response"),
]


@pytest.mark.parametrize(("error", "state", "reason"), ERRORS, ids=lambda value: str(value)[:20])
def test_errors_that_end_a_request(spider: SiteSpider, error: Exception, state: str, reason: str) -> None:
    spider.failed(failure(spider, error))
    assert spider.run.frontier.counts()[state] == {reason: 1}


@pytest.mark.parametrize(("error", "reason"), PASSING, ids=lambda value: str(value)[:20])
def test_passing_errors_are_tried_three_times(
    spider: SiteSpider, error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    scheduler = spider.crawler.engine.scheduler  # type: ignore[union-attr]

    def later(request: ScrapyRequest, seconds: float) -> None:
        rests.append(seconds)
        scheduler.enqueue_request(request)

    monkeypatch.setattr(scheduler, "later", later)
    for _ in range(3):
        assert spider.run.frontier.counts()["failed"] == {}
        spider.failed(failure(spider, error))
    assert spider.run.frontier.counts()["failed"] == {reason: 1}
    assert rests == [1.0, 2.0]
    assert scheduler.next_request() is None


@pytest.mark.parametrize(
    ("header", "rests"), [("7", [7.0, 7.0]), ("", [1.0, 2.0]), ("soon", [1.0, 2.0]), ("86400", [])]
)
def test_retry_after_is_kept_within_reason(
    spider: SiteSpider, header: str, rests: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = spider.crawler.engine.scheduler  # type: ignore[union-attr]
    told: list[float] = []

    def later(request: ScrapyRequest, seconds: float) -> None:
        told.append(seconds)
        scheduler.enqueue_request(request)

    monkeypatch.setattr(scheduler, "later", later)
    while request := scheduler.next_request():
        headers = {"Retry-After": header} if header else {}
        spider.answered(Response(request.url, status=429, headers=headers, request=request))
    assert told == rests
    assert spider.run.frontier.counts()["failed"] == {"http 429": 1}


def test_a_retry_is_given_out_again_after_its_rest(spider: SiteSpider) -> None:
    async def go() -> None:
        scheduler = spider.crawler.engine.scheduler  # type: ignore[union-attr]
        request = scheduler.next_request()
        assert not scheduler.has_pending_requests()
        scheduler.later(request, 0.01)
        assert scheduler.has_pending_requests()  # or the run would end
        assert scheduler.next_request() is None
        await asyncio.sleep(0.05)
        assert scheduler.next_request() is request
        assert not scheduler.has_pending_requests()

    asyncio.run(go())


def test_a_rest_that_outlives_the_run_does_nothing(spider: SiteSpider) -> None:
    async def go() -> None:
        engine = spider.crawler.engine
        scheduler = engine.scheduler  # type: ignore[union-attr]
        scheduler.later(scheduler.next_request(), 0.01)
        engine.running = False  # type: ignore[union-attr]
        await asyncio.sleep(0.05)
        assert engine.crawled == []  # type: ignore[union-attr]

    asyncio.run(go())


def test_the_way_of_a_run(spider: SiteSpider) -> None:
    scheduler = spider.crawler.engine.scheduler  # type: ignore[union-attr]
    pages = {"/list/0": listing(["/ad/1", "/ad/2"]), "/ad/1": ad(1), "/ad/2": ad(2)}
    while request := scheduler.next_request():
        body = pages[request.url.partition("small.example")[2]].encode()
        spider.answered(HtmlResponse(request.url, body=body, request=request))
    assert not scheduler.has_pending_requests()
    spider.idle()  # nothing left to do: Scrapy may close
    assert spider.run.finished
    assert spider.run.report().posts == {"posted": 2}


def html(url: str, text: str, status: int = 200, **headers: str) -> Response:
    return Response(url, status=status, body=text.encode(), headers=headers)


BASE = "http://small.example"
RULES = "User-agent: *\nDisallow: /private\nCrawl-delay: 3\n\nUser-agent: adtrail\nDisallow: /ours\n"
NOTHING = "User-agent: *\nDisallow: /"
ROBOTS = [
    ({}, "/private", None),
    ({"/robots.txt": html("", RULES)}, "/private", None),  # the group of our name counts, not that of all
    ({"/robots.txt": html("", RULES)}, "/ours/x", "robots.txt"),
    ({"/robots.txt": html("", "User-agent: *\nDisallow: /private")}, "/private/1", "robots.txt"),
    ({"/robots.txt": html("", "User-agent: *\nDisallow: /private\nAllow: /private/ok")}, "/private/ok", None),
    ({"/robots.txt": html("", "User-agent: *\nDisallow: /*.pdf$")}, "/a.pdf", "robots.txt"),
    ({"/robots.txt": html("", "User-agent: *\nDisallow: /", 404)}, "/", None),
    ({"/robots.txt": html("", "User-agent: *\nDisallow: /", 401)}, "/", None),
    ({"/robots.txt": html("", "", 500)}, "/", "robots.txt cannot be had"),
    ({"/robots.txt": html("", "", 429)}, "/", "robots.txt cannot be had"),
    ({"/robots.txt": DownloadTimeoutError()}, "/", "robots.txt cannot be had"),
    ({"/robots.txt": RefusedRequest("guard")}, "/", "robots.txt cannot be had"),
    (
        {"/robots.txt": html("", "", 302, Location="/r"), "/r": html("", "User-agent: *\nDisallow: /")},
        "/",
        "robots.txt",
    ),
    ({"/robots.txt": html("", "", 302, Location="/robots.txt")}, "/", None),  # gives up: as if there were none
    ({"/robots.txt": html("", "\ufeffUser-agent: *\r\nDisallow: /")}, "/", "robots.txt"),
    ({"/robots.txt": html("", "\0\xff<html>nonsense")}, "/", None),
]


def ask(answers: dict[str, Any], *urls: str, engine: Engine | None = None) -> list[str | None]:
    engine = engine or Engine({BASE + path: answer for path, answer in answers.items()})
    crawler = Crawler(engine, ROBOTSTXT_OBEY=True, USER_AGENT="adtrail/0.1 (+tests)")

    async def go() -> list[str | None]:
        middleware = RobotsMiddleware(crawler)  # type: ignore[arg-type]
        told: list[str | None] = []
        for url in urls:
            try:
                await middleware.process_request(ScrapyRequest(url))
                told.append(None)
            except RefusedRequest as refusal:
                told.append(str(refusal))
        return told

    return asyncio.run(go())


@pytest.mark.parametrize(("answers", "path", "refusal"), ROBOTS, ids=range(len(ROBOTS)))
def test_robots(answers: dict[str, Any], path: str, refusal: str | None) -> None:
    assert ask(answers, BASE + path) == [refusal]


def test_rules_are_fetched_once_a_host() -> None:
    engine = Engine()
    ask({}, f"{BASE}/1", f"{BASE}/2", f"{BASE}:8080/3", "https://small.example/4", engine=engine)
    assert engine.asked == [f"{BASE}/robots.txt", f"{BASE}:8080/robots.txt", "https://small.example/robots.txt"]


def test_the_delay_that_a_site_asks_for_is_kept() -> None:
    engine = Engine({f"{BASE}/robots.txt": html("", "User-agent: *\nCrawl-delay: 3")})
    slot = type("Slot", (), {"delay": 1.0})()
    engine.downloader.slots["small.example"] = slot
    ask({}, f"{BASE}/1", engine=engine)
    assert slot.delay == 3.0
    slot.delay = 9.0
    ask({}, f"{BASE}/1", engine=engine)
    assert slot.delay == 9.0  # the profile's is longer


def test_robots_can_be_switched_off_by_the_profile() -> None:
    with pytest.raises(NotConfigured):
        RobotsMiddleware(Crawler(Engine(), ROBOTSTXT_OBEY=False))  # type: ignore[arg-type]


def test_pages_of_another_host_are_no_answer_of_a_browser(
    spider: SiteSpider, make_exchange: Callable[..., object]
) -> None:
    """A browser follows redirects by itself: where it ended is looked at before anything is kept."""
    from crawlers.guard import Guard
    from crawlers.proxy import REFUSED, GuardProxy

    spider._proxy = GuardProxy(Guard(), 1)
    spider._proxy.oversize.add(f"{BASE}/big")
    scheduler = spider.crawler.engine.scheduler  # type: ignore[union-attr]
    for path in ("/1", "/2", "/3", "/big"):
        spider.run.frontier.add(BASE + path, "ad")
    answers = {
        f"{BASE}/1": Response("http://evil.example/", body=b"x"),
        f"{BASE}/2": Response(f"{BASE}/2", status=403, headers={REFUSED: "x is private"}),
        f"{BASE}/3": Response(f"{BASE}/3", body=b"<p>fine"),
        f"{BASE}/big": Response(f"{BASE}/big", body=b"x"),
        f"{BASE}/list/0": Response(f"{BASE}/list/0", body=b""),
    }
    while request := scheduler.next_request():
        spider.answered(answers[request.url].replace(request=request))
    counts = spider.run.frontier.counts()
    assert counts["refused"] == {"redirect to another host": 1, "guard: x is private": 1}
    assert counts["failed"] == {"larger than the download limit": 1}
    assert counts["stored"].total() == 2
