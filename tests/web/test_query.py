"""The state of the search page goes into the URL and comes back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from indexer.index import FACETS
from web.query import Query

pairs = st.lists(st.tuples(st.sampled_from(FACETS), st.text(min_size=1, max_size=12)), max_size=4, unique=True)


def read(url: str) -> Query:
    given = parse_qs(urlsplit(url).query, keep_blank_values=True)
    one = {name: given.get(name, [""])[0] for name in ("q", "sort", "after")}
    return Query.read(one["q"], given.get("with", []), given.get("without", []), one["sort"], one["after"])


@given(
    st.text(max_size=30).map(str.strip),
    pairs,
    pairs,
    st.sampled_from(["score", "newest", "oldest"]),
    st.text(max_size=8),
)
def test_the_url_holds_the_whole_state(q: str, wanted: list, unwanted: list, sort: str, after: str) -> None:
    state = Query(q=q, wanted=tuple(wanted), unwanted=tuple(unwanted), sort=sort, after=after or None)  # type: ignore[arg-type]
    assert read(state.url()) == state


@given(pairs, st.sampled_from(FACETS), st.text(min_size=1, max_size=8))
def test_choosing_is_exclusive_and_starts_at_the_first_page(wanted: list, field: str, value: str) -> None:
    state = Query(wanted=tuple(wanted), after="cursor")
    assert state.having(field, value).state(field, value) == "wanted"
    assert state.having(field, value).lacking(field, value).state(field, value) == "unwanted"
    assert state.lacking(field, value).having(field, value).unwanted == ()
    assert state.having(field, value).dropping(field, value).state(field, value) == ""
    assert {state.having(field, value).after, state.lacking(field, value).after, state.sorted_by("oldest").after} == {
        None
    }


def test_a_question_has_every_choice() -> None:
    state = Query.read(
        "rosie", ["city:Reno", "city:Boise", "selectors:phone:+12025550143"], ["site:forum"], "oldest", "x"
    )
    asked = state.request(size=7)
    assert asked.include == {"city": ("Reno", "Boise"), "selectors": ("phone:+12025550143",)}
    assert asked.exclude == {"site": ("forum",)}
    assert (asked.query, asked.sort, asked.after, asked.size) == ("rosie", "oldest", "x", 7)
    assert set(asked.facets) == set(FACETS)


@pytest.mark.parametrize(("q", "sort"), [("", "newest"), ("rosie", "score"), ("  ", "newest")])
def test_the_order_follows_from_the_query(q: str, sort: str) -> None:
    state = Query.read(q)
    assert state.sort == sort
    assert "sort" not in state.url()


@pytest.mark.parametrize(
    ("wanted", "unwanted", "sort", "field"),
    [
        (["city"], [], "", "with"),
        (["city:"], [], "", "with"),
        ([], ["password:x"], "", "without"),
        ([], [], "random", "sort"),
    ],
)
def test_a_wrong_parameter_is_named(wanted: list[str], unwanted: list[str], sort: str, field: str) -> None:
    with pytest.raises(BadInput, match=f"field '{field}'"):
        Query.read("", wanted, unwanted, sort)
