"""Digits written as words: one table, read glued, mixed with digits, in leet, and as teens and tens.

Languages: English, Spanish, French, Portuguese, Italian, German; digits in Dutch, Polish, Russian, Chinese.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from nlp.fold import fold

DATA = Path(__file__).resolve().parent / "data"
_LEET = tuple(zip("$@013457!|€", "saoieastiie", strict=True))
LEET = str.maketrans(dict(_LEET))


def plain(text: str) -> str:
    """The text with leet undone; for a long text quicker than `str.translate`."""
    for sign, letter in _LEET:
        text = text.replace(sign, letter)
    return text


class Numerals(BaseModel):
    """data/numerals.yaml: how numbers are spelled. Words are lower case; accents do not matter."""

    model_config = ConfigDict(extra="forbid")

    units: dict[str, int]  # 0 to 9
    teens: dict[str, int]  # 10 to 19, and the Spanish 21 to 29 that are one word
    tens: dict[str, int]  # 20 to 90
    hundreds: dict[str, int]  # 100 to 900: "hundred" itself multiplies
    repeats: dict[str, int]  # "double five" is 55
    sounds: dict[str, int]  # "to", "oh", "ate": digits only between words that are surely digits
    joins: list[str]  # "treinta y cinco"


@cache
def table() -> Numerals:
    """The table, words folded."""
    raw = load_yaml(DATA / "numerals.yaml", Numerals)
    names = ("units", "teens", "tens", "hundreds", "repeats", "sounds")
    folded = {name: {fold(word).lower: value for word, value in getattr(raw, name).items()} for name in names}
    return Numerals(**folded, joins=[fold(word).lower for word in raw.joins])


@cache
def words() -> dict[str, int]:
    """Every number word and its value."""
    numerals = table()
    return numerals.units | numerals.teens | numerals.tens | numerals.hundreds


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

    Digits come as text ("0132"), words as their value. Leet is undone only where the token cannot be read as it is
    written, and then the reading with the fewest parts wins: "0ne" is 1, "four3" is 43.

    >>> read("fouronefive"), read("2sixseven"), read("0ne"), read("phone")
    ((4, 1, 5), ('2', 6, 7), (1,), None)
    """
    if len(token) > 120:
        return None
    plain = token.translate(LEET)
    return _parts(token, token) or (_parts(token, plain) if plain != token else None)


def _parts(token: str, plain: str) -> tuple[int | str, ...] | None:
    """The shortest reading of `token` whose words stand in `plain`."""
    best: list[tuple[int | str, ...] | None] = [None] * len(token) + [()]
    for at in range(len(token) - 1, -1, -1):
        options = [
            (value, *rest)
            for word, value in _by_start().get(plain[at], ())
            if plain.startswith(word, at) and (rest := best[at + len(word)]) is not None
        ]
        if token[at].isdigit() and (rest := best[at + 1]) is not None:
            options.append(
                (token[at] + rest[0], *rest[1:]) if rest and isinstance(rest[0], str) else (token[at], *rest)
            )
        best[at] = min(options, key=len, default=None)
    return best[0]


def spell(values: tuple[int | str, ...]) -> tuple[str, int]:
    """The digits that number words stand for, and the value of the last one (0 when it was written in digits).

    >>> spell((90, 9)), spell((4, 1, 5)), spell(("2", 6))
    (('99', 9), ('415', 5), ('26', 6))
    """
    digits, last = "", 0
    for value in values:
        own = 0 if isinstance(value, str) else value
        joined = join(digits, last, str(value), own) if last and own else None
        if joined:
            digits, last = joined
        else:
            digits, last = digits + str(value), own or (-1 if value == 0 else 0)
    return digits, last


def join(before: str, last: int, digits: str, value: int) -> tuple[str, int] | None:
    """Two neighbouring number words as one number, where they name one: ("90", "9") is "99"; with its last value.

    French counts on: soixante-dix is 70, quatre-vingt 80, quatre-vingt-dix 90.
    """
    if value <= 0 or last <= 0 or digits != str(value):
        return None
    tens, hundreds = last >= 20 and last % 10 == 0 and last < 100, last >= 100 and last % 100 == 0
    if last == 4 and value == 20:
        total, then = 80, 80
    elif last < 10 and value == 100:
        total, then = last * 100, last * 100
    elif (tens and value < 10) or (last in (60, 80) and value < 20) or (hundreds and 10 <= value < 100):
        total = last + value
        then = total if last in (60, 80) else value
    else:
        return None
    return before[: -len(str(last))] + str(total), then


def joins(gap: str) -> bool:
    """Whether a gap stands between parts of one number word: a space, a hyphen, "y"."""
    return gap in (" ", "-") or gap.strip() in table().joins
