"""Both engines against each other, and against a plain reading of the tree, on queries that nobody chose."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.settings import Settings
from indexer import fields
from indexer.document import Document
from indexer.index import Index, Request
from indexer.opening import open_index
from indexer.query import Every, Exact, Node, Not, Prefix, Some, Span, Words
from indexer.question import question

VOCABULARY = (
    "new",
    "newly",
    "town",
    "sweet",
    "Recién",
    "café",
    "2026",
    "$demorosie",
    "@demo.rosie",
    "in",
    "a+b",
    "x-ray",
)
SITES, CITIES = ("board.example", "market.example"), ("Austin, US-TX", "El Paso, US-TX", "Málaga, ES")
SELECTORS = ("phone:+12025550143", "phone:+12025550187", "cashapp:demorosie22", "email:rosie@mail.example")


class Corpus(list[Document]):
    """The documents; short to print, for hypothesis prints every argument."""

    def __repr__(self) -> str:
        return f"{len(self)} documents"


@pytest.fixture(scope="module")
def corpus(document: Any) -> Corpus:
    chance = random.Random(3)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return Corpus(
        document(
            number, " ".join(chance.choices(VOCABULARY, k=chance.randrange(1, 9))),
            first_seen=start + timedelta(hours=chance.randrange(59 * 24)), site=chance.choice(SITES),
            city=chance.choice((*CITIES, None)), language=chance.choice(("en", "es")),
            selectors=tuple(sorted(chance.sample(SELECTORS, chance.randrange(3)))),
            price_min=chance.choice((None, Decimal(80), Decimal("99.99"), Decimal(250))),
            names=tuple(chance.sample(("Rosie", "Ana María"), chance.randrange(3))),
        )
        for number in range(150)
    )  # fmt: skip


@pytest.fixture(scope="module")
def embedded_corpus(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    opened = open_index(Settings(data_dir=tmp_path_factory.mktemp("index")), write=True)
    opened.upsert(corpus)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def elastic_corpus(corpus: Corpus, elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """A prefix of its own: documents that were deleted would still count in the scores until they are merged away."""
    folder = tmp_path_factory.mktemp("elastic")
    opened = open_index(Settings(data_dir=folder, index_url=elasticsearch_url, index_prefix=f"test-{uuid4().hex[:8]}"))
    opened.upsert(corpus)
    yield opened
    with opened.rebuild():
        pass  # a rebuild of nothing leaves no index behind
    opened.close()


def term() -> st.SearchStrategy[str]:
    word = st.sampled_from(VOCABULARY)
    return st.one_of(
        word,
        word.map(str.upper),
        st.lists(word, min_size=1, max_size=3).map(lambda some: '"' + " ".join(some) + '"'),
        st.sampled_from(("n*", "ne*", "new*", "recie*", "$demo*", "@demo*", "20*", "nothing*", "x-r*", "a+*", "caf*")),
        st.sampled_from(SITES).map("site:{}".format),
        st.sampled_from(("city:austin", 'city:"el paso"', "city:malaga", 'city:"Málaga, ES"', "city:nowhere")),
        st.sampled_from(SELECTORS).map("selector:{}".format),
        st.sampled_from(("2025550143", "(202) 555-0187", "$DEMOROSIE22", "rosie@mail.example", "handle:demorosie22")),
        st.sampled_from(("lang:en", "lang:es", "name:rosie", 'name:"ana maria"', "kind:ad", "kind:job")),
        st.sampled_from(("price:<99.99", "price:<=99.99", "price:>80", "price:80..100", "price:250", "price:..80")),
        st.dates(datetime(2025, 12, 25).date(), datetime(2026, 3, 5).date()).map("posted:>={}".format),
        st.sampled_from(("posted:2026-01", "posted:2026-01-20..2026-02-10", "posted:<2026-02", "posted:2025")),
    )


def query() -> st.SearchStrategy[str]:
    return st.recursive(
        term(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(" ".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda some: "(" + " OR ".join(some) + ")"),
            inner.map("-({})".format),
        ),
        max_leaves=6,
    )


def answers(node: Node, one: Document) -> bool:
    """The meaning of the tree, said as plainly as can be."""
    tokens = one.tokens.split()
    match node:
        case Words(words):
            return any(tuple(tokens[at : at + len(words)]) == words for at in range(len(tokens)))
        case Prefix(start):
            return any(token.startswith(start) for token in tokens)
        case Exact("labels", value):
            return value in fields.labels(one)
        case Exact(field, value):
            return value in fields.values(one, field)
        case Span("price"):
            return one.price_min is not None and _within(float(one.price_min), node)
        case Span():
            return _within(fields.posted(one), node)
        case Every(nodes):
            return all(answers(child, one) for child in nodes)
        case Some(nodes):
            return any(answers(child, one) for child in nodes)
        case Not(inner):
            return not answers(inner, one)


def _within(value: Any, span: Span) -> bool:
    above = span.low is None or value > span.low or (span.with_low and value == span.low)
    return above and (span.high is None or value < span.high or (span.with_high and value == span.high))


def expected(node: Node, corpus: Corpus, field: str) -> tuple[set[str], tuple[tuple[str, int], ...]]:
    found = [one for one in corpus if answers(node, one)]
    counts = Counter(value for one in found for value in fields.values(one, field))
    return {one.id for one in found}, tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def agrees(index: Index, asked: str, corpus: Corpus) -> None:
    request = Request(query=asked, size=200, facets=("selectors", "city", "month"), facet_size=100)
    page = index.search(request)
    node = question(request)
    for field in request.facets:
        ids, counts = expected(node, corpus, field)
        assert page.facets[field] == counts
    assert ({hit.document.id for hit in page.hits}, page.total) == (ids, len(ids))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=query())
def test_the_embedded_engine_means_what_the_tree_says(embedded_corpus: Index, corpus: Corpus, asked: str) -> None:
    agrees(embedded_corpus, asked, corpus)


@pytest.mark.real
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=query())
def test_both_engines_agree(embedded_corpus: Index, elastic_corpus: Index, corpus: Corpus, asked: str) -> None:
    """Totals, documents, facets and highlights are equal; where each month answers, scores are but for rounding."""
    agrees(elastic_corpus, asked, corpus)
    request = Request(query=asked, size=200, highlight=True)
    pages = [engine.search(request) for engine in (embedded_corpus, elastic_corpus)]
    marks = [{hit.document.id: hit.highlights for hit in page.hits} for page in pages]
    assert marks[0] == marks[1]
    if {hit.document.month for hit in pages[0].hits} != {one.month for one in corpus}:
        return  # Elasticsearch leaves a month that cannot answer out of the statistics
    scores = [{hit.document.id: hit.score for hit in page.hits} for page in pages]
    assert scores[0] == pytest.approx(scores[1], rel=1e-5)
