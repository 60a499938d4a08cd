from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from config.files import write_lines
from config.settings import Settings
from crawlers.archive.manifest import CAPTURE, POSTS, File, Manifest, store
from crawlers.post import Capture, Post
from indexer.document import Document, Seen
from indexer.index import Index
from indexer.opening import open_index
from indexer.words import words
from nlp.mention import Mention
from nlp.stage import analyse_archive

START = datetime(2026, 1, 15, 12, tzinfo=UTC)
MakeDocument = Callable[..., Document]
OpenIndex = Callable[..., Index]


def document(number: int = 0, text: str = "new in town", **over: Any) -> Document:
    """A document: every day a new one; a dozen fields can be set, the others follow."""
    first = over.pop("first_seen", START + timedelta(days=number % 60))
    selectors = over.pop("selectors", ())
    found = {
        "id": f"{number:020x}",
        "month": f"{first:%Y-%m}",
        "site": "board.example",
        "url": f"https://board.example/{number}",
        "kind": "ad",
        "title": text.partition("\n")[0],
        "text": text,
        "tokens": " ".join(words(text)),
        "language": "en",
        "first_seen": first,
        "last_seen": first,
        "selectors": tuple(selectors),
        "seen": (Seen(time=first, event="posted"),),
        "captures": (capture(number, first),),
    }
    return Document(**found | over)


def capture(number: int, at: datetime) -> Capture:
    return Capture(
        segment="public/2026-01/board-000001",
        record=f"urn:uuid:{number:032x}",
        sha256=f"{number:064x}",
        url=f"https://board.example/{number}",
        fetched_at=at,
    )


def mention(kind: str, value: str, start: int = 0, end: int = 1, confidence: float = 0.9, **details: Any) -> Mention:
    return Mention(
        kind=kind, value=value, raw=value, start=start, end=end, confidence=confidence, method="plain", details=details
    )


def post(number: int = 0, title: str = "New in town", body: str = "call me", **over: Any) -> Post:
    at = over.pop("at", START + timedelta(days=number))
    found = {
        "id": f"{number:020x}",
        "version": f"{number:012x}",
        "site": "board",
        "key": str(number),
        "url": f"https://board.example/{number}",
        "kind": "ad",
        "event": "posted",
        "title": title,
        "body": body,
        "capture": capture(number, at),
    }
    return Post(**found | over)


@pytest.fixture(name="document", scope="session")
def _document() -> MakeDocument:
    return document


@pytest.fixture(name="mention", scope="session")
def _mention() -> Callable[..., Mention]:
    return mention


@pytest.fixture(name="post", scope="session")
def _post() -> Callable[..., Post]:
    return post


@pytest.fixture(name="capture", scope="session")
def _capture() -> Callable[..., Capture]:
    return capture


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Index]:
    opened = open_index(Settings(data_dir=tmp_path), write=True)
    yield opened
    opened.close()


@pytest.fixture
def elastic_settings(elasticsearch_url: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a prefix of their own; what was made under it goes at the end."""
    settings = Settings(data_dir=tmp_path, index_url=elasticsearch_url, index_prefix=f"test-{uuid4().hex[:8]}")
    yield settings
    from indexer.elastic_client import connect

    with connect(settings) as client:
        names = list(client.indices.get(index=f"{settings.index_prefix}-*", ignore_unavailable=True))
        if names:
            client.indices.delete(index=names)


@pytest.fixture
def elastic(elastic_settings: Settings) -> Iterator[Index]:
    opened = open_index(elastic_settings, write=True)
    yield opened
    opened.close()


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.real)])
def index(request: pytest.FixtureRequest) -> Index:
    """An empty index of each engine."""
    opened: Index = request.getfixturevalue(request.param)
    return opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, processes=1, actor="ann", secret_key=SecretStr("a key for tests only"))


@pytest.fixture
def archive(settings: Settings) -> Callable[..., None]:
    """Put posts into a closed segment of the archive, and analyse it."""

    def put(*posts: Post, segment: str = "public/2026-01/board-000001") -> None:
        folder = settings.archive_dir / segment
        write_lines(folder / POSTS, posts)
        (folder / CAPTURE).write_bytes(b"")
        empty = File(bytes=0, sha256="", entries=())
        about = Manifest(
            segment=segment, site="board", retention="public", legal_basis="for tests", started=START, closed=START,
            capture=empty, posts=replace(empty, bytes=len((folder / POSTS).read_bytes())),
        )  # fmt: skip
        store(folder, about)
        analyse_archive(settings)

    return put
