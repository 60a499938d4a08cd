"""One tree as the query of each engine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import tantivy

from indexer.elastic_query import compile_query as elastic
from indexer.embedded_query import compile_query as embedded
from indexer.embedded_query import milliseconds
from indexer.embedded_store import Generation
from indexer.query import Every, Exact, Node, Not, Prefix, Some, Span, Words


def silent(query: Any) -> Any:
    return {"constant_score": {"filter": query, "boost": 0}}


NEW = {"term": {"tokens": {"value": "new"}}}
JANUARY, FEBRUARY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)

ELASTIC: list[tuple[Node, Any]] = [
    (Words(("new",)), NEW),
    (Words(("new", "town")), {"match_phrase": {"tokens": {"query": "new town"}}}),
    (Prefix("ne"), silent({"prefix": {"tokens": {"value": "ne"}}})),
    (Exact("labels", "city:austin"), silent({"term": {"labels": {"value": "city:austin"}}})),
    (Every(), silent({"match_all": {}})),
    (Some(), silent({"match_none": {}})),
    (Every((Words(("new",)), Every())), {"bool": {"must": [NEW, silent({"match_all": {}})]}}),
    (Not(Words(("new",))), {"bool": {"must_not": [NEW]}}),
    (
        Some((Words(("new",)), Exact("site", "a"))),
        {"bool": {"should": [NEW, silent({"term": {"site": {"value": "a"}}})], "minimum_should_match": 1}},
    ),
    (Some((Exact("site", "a"), Exact("site", "b"))), silent({"terms": {"site": ["a", "b"]}})),
    (
        Some((Exact("site", "a"), Exact("kind", "b"))),
        {
            "bool": {
                "should": [silent({"term": {"site": {"value": "a"}}}), silent({"term": {"kind": {"value": "b"}}})],
                "minimum_should_match": 1,
            }
        },
    ),
    (Span("price", 5.0, 9.0, True, True), silent({"range": {"price_min": {"gte": 5.0, "lte": 9.0}}})),
    (Span("price", None, 9.0, True, False), silent({"range": {"price_min": {"lt": 9.0}}})),
    (Span("price", 5.0, None, False, False), silent({"range": {"price_min": {"gt": 5.0}}})),
    (
        Span("posted", JANUARY, FEBRUARY),
        silent({"range": {"posted": {"gte": "2026-01-01T00:00:00+00:00", "lt": "2026-02-01T00:00:00+00:00"}}}),
    ),
]


@pytest.mark.parametrize(("node", "query"), ELASTIC)
def test_elasticsearch(node: Node, query: Any) -> None:
    assert elastic(node) == query


@pytest.fixture(scope="module")
def few() -> Generation:
    """Three documents in memory, which differ in one token each."""
    generation = Generation(None)
    writer = generation.index.writer(15_000_000, 1)
    for number, tokens in enumerate(("new a.c a+b", "newly abc a*b", "old (x) a\\b [y] é{2} ^$ x&y ~z #q")):
        one = tantivy.Document()
        one.add_unsigned("n", number)
        one.add_text("tokens", tokens)
        one.add_float("price", float(number))
        one.add_integer("posted", milliseconds(JANUARY) + number)
        writer.add_document(one)
    writer.commit()
    return generation


EMBEDDED: list[tuple[Node, set[int]]] = [
    (Words(("new",)), {0}),
    (Words(("new", "a.c")), {0}),
    (Words(("a.c", "new")), set()),
    (Prefix("new"), {0, 1}),
    (Prefix("a."), {0}),
    (Prefix("a+"), {0}),
    (Prefix("a*"), {1}),
    (Prefix("a\\"), {2}),
    (Prefix("("), {2}),
    (Prefix("["), {2}),
    (Prefix("é{"), {2}),
    (Prefix("^$"), {2}),
    (Prefix("x&"), {2}),
    (Prefix("~"), {2}),
    (Prefix("#"), {2}),
    (Prefix("|"), set()),
    (Every(), {0, 1, 2}),
    (Some(), set()),
    (Not(Every()), set()),
    (Not(Some()), {0, 1, 2}),
    (Not(Not(Words(("old",)))), {2}),
    (Some((Words(("new",)), Words(("old",)))), {0, 2}),
    (Every((Not(Words(("new",))), Not(Words(("old",))))), {1}),
    (Span("price", 0.0, 1.0, False, True), {1}),
    (Span("price", 1.0, None, True, False), {1, 2}),
    (Span("posted", JANUARY, JANUARY.replace(microsecond=1000)), {0}),
    (Span("posted", JANUARY.replace(microsecond=1000), FEBRUARY), {1, 2}),
]


@pytest.mark.parametrize(("node", "found"), EMBEDDED)
def test_tantivy(few: Generation, node: Node, found: set[int]) -> None:
    searcher = few.searcher()
    hits = searcher.search(embedded(node, few.schema), 10).hits
    assert set(searcher.fast_field_values("n", [address for _, address in hits])) == found


@pytest.mark.parametrize("node", [node for node, _ in EMBEDDED])
def test_only_words_score(few: Generation, node: Node) -> None:
    for score, _ in few.searcher().search(embedded(node, few.schema), 10).hits:
        assert (score > 0) == isinstance(node, Words) or isinstance(node, Some)


def test_times_keep_their_milliseconds() -> None:
    assert milliseconds(datetime(1970, 1, 1, 0, 0, 1, 2500, tzinfo=UTC)) == 1002
    assert milliseconds(datetime(2026, 1, 1, tzinfo=UTC)) == 1_767_225_600_000
