from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from config.settings import Settings
from crawlers.post import Capture, Post
from indexer.document import Document, Seen
from indexer.index import Index, open_index
from indexer.words import words
from nlp.mention import Mention

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
