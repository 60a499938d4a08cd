"""Marked texts: nothing of the text is lost, doubled or moved, whatever the spans are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.mention import Mention
from web.marks import SNIPPET, headed, pieces, snippet


def mention(start: int, end: int, confidence: float = 0.9, kind: str = "phone") -> Mention:
    return Mention(kind=kind, value="v", raw="r", start=start, end=end, confidence=confidence, method="plain")


spans = st.tuples(st.integers(-3, 60), st.integers(-3, 60))
mentions = st.lists(st.builds(mention, st.integers(-3, 60), st.integers(-3, 60), st.floats(0, 1)), max_size=8)


@given(st.text(max_size=50), mentions, st.lists(spans, max_size=6))
def test_the_pieces_give_the_text_back(text: str, found: list[Mention], lights: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(text, found, lights)) == text


@given(st.text(min_size=1, max_size=50), mentions)
def test_each_mention_begins_once(text: str, found: list[Mention]) -> None:
    cut = pieces(text, found)
    shown = {piece.number for piece in cut if piece.number is not None}
    assert sorted(piece.number for piece in cut if piece.first) == sorted(shown)
    for number in shown:
        whole = "".join(piece.text for piece in cut if piece.number == number)
        assert whole == text[found[number].start : found[number].end]


@given(st.text(max_size=2000), st.lists(spans, max_size=3))
def test_a_snippet_is_short_and_from_the_text(text: str, lights: list[tuple[int, int]]) -> None:
    shown = "".join(piece.text for piece in snippet(text, (), lights) if piece.text not in ("… ", " …"))
    assert len(shown) <= SNIPPET
    assert shown in text


def test_a_highlight_within_a_mention_cuts_it() -> None:
    cut = pieces("call 202-555-0143 now", [mention(5, 17)], [(9, 12)])
    assert [(piece.text, piece.number, piece.highlighted) for piece in cut] == [
        ("call ", None, False), ("202-", 0, False), ("555", 0, True), ("-0143", 0, False), (" now", None, False),
    ]  # fmt: skip
    assert [piece.first for piece in cut] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ([mention(0, 4, 0.4), mention(2, 8, 0.9)], [1]),
        ([mention(0, 4, 0.9), mention(0, 8, 0.9)], [1]),
        ([mention(0, 4), mention(4, 8)], [0, 1]),
        ([mention(5, 5), mention(6, 3), mention(-1, 4), mention(2, 99)], []),
    ],
    ids=["the surer of two", "the longer of two", "neighbours", "impossible spans"],
)
def test_of_mentions_that_overlap_one_is_shown(found: list[Mention], shown: list[int]) -> None:
    numbers = {piece.number for piece in pieces("abcdefghij", found)} - {None}
    assert sorted(numbers) == shown


def test_a_snippet_begins_before_the_first_highlight() -> None:
    text = "word " * 200 + "needle" + " word" * 200
    at = text.index("needle")
    shown = snippet(text, [mention(at, at + 6)], [(at, at + 6)])
    assert shown[0].text == "… "
    assert shown[-1].text == " …"
    assert [piece.text for piece in shown if piece.highlighted] == ["needle"]
    assert [piece.text for piece in shown if piece.mention] == ["needle"]


def test_a_hit_says_its_title_once() -> None:
    text = "Road bike\n\nSelling my bike, 202-555-0143"
    at = text.index("202")
    title, rest = headed("Road bike", text, [mention(at, at + 12)], [(5, 9), (22, 26)])
    assert [(piece.text, piece.highlighted) for piece in title] == [("Road ", False), ("bike", True)]
    assert "".join(piece.text for piece in rest) == "Selling my bike, 202-555-0143"
    assert [piece.text for piece in rest if piece.highlighted] == ["bike"]
    assert [piece.text for piece in rest if piece.mention] == ["202-555-0143"]


@given(st.text(max_size=20), st.text(max_size=60), mentions, st.lists(spans, max_size=4))
def test_a_hit_keeps_title_and_text(title: str, text: str, found: list[Mention], lights: list[tuple[int, int]]) -> None:
    head, rest = headed(title, text, found, lights)
    assert "".join(piece.text for piece in head) == title
    assert "".join(piece.text for piece in rest) in text
