"""A small site on loopback whose answers a test decides, and what a test needs to crawl it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from crawlers.archive.manifest import Manifest
from crawlers.archive.warc import Exchange
from crawlers.archive.writer import ArchiveWriter
from crawlers.frontier import Frontier
from crawlers.profile import SiteProfile
from crawlers.recovery import recover
from crawlers.site_run import SiteRun

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@dataclass
class Answer:
    """One answer: status, body and headers; `slow` seconds before it, `stream` writes the body without a length."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0
    stream: bool = False


Page = Answer | Callable[[int], Answer]  # a callable gets the number of the visit, from 1


class Site:
    """A site: `pages` by path, `hits` in the order they came."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.hits: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: Any) -> None:
                """A client that was killed is no error of ours."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.hits.append(handler.path)
        page = self.pages.get(handler.path, Answer("gone", 404))
        answer = page(self.hits.count(handler.path)) if callable(page) else page
        time.sleep(answer.slow)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        handler.send_response(answer.status)
        headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        if answer.stream:
            handler.close_connection = True
        else:
            headers.setdefault("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="session", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Child processes share compiled modules, also where the tests are told to leave none behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("compiled")))
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def other_site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


PROFILE: dict[str, Any] = {
    "name": "small",
    "title": "Small",
    "enabled": True,
    "owner": "tests",
    "legal_basis": "made up for tests, on this machine",
    "start": {"list": ["http://small.example/list/0"]},
    "delay": 0,
    "concurrency": 8,
    "pages": {
        "list": {
            "follow": [{"links": "a.ad", "to": "ad"}, {"links": "a.next", "to": "list"}],
        },
        "ad": {
            "posts": [
                {
                    "key": {"url": r"/ad/(\w+)"},
                    "title": "h1",
                    "body": "p.body",
                    "date": "time",
                    "price": ".price",
                    "removed": ".gone",
                }
            ]
        },
    },
}


@pytest.fixture
def make_profile() -> Callable[..., SiteProfile]:
    """A profile of the small site, with some keys set otherwise."""

    def make(**keys: Any) -> SiteProfile:
        return SiteProfile.model_validate(PROFILE | keys)

    return make


@pytest.fixture
def settings_for(tmp_path: Path) -> Callable[..., Settings]:
    """Settings with a data folder of the test's own, a profile of the site, and its host as the guard's exception."""

    def make(site: Site, **keys: Any) -> Settings:
        import yaml

        folder = tmp_path / "sites"
        folder.mkdir(exist_ok=True)
        profile = PROFILE | {"start": {"list": [f"{site.url}/list/0"]}} | keys
        (folder / f"{profile['name']}.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
        return Settings(data_dir=tmp_path / "data", site_dirs=(folder,), allow_hosts=(site.host,), actor="tester")

    return make


def ad(number: object, body: str = "", *, date: str = "2026-03-01", price: str = "$20") -> str:
    return (
        f"<html><body><h1>Ad {number}</h1><p class=body>{body or f'Text of {number}'}</p>"
        f"<span class=price>{price}</span><time>{date}</time></body></html>"
    )


def listing(paths: list[str], after: str | None = None) -> str:
    links = "".join(f'<a class=ad href="{path}">x</a>' for path in paths)
    return f"<html><body>{links}" + (f'<a class=next href="{after}">next</a>' if after else "") + "</body></html>"


@pytest.fixture
def pages() -> Any:
    """Makers of the small site's pages."""

    class Pages:
        ad = staticmethod(ad)
        list = staticmethod(listing)
        Answer = Answer

    return Pages


@dataclass
class Bench:
    """A run of the small site without Scrapy: the test gives the answers."""

    root: Path
    profile: SiteProfile
    closed: list[Manifest] = field(default_factory=list)

    @contextmanager
    def run(self) -> Iterator[SiteRun]:
        frontier = Frontier(self.root / "frontier" / "small.db")
        archive = self.root / "archive"
        recover(archive, self.profile, frontier, self.closed.append)
        run = SiteRun(self.profile, frontier, ArchiveWriter(archive, self.profile, self.closed.append))
        try:
            yield run
        finally:
            run.close()
        if run.failure:
            raise run.failure

    def crawl(self, world: dict[str, Answer | str], now: datetime = NOW) -> dict[str, int]:
        """One run over a world of answers by path; returns posts by event."""
        with self.run() as run:
            while True:
                while task := run.take():
                    page = world.get(task.url.partition("small.example")[2], Answer("gone", 404))
                    answer = page if isinstance(page, Answer) else Answer(page)
                    run.answered(task, exchange(task.url, answer, task.page, now))
                if not run.wind_up():
                    break
        return dict(run.report().posts)


def exchange(url: str, answer: Answer, page: str = "ad", now: datetime = NOW) -> Exchange:
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
    return Exchange(url=url, page=page, fetched_at=now, status=answer.status, headers=tuple(headers.items()), body=body)


@pytest.fixture
def bench(tmp_path: Path, make_profile: Callable[..., SiteProfile]) -> Bench:
    return Bench(tmp_path, make_profile())


@pytest.fixture
def make_exchange() -> Callable[..., Exchange]:
    return exchange


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    with closing(Frontier(tmp_path / "frontier" / "small.db")) as opened:
        yield opened
