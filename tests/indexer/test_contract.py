"""What an `Index` promises, on both engines."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from config.errors import BadInput
from indexer.index import FACETS, Index, Page, Request

PHONE, HANDLE = "phone:+12025550143", "cashapp:demorosie22"


@pytest.fixture
def ads(document: Any, mention: Any) -> list[Any]:
    """Six documents that differ in everything that can be asked for."""
    text = "Rosie, new in town. Text 202-555-0143"
    spot = text.index("202")
    return [
        document(0, text, city="Austin, US-TX", selectors=(PHONE, HANDLE), names=("Rosie",), price_min=Decimal(120),
                 mentions=(mention("phone", "+12025550143", spot, len(text)),), indicators=("IL-01",), network="n1"),
        document(1, "new girls, in and out of town", city="Austin, US-TX", price_min=Decimal("99.50"),
                 category="massage"),
        document(2, "town house, new kitchen", site="market.example", kind="item", price_min=Decimal(250)),
        document(3, "Recién llegada a la ciudad", language="es", city="El Paso, US-TX", selectors=(HANDLE,),
                 network="n1"),
        document(4, "work abroad, papers kept safe", kind="job", campaign="c1", indicators=("IL-01", "IL-07")),
        document(20, "work abroad, room on site", kind="job", campaign="c1",
                 posted_at=datetime(2026, 1, 20, tzinfo=UTC)),
    ]  # fmt: skip


@pytest.fixture
def filled(index: Index, ads: list[Any]) -> Index:
    assert index.upsert(ads).stored == 6
    return index


def numbers(page: Page) -> list[int]:
    """Which documents answer."""
    return sorted(int(hit.document.id, 16) for hit in page.hits)


def test_an_empty_index_answers(index: Index) -> None:
    page = index.search(Request(facets=("site",)))
    assert (page.total, page.hits, dict(page.facets), page.next) == (0, (), {"site": ()}, None)
    assert (index.count(), list(index.scan()), index.get("0"), index.delete(["0"])) == (0, [], None, 0)
    assert index.ids() == set()
    assert index.nearest((1.0, 0.0)) == ()


def test_a_document_comes_back_as_it_went(filled: Index, ads: list[Any]) -> None:
    assert [filled.get(ad.id) for ad in ads] == ads
    assert sorted(filled.scan(), key=lambda one: one.id) == ads
    assert filled.ids() == {ad.id for ad in ads}
    assert {hit.document.id: hit.document for hit in filled.search(Request()).hits} == {ad.id: ad for ad in ads}


def test_upsert_again_is_no_change(filled: Index, ads: list[Any]) -> None:
    filled.upsert(ads)
    filled.upsert([ads[0], ads[0]])
    assert filled.count() == 6
    assert sorted(filled.scan(), key=lambda one: one.id) == ads


def test_update_replaces(filled: Index, ads: list[Any], document: Any) -> None:
    filled.upsert([document(0, "moved away", city="Dallas, US-TX")])
    assert (filled.count("rosie"), filled.count("moved"), filled.count('city:"austin"')) == (0, 1, 1)
    assert filled.count() == 6
    found = filled.get(ads[0].id)
    assert found and found.text == "moved away"


def test_a_document_whose_month_changes_is_not_doubled(filled: Index, ads: list[Any]) -> None:
    earlier = replace(ads[0], first_seen=datetime(2025, 12, 30, tzinfo=UTC), month="2025-12")
    filled.upsert([earlier])
    assert filled.count() == 6
    assert filled.get(ads[0].id) == earlier
    filled.upsert([ads[0], earlier, ads[0]])
    assert (filled.count(), filled.get(ads[0].id)) == (6, ads[0])


def test_delete(filled: Index, ads: list[Any]) -> None:
    assert filled.delete([ads[0].id, ads[0].id, ads[3].id, "unknown"]) == 2
    assert (filled.count(), filled.get(ads[0].id), filled.count("rosie")) == (4, None, 0)
    filled.upsert([ads[0]])
    assert (filled.count(), filled.count("rosie")) == (5, 1)


QUERIES: list[tuple[str, list[int]]] = [
    ("", [0, 1, 2, 3, 4, 20]),
    ("new town", [0, 1, 2]),
    ("NEW Town", [0, 1, 2]),
    ('"new in town"', [0]),
    ('"in town"', [0]),
    ('"town in"', []),
    ("recien", [3]),
    ("new -kitchen", [0, 1]),
    ("new NOT (kitchen OR girls)", [0]),
    ("-new", [3, 4, 20]),
    ("-(new OR work)", [3]),
    ("rosie OR abroad", [0, 4, 20]),
    ("new town OR abroad papers", [0, 1, 2, 4]),
    ("new AND town AND house", [2]),
    ("ro*", [0, 20]),
    ("recié*", [3]),
    ("new ki*", [2]),
    ("phone:202-555-0143", [0]),
    ("phone:+12025550143", [0]),
    ("selector:phone:+12025550143", [0]),
    ("(202) 555-0143", [0]),
    ("+1 202 555 0143 rosie", [0]),
    ("2025550143 house", []),
    ("$DemoRosie22", [0, 3]),
    ("cashapp:$demorosie22", [0, 3]),
    ("venmo:demorosie22", []),
    ("handle:@DEMOROSIE22 -rosie", [3]),
    ("site:market.example", [2]),
    ("city:austin", [0, 1]),
    ('city:"el paso"', [3]),
    ('city:"Austin, US-TX"', [0, 1]),
    ("lang:es", [3]),
    ("kind:job papers", [4]),
    ("indicator:IL-07", [4]),
    ("indicator:il-01", [0, 4]),
    ("network:n1", [0, 3]),
    ("campaign:c1", [4, 20]),
    ("name:rosie", [0]),
    ("category:massage", [1]),
    ("price:<100", [1]),
    ("price:99.5", [1]),
    ("price:<=120", [0, 1]),
    ("price:>120", [2]),
    ("price:100..250", [0, 2]),
    ("price:..120", [0, 1]),
    ("-price:<100000", [3, 4, 20]),
    ("posted:2026-01-15", [0]),
    ("posted:2026-01-16..2026-01-18", [1, 2, 3]),
    ("posted:2026-01", [0, 1, 2, 3, 4, 20]),
    ("posted:2026-02..", []),
    ("posted:>2026-01-18", [4, 20]),
    ("posted:>=2026-01-18", [3, 4, 20]),
    ("posted:<2026-01-16", [0]),
    ("posted:<=2026-01-16", [0, 1]),
    ("posted:2026", [0, 1, 2, 3, 4, 20]),
]


@pytest.mark.parametrize("engine", ["embedded", pytest.param("elastic", marks=pytest.mark.real)])
def test_the_search_language(engine: str, ads: list[Any], request: pytest.FixtureRequest) -> None:
    index: Index = request.getfixturevalue(engine)
    index.upsert(ads)
    answers = {query: numbers(index.search(Request(query=query))) for query, _ in QUERIES}
    assert answers == dict(QUERIES)
    assert {query: index.count(query) for query, _ in QUERIES} == {query: len(found) for query, found in QUERIES}
    assert {query: len(list(index.scan(query))) for query, _ in QUERIES[::5]} == {
        query: len(found) for query, found in QUERIES[::5]
    }


@pytest.mark.parametrize("query", ['"new', "(new", "new)", "OR new", "price:cheap", "colour:red", "posted:2026-13"])
def test_a_wrong_query_names_the_place(filled: Index, query: str) -> None:
    for ask in (lambda: filled.count(query), lambda: filled.search(Request(query=query)), lambda: filled.scan(query)):
        with pytest.raises(BadInput, match="character"):
            ask()


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({"include": {"city": ("Austin, US-TX",)}}, [0, 1]),
    ({"include": {"city": ("Austin, US-TX", "El Paso, US-TX")}}, [0, 1, 3]),
    ({"include": {"city": ("Austin, US-TX",), "names": ("Rosie",)}}, [0]),
    ({"exclude": {"city": ("Austin, US-TX",)}}, [2, 3, 4, 20]),
    ({"include": {"kind": ("ad",)}, "exclude": {"language": ("es",), "names": ("Rosie",)}}, [1]),
    ({"include": {"selectors": (HANDLE,)}, "exclude": {"selectors": (PHONE,)}}, [3]),
    ({"query": "work", "include": {"indicators": ("IL-07", "none")}}, [4]),
    ({"include": {"month": ("2026-02",)}}, [20]),
]


def test_filters(filled: Index) -> None:
    for filters, expected in FILTERS:
        page = filled.search(Request(**filters))
        assert (numbers(page), page.total) == (expected, len(expected)), filters


def test_a_filter_on_no_facet_is_refused(filled: Index) -> None:
    with pytest.raises(BadInput, match="title"):
        filled.search(Request(include={"title": ("x",)}))
    with pytest.raises(BadInput, match="city"):
        filled.search(Request(exclude={"city": ()}))
    with pytest.raises(BadInput, match="colour"):
        filled.search(Request(facets=("colour",)))


@pytest.mark.parametrize("over", [{"size": -1}, {"size": 5001}, {"facet_size": 0}, {"facet_size": 10_001}])
def test_sizes_out_of_bounds_are_refused(index: Index, over: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="a page has"):
        index.search(Request(**over))


def test_the_largest_page(filled: Index) -> None:
    assert len(filled.search(Request(size=5000, facets=("kind",), facet_size=10_000)).hits) == 6


def test_facets_count_in_the_context_of_the_query(filled: Index) -> None:
    def counts(field: str, **over: Any) -> tuple[tuple[str, int], ...]:
        return filled.search(Request(facets=FACETS, **over)).facets[field]

    assert counts("kind") == (("ad", 3), ("job", 2), ("item", 1))
    assert counts("city") == (("Austin, US-TX", 2), ("El Paso, US-TX", 1))
    assert counts("indicators") == (("IL-01", 2), ("IL-07", 1))
    assert counts("selectors") == ((HANDLE, 2), (PHONE, 1))
    assert counts("month") == (("2026-01", 5), ("2026-02", 1))
    assert counts("kind", query="new") == (("ad", 2), ("item", 1))
    assert counts("kind", query="new", exclude={"kind": ("item",)}) == (("ad", 2),)
    assert counts("category", query="work") == ()


def test_the_top_of_a_facet_is_exact_and_ties_go_by_value(index: Index, document: Any) -> None:
    """Over several months, which are several shards of Elasticsearch, each with other favourites."""
    chance = random.Random(5)
    made = [
        document(number, selectors={f"phone:{chance.randrange(40 * (1 + number % 3)):05}" for _ in range(3)},
                 first_seen=datetime(2026, 1 + number % 3, 3, tzinfo=UTC))
        for number in range(300)
    ]  # fmt: skip
    index.upsert(made)
    count: dict[str, int] = {}
    for one in made:
        for selector in one.selectors:
            count[selector] = count.get(selector, 0) + 1
    expected = tuple(sorted(count.items(), key=lambda item: (-item[1], item[0])))
    for size in (1, 7, 30, 500):
        found = index.search(Request(size=0, facets=("selectors",), facet_size=size)).facets["selectors"]
        assert found == expected[:size]


@pytest.fixture
def many(index: Index, document: Any) -> Index:
    """120 documents in three months; scores and times with many ties."""
    words = ("new", "town", "sweet", "call")
    chance = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    index.upsert(
        document(number, " ".join(chance.choices(words, k=6)), first_seen=start + timedelta(days=chance.randrange(70)))
        for number in range(120)
    )
    return index


def pages(index: Index, **over: Any) -> Iterator[Page]:
    after = None
    while True:
        page = index.search(Request(after=after, **over))
        yield page
        after = page.next
        if after is None:
            return


@pytest.mark.parametrize("sort", ["score", "newest", "oldest"])
def test_paging_to_the_end_loses_nothing(many: Index, sort: Any) -> None:
    for query in ("", "new", "town OR sweet", "site:board.example"):
        found = list(pages(many, query=query, sort=sort, size=7))
        ids = [hit.document.id for page in found for hit in page.hits]
        assert len(ids) == len(set(ids)) == found[0].total == many.count(query)
        assert {len(page.hits) for page in found[:-1]} <= {7}
        assert {page.total for page in found} == {found[0].total}
        assert set(ids) == {one.id for one in many.scan(query)}


def test_order(many: Index) -> None:
    def times(**over: Any) -> list[datetime]:
        return [hit.document.last_seen for hit in many.search(Request(size=200, **over)).hits]

    assert times(sort="newest") == sorted(times(), reverse=True)
    assert times(sort="oldest", query="new") == sorted(times(query="new"))
    assert times(sort="score") == times(sort="newest")  # nothing to score: the newest first
    scores = [hit.score for hit in many.search(Request(query="new town", size=200)).hits]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1


def test_a_page_of_no_size_counts(many: Index) -> None:
    page = many.search(Request(query="new", size=0, facets=("month",)))
    assert page.hits == ()
    assert page.total == many.count("new") == sum(count for _, count in page.facets["month"])


@pytest.mark.parametrize("after", ["nonsense", "", "WzFd", "e30"])
def test_a_cursor_of_another_index_is_refused(many: Index, after: str) -> None:
    if after:
        with pytest.raises(BadInput, match="cursor"):
            many.search(Request(query="new", after=after))
    following = many.search(Request(size=3)).next
    with pytest.raises(BadInput, match="cursor"):
        many.search(Request(query="new", after=following))


def test_highlights_are_spans_of_the_text(filled: Index, ads: list[Any]) -> None:
    def shown(query: str) -> list[list[str]]:
        page = filled.search(Request(query=query, highlight=True))
        return [[hit.document.text[start:end] for start, end in hit.highlights] for hit in page.hits]

    assert shown('"new in town"') == [["new in town"]]
    assert shown("recien ciudad") == [["Recién", "ciudad"]]
    assert shown("ROS* -girls") == [["Rosie"]]
    assert shown("phone:2025550143") == [["202-555-0143"]]
    assert shown("+1 202 555 0143 town") == [["town", "202-555-0143"]]
    assert shown("site:market.example") == [[]]
    assert [hit.highlights for hit in filled.search(Request(query="town")).hits] == [()] * 3


def vectors(count: int, width: int = 16) -> list[tuple[float, ...]]:
    chance = random.Random(11)
    return [tuple(chance.gauss(0, 1) for _ in range(width)) for _ in range(count)]


def cosine(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    length = sum(x * x for x in one) ** 0.5 * sum(x * x for x in other) ** 0.5
    return sum(x * y for x, y in zip(one, other, strict=True)) / length


def test_the_nearest_agree_with_an_exact_scan(index: Index, document: Any) -> None:
    known = vectors(300)
    index.upsert(
        document(number, "odd" if number % 2 else "even", vector=vector) for number, vector in enumerate(known)
    )
    index.upsert([document(999, "no vector")])
    agreed = total = 0
    for asked in vectors(20)[-5:]:
        exact = sorted(range(300), key=lambda number: -cosine(asked, known[number]))
        for query, wanted in (("", exact[:10]), ("odd", [number for number in exact if number % 2][:10])):
            hits = index.nearest(asked, 10, query)
            found = [int(hit.document.id, 16) for hit in hits]
            agreed += len(set(found) & set(wanted))
            total += 10
            assert len(found) == 10
            assert [hit.score for hit in hits] == pytest.approx([cosine(asked, known[at]) for at in found], abs=1e-3)
    assert agreed / total >= 0.9


def test_vectors_come_back_and_change(index: Index, document: Any) -> None:
    index.upsert([document(1, vector=(1.0, 0.0)), document(2, vector=(0.0, 1.0)), document(3)])
    assert [hit.document.id[-1] for hit in index.nearest((1.0, 0.1), 3)] == ["1", "2"]
    found = index.get(document(1).id)
    assert found and found.vector == (1.0, 0.0)
    assert sorted(one.vector or () for one in index.scan()) == [(), (0.0, 1.0), (1.0, 0.0)]
    index.upsert([document(1, vector=(-1.0, 0.0))])
    index.delete([document(2).id])
    assert [(hit.document.id[-1], round(hit.score, 3)) for hit in index.nearest((1.0, 0.0), 3)] == [("1", -1.0)]


def test_vectors_of_another_model_are_refused(index: Index, document: Any) -> None:
    index.upsert([document(1, vector=(1.0, 0.0, 0.5, 0.5))])
    for vector in ((1.0, 0.0), (1.0,) * 8):
        with pytest.raises(BadInput, match="rebuild"):
            index.upsert([document(2, vector=vector)])
    assert index.count() == 1
    with index.rebuild() as fresh:
        fresh.upsert([document(2, vector=(1.0, 0.0))])
    assert len(index.nearest((1.0, 0.0))) == 1


def test_scan_is_the_index_as_it_stood(many: Index, document: Any) -> None:
    stream = many.scan()
    first = next(stream)
    many.upsert([document(500, "late")])
    assert len({first.id, *(one.id for one in stream)}) == 120


def test_a_rebuild_replaces_everything_at_once(filled: Index, ads: list[Any], document: Any) -> None:
    with filled.rebuild() as fresh:
        assert fresh.upsert([document(7, "rosie again"), ads[1]]).stored == 2
        assert (filled.count(), fresh.count()) == (6, 2)
    assert filled.count() == 2
    assert numbers(filled.search(Request(query="rosie"))) == [7]
    filled.upsert([ads[0]])
    assert filled.count() == 3


def test_a_rebuild_that_fails_changes_nothing(filled: Index, ads: list[Any], document: Any) -> None:
    with pytest.raises(ZeroDivisionError), filled.rebuild() as fresh:
        fresh.upsert([document(7, "half")])
        raise ZeroDivisionError
    assert sorted(filled.scan(), key=lambda one: one.id) == ads
    filled.upsert([document(8)])
    assert filled.count() == 7


def test_a_rebuild_of_nothing_is_empty(filled: Index) -> None:
    with filled.rebuild():
        pass
    assert (filled.count(), list(filled.scan())) == (0, [])


def test_searches_never_fail_while_the_index_is_rebuilt(many: Index) -> None:
    """Two threads ask without a pause; each answer is of one whole index: 120 documents, or after a swap 60."""
    documents = sorted(many.scan(), key=lambda one: one.id)
    totals: set[int] = set()
    failures: list[BaseException] = []
    over = threading.Event()

    def ask() -> None:
        try:
            while not over.is_set():
                page = many.search(Request(query="site:board.example", facets=("site",), size=5))
                totals.update((page.total, dict(page.facets["site"])["board.example"]))
                assert len(page.hits) == 5
                totals.add(len(list(many.scan())))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for kept in (documents[:60], documents, documents[:60]):
        with many.rebuild() as fresh:
            fresh.upsert(kept)
    over.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert totals == {120, 60}
    assert many.count() == 60
