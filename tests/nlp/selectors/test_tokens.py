"""Tokens of numbers."""

from __future__ import annotations

import pytest

from nlp.selectors.tokens import FIRST, LAST, TOKEN, shapes


@pytest.mark.parametrize(
    ("token", "digits"),
    [
        ("0143", ["0143"]),
        ("2o2", ["202"]),
        ("2ol", ["201"]),
        ("20s", []),
        ("21s", ["215"]),
        ("s5s", []),
        ("sss", ["555"]),
        ("2025s5o143", ["2025550143"]),
        ("0!43", ["0143"]),
        ("2|0", ["210"]),
        ("two0two", ["202"]),
        ("two0oh", ["200"]),
        ("fivee", ["5"]),
        ("oone43", ["0143"]),
        ("two2x2", []),
        ("202x555x0143", ["202", "555", "0143"]),
        ("202xxx555xxx0143", ["202", "555", "0143"]),
        ("0143x77", ["0143"]),
        ("0xx21", ["21"]),
        ("call2025550143now", ["2025550143"]),
        ("hmu2025550143", ["2025550143"]),
        ("img2025550143", []),
        ("5lbs", []),
        ("120lbs", ["120"]),
        ("80s", []),
        ("b12", []),
        ("ext", []),
    ],
)
def test_shapes(token: str, digits: list[str]) -> None:
    found = shapes(token)
    assert isinstance(found, tuple)
    assert [shape.digits for shape in found] == digits


@pytest.mark.parametrize("token", ["rosie", "phone", "off", "boss", "call"])
def test_plain_words_say_nothing(token: str) -> None:
    assert shapes(token) is None


def test_a_word_for_repetition_is_a_factor() -> None:
    assert (shapes("double"), shapes("triple")) == (2, 3)


@pytest.mark.parametrize(("token", "edge"), [("rosie202", FIRST), ("0143rosie", LAST), ("0143", 0)])
def test_words_glued_to_a_group(token: str, edge: int) -> None:
    found = shapes(token)
    assert isinstance(found, tuple)
    assert [shape.edge for shape in found] == [edge]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("2!2-555-o|43", ["2!2", "555", "o|43"]),
        ("202|555|0143", ["202", "555", "0143"]),
        ("2|0|2|5|5|5", ["2", "0", "2", "5", "5", "5"]),
        ("24|7|365", ["24", "7", "365"]),
        ("два ноль", ["два", "ноль"]),
        ("二零", ["二", "零"]),
    ],
)
def test_token(text: str, tokens: list[str]) -> None:
    assert TOKEN.findall(text) == tokens
