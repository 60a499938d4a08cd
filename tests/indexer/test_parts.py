"""The small parts: words, labels, highlights, cursors, pieces, groups, spans."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from indexer import cursor, fields
from indexer.chunks import chunks
from indexer.groups import Groups
from indexer.highlight import highlights
from indexer.parse import parse
from indexer.words import LONGEST, label, located, words


def test_words_are_folded() -> None:
    assert words("Recién LLEGADA, ＄Demo rosie@mail.example!") == ("recien", "llegada", "$demo", "rosie@mail.example")
    assert words("x" * 500) == ("x" * LONGEST,)
    assert words(" \n!? ") == ()


def test_words_know_their_place() -> None:
    text = "Ｎew: Recién, \u200bc\u200bafé & 𝟐𝟎𝟐"
    assert [(word, text[start:end].strip("\u200b")) for word, start, end in located(text)] == [
        ("new", "Ｎew"), ("recien", "Recién"), ("cafe", "c\u200bafé"), ("202", "𝟐𝟎𝟐"),
    ]  # fmt: skip


@given(st.text())
def test_places_are_of_the_words_and_in_order(text: str) -> None:
    found = located(text)
    assert tuple(word for word, _, _ in found) == words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in found)
    assert all(one[1] <= other[1] for one, other in pairwise(found))


@given(st.text())
def test_no_engine_can_split_a_word_further(text: str) -> None:
    assert all(word.split() == [word] and len(word) <= LONGEST for word in words(text))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("city", "El  PASO, US-TX", "city:el paso us-tx"),
        ("name", "María", "name:maria"),
        ("site", "Board.example", "site:board.example"),
        ("indicator", "IL-07", "indicator:il-07"),
        ("category", "***", "category:***"),
    ],
)
def test_labels_are_as_people_type(name: str, value: str, expected: str) -> None:
    assert label(name, value) == expected


def test_labels_of_a_document(document: Any) -> None:
    one = document(
        1, city="Austin, US-TX", selectors=("phone:+12025550143", "social:instagram:Demo.Rosie"), names=("Ana",)
    )
    assert fields.labels(one) == [
        "city:austin", "city:austin us-tx", "handle:+12025550143", "handle:demo.rosie", "handle:instagram:demo.rosie",
        "kind:ad", "lang:en", "name:ana", "site:board.example",
    ]  # fmt: skip


def test_values_too_long_are_no_facet(document: Any) -> None:
    one = document(1, category="x" * (fields.LONGEST_VALUE + 1), names=("", "Ana"))
    assert (fields.values(one, "category"), fields.values(one, "names")) == ((), ("Ana",))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("new", ["new", "new"]),
        ('"new in"', ["new in"]),
        ("new in", ["new", "in", "new"]),
        ("n* -town", ["new", "new"]),
        ("café", ["Café"]),
        ("town OR cafe", ["town", "Café"]),
        ('"new in" "in town"', ["new in town"]),
        ("-new", []),
        ("site:board.example price:<5", []),
        ("handle:demorosie", ["$demo rosie"]),
        ("cashapp:demorosie new", ["new", "$demo rosie", "new"]),
    ],
)
def test_highlights(document: Any, mention: Any, query: str, shown: list[str]) -> None:
    text = "new in town: $demo rosie, new Café"
    start = text.index("$")
    one = document(
        1, text, mentions=(mention("cashapp", "demorosie", start, start + 11),), selectors=("cashapp:demorosie",)
    )
    spans = highlights(one, parse(query))
    assert [text[start:end] for start, end in spans] == shown
    assert list(spans) == sorted(spans)


@given(
    st.lists(
        st.one_of(st.integers(-(2**53), 2**53), st.text(max_size=9), st.floats(allow_nan=False, allow_infinity=False))
    )
)
def test_cursors_come_back(values: list[Any]) -> None:
    assert cursor.read(cursor.write(*values), *map(type, values)) == values


@pytest.mark.parametrize("text", ["", "x", "é", "W10", "bnVsbA", "WzEuNV0", "WzEsMl0"])
def test_other_cursors_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="first page"):
        cursor.read(text, int)


@given(st.lists(st.integers()), st.integers(1, 9))
def test_pieces_are_the_whole(items: list[int], size: int) -> None:
    pieces = list(chunks(items, size))
    assert [item for piece in pieces for item in piece] == items
    assert all(len(piece) == size for piece in pieces[:-1])
    assert all(pieces)


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_groups_are_the_connected_parts(pairs: list[tuple[int, int]]) -> None:
    groups, parts = Groups(20), [{number} for number in range(20)]
    for one, other in pairs:
        groups.join(one, other)
        merged = parts[one] | parts[other]
        for member in merged:
            parts[member] = merged
    assert [groups.root(number) for number in range(20)] == [min(part) for part in parts]
    assert [groups.size(number) for number in range(20)] == [len(part) for part in parts]
