"""Numbers in words."""

from __future__ import annotations

import pytest

from nlp.selectors.numerals import join, read, spell, table, words


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("four", (4,)),
        ("fouronefive", (4, 1, 5)),
        ("2sixseven", ("2", 6, 7)),
        ("0ne", (1,)),
        ("f0ur", (4,)),
        ("four3", (4, "3")),
        ("tre5", (3, "5")),
        ("thr33", (3,)),
        ("31ght", (8,)),
        ("5ix", (6,)),
        ("five55", (5, "55")),
        ("ninetynine", (90, 9)),
        ("dieciseis", (16,)),
        ("cinquante", (50,)),
        ("phone", None),
        ("someone", None),
        ("often", None),
        ("a1", None),
        ("", ()),
        ("one" * 50, None),
    ],
)
def test_read(token: str, parts: tuple[int | str, ...] | None) -> None:
    assert (read(token) or (() if token == "" else None)) == parts


@pytest.mark.parametrize(
    ("parts", "digits"),
    [
        ((4, 1, 5), "415"),
        ((90, 9), "99"),
        ((20, 0), "200"),
        ((60, 10), "70"),
        ((60, 17), "77"),
        ((4, 20), "80"),
        ((4, 20, 9), "89"),
        ((4, 20, 10), "90"),
        ((4, 20, 12), "92"),
        ((8, 100), "800"),
        ((5, 100, 12), "512"),
        ((200, 12), "212"),
        (("2", 6), "26"),
        ((5, "55"), "555"),
        ((10, 5), "105"),
        ((0, 5), "05"),
    ],
)
def test_spell(parts: tuple[int | str, ...], digits: str) -> None:
    assert spell(parts)[0] == digits


def test_join_leaves_digits_alone() -> None:
    assert join("90", 90, "09", 9) is None
    assert join("9", 0, "9", 9) is None


@pytest.mark.parametrize("word", sorted(words()))
def test_every_word_reads_as_itself(word: str) -> None:
    assert read(word) == (words()[word],)


def test_values_are_in_range() -> None:
    numerals = table()
    assert set(numerals.units.values()) == set(range(10))
    assert all(10 <= value <= 29 for value in numerals.teens.values())
    assert all(20 <= value <= 90 and value % 10 == 0 for value in numerals.tens.values())
