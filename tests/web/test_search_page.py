"""The search page: hits with marks, facets both ways, order, paging to the end, errors with their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from indexer.index import Page
from ledger.audit import Entry
from web.pages.search import facets
from web.query import Query


def total(text: str) -> int:
    found = re.search(r'id="total">([\d,]+) post', text)
    assert found
    return int(found[1].replace(",", ""))


def links(text: str, title: str) -> list[str]:
    """Targets of the links with this title."""
    return [unescape(target) for target in re.findall(rf'href="([^"]+)" title="{re.escape(title)}"', text)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 43), ("rosie", 14), ("rosie OR lola", 23), ('"road bike"', 12), ("+1 (202) 555-0143", 23),
        ("202.555.0143", 23),
        ("$demorosie22", 14), ("@demorosie22", 14), ("city:Reno -rosie", 8), ("nothing-like-this", 0),
    ],
)  # fmt: skip
def test_a_query_finds(reader: TestClient, query: str, count: int) -> None:
    answer = reader.get("/search", params={"q": query})
    assert answer.status_code == 200
    assert total(answer.text) == count
    assert answer.text.count('<li class="hit') == min(max(count, 1), 20)


def test_hits_show_what_was_found(reader: TestClient) -> None:
    text = reader.get("/search?q=deposit").text
    assert "<mark>deposit</mark>" in text
    assert 'title="phone: +12025550143">(202) five five five-0143</span>' in text
    assert 'href="/selectors/cashapp%3Ademorosie22"' in text
    assert "first seen 2026-" in text
    assert 'title="Somebody speaks for the person who is offered">20-01</span>' in text


def test_a_removed_post_says_so(reader: TestClient) -> None:
    text = reader.get("/search?q=bike").text
    assert text.count('class="hit removed"') == text.count("badge bad") == 2


def test_a_facet_narrows_down_and_lets_go(reader: TestClient) -> None:
    text = reader.get("/search?q=rosie").text
    [only] = links(text, "Only: Reno")
    narrowed = reader.get(only).text
    assert total(narrowed) == 4
    [drop, *_] = links(narrowed, "Drop: Reno")
    assert total(reader.get(drop).text) == 14


def test_a_facet_rules_out(reader: TestClient) -> None:
    [without] = links(reader.get("/search?q=rosie").text, "Without: Reno")
    assert "without=city%3AReno" in without
    text = reader.get(without).text
    assert total(text) == 10
    assert "not City: Reno" in text
    assert links(text, "Drop: Reno"), "a value that is ruled out still shows, to let it in again"


def test_facets_add_up(reader: TestClient) -> None:
    one = total(reader.get("/search?with=city:Reno").text)
    other = total(reader.get("/search?with=city:Boise").text)
    assert total(reader.get("/search?with=city:Reno&with=city:Boise").text) == one + other
    assert total(reader.get("/search?with=city:Reno&without=site:board").text) < one


def test_filters_stay_when_the_query_changes(reader: TestClient) -> None:
    text = reader.get("/search?q=rosie&with=city:Reno&without=site:forum").text
    assert '<input type="hidden" name="with" value="city:Reno">' in text
    assert '<input type="hidden" name="without" value="site:forum">' in text


def test_paging_reaches_every_post_once(reader: TestClient) -> None:
    seen: list[str] = []
    path = "/search?sort=oldest"
    while path:
        text = reader.get(path).text
        seen += re.findall(r'<h3><a href="/posts/([0-9a-f]+)"', text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        path = unescape(found[1]) if found else ""
    assert len(seen) == len(set(seen)) == 43


def test_the_order_is_kept(reader: TestClient) -> None:
    oldest = re.findall(r"first seen ([\d-]+)", reader.get("/search?sort=oldest").text)
    newest = re.findall(r"first seen ([\d-]+)", reader.get("/search").text)
    assert oldest == sorted(oldest)
    assert oldest[0] == "2026-01-05"
    assert newest[0] > oldest[-1]


def test_the_histogram_is_a_table_with_links(reader: TestClient) -> None:
    text = reader.get("/search?q=rosie").text
    rows = re.findall(r'<a href="([^"]+)">(2026-\d\d)</a></th><td class="number">(\d+)</td>', text)
    assert sum(int(count) for *_, count in rows) == 14
    target, month, count = rows[0]
    assert month == "2026-01"
    assert total(reader.get(unescape(target)).text) == int(count)


@pytest.mark.parametrize(
    ("query", "column"),
    [('rosie "new in', 6), ("(rosie", 0), ("rosie AND", 9), ("rosie colour:red", 6), ("posted:soon", 0)],
)
def test_a_wrong_query_shows_the_place(reader: TestClient, query: str, column: int) -> None:
    answer = reader.get("/search", params={"q": query})
    assert answer.status_code == 400
    marked = re.search(r"<pre[^>]*>(.*?)\n( *)\^</pre>", answer.text, re.S)
    assert marked
    assert (unescape(marked[1]), len(marked[2])) == (query, column)
    assert f"at character {column + 1}" in answer.text


@pytest.mark.parametrize("query", ["sort=random", "with=city", "without=password:x", "after=nonsense"])
def test_a_wrong_parameter_is_no_crash(reader: TestClient, query: str) -> None:
    answer = reader.get(f"/search?q=rosie&{query}")
    assert answer.status_code == 400
    assert "cannot be read" in answer.text


def test_a_search_is_logged_without_what_was_asked(client: TestClient, audited: Callable[[str], list[Entry]]) -> None:
    client.get("/search?q=rosie&with=city:Reno")
    entry = audited("searched")[-1]
    assert (entry.actor, entry.details["results"], entry.details["purpose"]) == ("ada", 4, "tests")
    assert len(entry.details["tokens"]) == 2
    assert "rosie" not in str(entry).lower()
    assert "reno" not in str(entry).lower()


def test_a_chosen_value_shows_even_when_nothing_has_it() -> None:
    answer = Page(total=0, hits=(), facets={"city": (("Reno", 3),)})
    shown = facets(answer, Query(wanted=(("city", "Fresno"),), unwanted=(("site", "board"),)))
    assert [(facet.field, facet.shown) for facet in shown] == [
        ("site", (("board", 0),)),
        ("city", (("Fresno", 0), ("Reno", 3))),
    ]
