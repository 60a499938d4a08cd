"""`Index`: the one interface that both engines keep (tests/indexer/test_contract.py runs on both)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from indexer.document import Document

# Fields that can be a facet or a filter; each is an exact value or a list of them.
FACETS = (
    "site",
    "kind",
    "language",
    "city",
    "category",
    "indicators",
    "selectors",
    "names",
    "campaign",
    "network",
    "month",
)

LARGEST_PAGE, LARGEST_FACET = 5_000, 10_000

Sort = Literal["score", "newest", "oldest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question. `query` is in the search language (docs/search.md); empty matches everything.

    `size` is at most `LARGEST_PAGE`, `facet_size` at most `LARGEST_FACET`.
    """

    query: str = ""
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet field → one of these values
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet field → none of these
    facets: tuple[str, ...] = ()
    facet_size: int = 10
    size: int = 20
    after: str | None = None  # `Page.next` of the page before
    sort: Sort = "score"
    highlight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document that answers. `highlights` are character spans of `document.text`."""

    document: Document
    score: float
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer: the exact total, one page of hits, the facets in the context of the query."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a bulk write did. Only `stored` is durable; the rejected lie in the dead-letter file with the reason."""

    stored: int
    rejected: int = 0


class Index(Protocol):
    """Documents that can be searched. One writer at a time; any number of readers."""

    def upsert(self, documents: Iterable[Document]) -> Written:
        """Store documents by id; again is no change. Durable and searchable when it returns."""

    def delete(self, ids: Iterable[str]) -> int:
        """Remove documents by id; returns how many were there."""

    def get(self, id: str) -> Document | None:
        """One document by id."""

    def search(self, request: Request) -> Page:
        """Answer one question. A wrong query is `BadInput` that names the place."""

    def count(self, query: str = "") -> int:
        """How many documents answer."""

    def scan(self, query: str = "") -> Iterator[Document]:
        """Every document that answers, once each, in no order, as the index stood at the call."""

    def ids(self) -> frozenset[str]:
        """The ids of all documents."""

    def nearest(self, vector: tuple[float, ...], size: int = 10, query: str = "") -> tuple[Hit, ...]:
        """The documents whose vectors are nearest by cosine, among those that answer `query`."""

    def rebuild(self) -> AbstractContextManager[Index]:
        """A fresh index to fill; at a clean end of the block it takes this one's place at once, searches never fail."""

    def close(self) -> None:
        """Release files and connections."""
