"""Digits written as words: one table, read glued, mixed with digits, in leet, and as teens and tens.

Languages: English, Spanish, French, Portuguese, Italian, German, Chinese digits.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from nlp.fold import fold

DATA = Path(__file__).resolve().parent / "data"
LEET = str.maketrans("$@013457!|€", "saoieastiie")


class Numerals(BaseModel):
    """data/numerals.yaml: how numbers are spelled. Words are lower case; accents do not matter."""

    model_config = ConfigDict(extra="forbid")

    units: dict[str, int]  # 0 to 9
    teens: dict[str, int]  # 10 to 19, and the Spanish 21 to 29 that are one word
    tens: dict[str, int]  # 20 to 90
    repeats: dict[str, int]  # "double five" is 55
    sounds: dict[str, int]  # "to", "oh", "ate": digits only between words that are surely digits
    joins: list[str]  # "treinta y cinco"


@cache
def table() -> Numerals:
    """The table, words folded."""
    raw = load_yaml(DATA / "numerals.yaml", Numerals)
    names = ("units", "teens", "tens", "repeats", "sounds")
    folded = {name: {fold(word).lower: value for word, value in getattr(raw, name).items()} for name in names}
    return Numerals(**folded, joins=[fold(word).lower for word in raw.joins])


@cache
def words() -> dict[str, int]:
    """Every number word and its value."""
    numerals = table()
    return numerals.units | numerals.teens | numerals.tens


@cache
def _by_start() -> dict[str, list[tuple[str, int]]]:
    """Number words by first letter, longest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for word, value in sorted(words().items(), key=lambda item: -len(item[0])):
        found.setdefault(word[0], []).append((word, value))
    return found


@lru_cache(maxsize=16384)
def read(token: str) -> tuple[int | str, ...] | None:
    """The numbers in a token made of number words and digits only, or none.

    Digits come as text ("0132"), words as their value. The reading with the fewest parts wins, so "0ne" is 1.

    >>> read("fouronefive"), read("2sixseven"), read("0ne"), read("phone")
    ((4, 1, 5), ('2', 6, 7), (1,), None)
    """
    if len(token) > 120:
        return None
    plain = token.translate(LEET)
    best: list[tuple[int | str, ...] | None] = [None] * len(token) + [()]
    for at in range(len(token) - 1, -1, -1):
        options = [
            (value, *rest)
            for word, value in _by_start().get(plain[at], ())
            if plain.startswith(word, at) and (rest := best[at + len(word)]) is not None
        ]
        if token[at].isdigit() and (rest := best[at + 1]) is not None:
            joined = (token[at] + rest[0], *rest[1:]) if rest and isinstance(rest[0], str) else (token[at], *rest)
            options.append(joined)
        best[at] = min(options, key=len, default=None)
    return best[0]
