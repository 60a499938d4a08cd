"""Questions to one generation of the embedded index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import tantivy

from indexer import cursor
from indexer.document import Document
from indexer.embedded_query import compile_query
from indexer.embedded_store import Generation
from indexer.highlight import highlights
from indexer.index import Hit, Page, Request
from indexer.query import Node, scores
from indexer.question import question

_EVERY_TERM = 10_000_000  # buckets a segment may report: facets are exact
_TRIES = 5  # a document may go between the search and its reading


@dataclass(frozen=True, slots=True, order=True)
class _Rank:
    """Place of an answer in the order: by score, then by last sight. Unique, as `recent` is."""

    score: float
    recent: int

    @property
    def n(self) -> int:
        """The row in SQLite."""
        return self.recent & 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question at one state of the index."""

    searcher: tantivy.Searcher
    query: tantivy.Query
    schema: tantivy.Schema

    @property
    def total(self) -> int:
        return self.searcher.search(self.query, 1).count  # type: ignore[attr-defined,no-any-return] # the stub forgets it

    def top(self, limit: int) -> list[_Rank]:
        """The best by score; among those of the lowest score some may be missing."""
        found = self.searcher.search(self.query, limit, count=False).hits
        recent = self.searcher.fast_field_values("recent", [address for _, address in found])
        return sorted((_Rank(score, int(at or 0)) for (score, _), at in zip(found, recent, strict=True)), reverse=True)

    def ordered(self, limit: int, after: int | None, *, newest: bool) -> list[_Rank]:
        """By last sight, behind `after`."""
        order = tantivy.Order.Desc if newest else tantivy.Order.Asc
        query = self.query if after is None else self._beyond(after, newest=newest)
        hits = self.searcher.search(query, limit, count=False, order_by_field="recent", order=order).hits
        return [_Rank(0.0, recent) for recent, _ in hits]

    def _beyond(self, after: int, *, newest: bool) -> tantivy.Query:
        low, high = (None, after - 1) if newest else (after + 1, None)
        rest = tantivy.Query.range_query(self.schema, "recent", tantivy.FieldType.Unsigned, low, high)
        return self.query.and_must_match(rest)

    def facets(self, fields: tuple[str, ...], size: int) -> dict[str, tuple[tuple[str, int], ...]]:
        """Exact counts; among equals the first by value."""
        asked = {field: {"terms": {"field": field, "size": size, "shard_size": _EVERY_TERM}} for field in fields}
        found = self.searcher.aggregate(self.query, asked) if asked else {}
        return {field: tuple((one["key"], one["doc_count"]) for one in found[field]["buckets"]) for field in fields}


def _ask(generation: Generation, node: Node) -> _Asked:
    return _Asked(generation.searcher(), compile_query(node, generation.schema), generation.schema)


def search(generation: Generation, request: Request) -> Page:
    """One page, see `Index.search`."""
    node = question(request)
    for _ in range(_TRIES):
        asked = _ask(generation, node)
        ranks, further = _page(asked, node, request)
        found = generation.fetch([rank.n for rank in ranks])
        if len(found) == len(ranks):
            break
    return Page(
        total=asked.total,
        hits=tuple(_hit(rank.score, found[rank.n], node, request.highlight) for rank in ranks if rank.n in found),
        facets=asked.facets(request.facets, request.facet_size),
        next=further,
    )


def _page(asked: _Asked, node: Node, request: Request) -> tuple[list[_Rank], str | None]:
    """The ranks of one page, and the cursor of the next."""
    if request.sort == "score" and scores(node):
        return _scored(asked, request)
    after = cursor.read(request.after, int)[0] if request.after else None
    ranks = asked.ordered(request.size + 1, after, newest=request.sort != "oldest")
    page = ranks[: request.size]
    return page, cursor.write(page[-1].recent) if page and len(ranks) > len(page) else None


def _scored(asked: _Asked, request: Request) -> tuple[list[_Rank], str | None]:
    """Widen the search until the page stands clear of the lowest score seen, where ties may be cut."""
    score, recent, before = cursor.read(request.after, float, int, int) if request.after else (0.0, 0, 0)
    limit = before + 2 * request.size + 10
    while True:
        ranks = asked.top(limit)
        complete = len(ranks) < limit
        sure = [
            rank for rank in ranks
            if (complete or rank.score > ranks[-1].score) and (not request.after or rank < _Rank(score, recent))
        ]  # fmt: skip
        if complete or len(sure) > request.size:
            break
        limit *= 4
    page = sure[: request.size]
    more = page and len(sure) > len(page)
    return page, cursor.write(page[-1].score, page[-1].recent, before + len(page)) if more else None


def _hit(score: float, document: Document, node: Node, highlight: bool) -> Hit:
    return Hit(document=document, score=score, highlights=highlights(document, node) if highlight else ())


def count(generation: Generation, query: str) -> int:
    """See `Index.count`."""
    return _ask(generation, question(Request(query=query))).total


def _rows(generation: Generation, query: str) -> list[int]:
    asked = _ask(generation, question(Request(query=query)))
    hits = asked.searcher.search(asked.query, max(1, asked.searcher.num_docs), count=False, order_by_field="n").hits
    return [int(n) for n, _ in hits]


def scan(generation: Generation, query: str) -> Iterator[Document]:
    """See `Index.scan`."""
    return generation.stream(_rows(generation, query))


def nearest(generation: Generation, vector: tuple[float, ...], size: int, query: str) -> tuple[Hit, ...]:
    """See `Index.nearest`: exact, by a dot product with every vector."""
    node = question(Request(query=query))
    numbers, matrix = generation.vectors()
    if query.strip():
        kept = np.isin(numbers, _rows(generation, query))
        numbers, matrix = numbers[kept], matrix[kept]
    if not len(numbers):
        return ()
    asked = np.array(vector, dtype=np.float32)
    cosines = matrix @ (asked / (np.linalg.norm(asked) or 1))
    best = np.argsort(-cosines, kind="stable")[:size].tolist()
    found = generation.fetch([int(numbers[at]) for at in best])
    rows = [(int(numbers[at]), float(cosines[at])) for at in best]
    return tuple(_hit(score, found[n], node, highlight=False) for n, score in rows if n in found)
