"""What one token of letters and digits says of a number: digits, look-alikes, words, and these glued together."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from nlp.selectors import numerals
from nlp.selectors.triggers import lexicon

FIRST, LAST = 1, 2  # where alone in a number a part may stand that a word is glued to

# "4!5", "0|32", but not "24|7|365": the length is that of a group or of a whole number.
_MARKED = r"(?<![\w!|])(?=[\doil!|]{3,4}(?![\w!|])|[\doil!|]{10}(?![\w!|]))[\doil]+(?:[!|][\doil]+)+"
TOKEN = re.compile(rf"{_MARKED}|[a-z0-9]+|[а-яё]+|[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]")
ALIKE = re.compile(r"(?<![a-z])[oilsbz]{1,6}(?![a-z])")  # letters that may be digits
LETTERS_ALIKE = re.compile(r"[oil]{2,4}|s{3}|b{3}")

_DIGITS = re.compile(r"\d+")
_O_AND_I = str.maketrans("oilsbz!|", "01158211")
_LOOKS_LIKE = re.compile(r"[oil]*\d[\doil]*")
_LEET = re.compile(r"(?![sbz]\w{0,2}$)(?!\d*0s$|\d+(?:lbs?|oz|bs|z|b)$)(?=\D*\d)[\doilsbz]{3,11}")
_LETTERED = re.compile(r"\d{1,4}([a-z]{1,8})\d{1,4}(?:\1\d{1,4})+")
_EXTENDED = re.compile(r"(\d{4,11})(?:x|ext)\d{0,6}")
_CARRIER = re.compile(r"0?xx(\d\d)")  # Brazil: 0, any carrier, the area code
_HEAD, _TAIL = re.compile(r"[a-z]{2,}(\d{3,5})"), re.compile(r"(\d{3,5})[a-z]{2,}")
_OH = re.compile(r"(?<![a-z])oh?(?=\d)|(?<=\d)oh?(?![a-z])")
_DOUBLED = re.compile(r"^([a-z])\1|([a-z])\2$")
_EXTENSION = frozenset({"ext", "x", "extension", "extn", "anexo"})


class Shape(NamedTuple):
    """A part of a number within a token: its digits, where they stand, and what `Part` says more."""

    digits: str
    left: int
    right: int
    word: bool = True
    last: int = 0
    sound: bool = False
    edge: int = 0


@lru_cache(maxsize=32768)
def shapes(word: str) -> tuple[Shape, ...] | int | None:
    """What a token is: the parts it holds, a factor ("double"), or none.

    No parts at all end a number: an extension, letters with digits that say nothing.
    """
    size = len(word)
    if word.isdigit():
        return (Shape(word, 0, size, word=False),)
    table = numerals.table()
    if word in table.repeats or word in _EXTENSION:
        return table.repeats.get(word, ())
    if word in table.sounds:
        return (Shape(str(table.sounds[word]), 0, size, sound=True),)
    if LETTERS_ALIKE.fullmatch(word):
        return (Shape(word.translate(_O_AND_I), 0, size, sound=True),)
    if _LOOKS_LIKE.fullmatch(word) or "!" in word or "|" in word:
        return (Shape(word.translate(_O_AND_I), 0, size),)
    return _glued(word) or _spelled(word) or (() if any(char.isdigit() for char in word) else None)


def _glued(word: str) -> tuple[Shape, ...]:
    """The parts of a token of digits and letters that say nothing."""
    if match := _call().fullmatch(word):
        return (Shape(match[1], *match.span(1), word=False),)
    if _LETTERED.fullmatch(word):
        return tuple(Shape(digits[0], *digits.span()) for digits in _DIGITS.finditer(word))
    if match := _EXTENDED.fullmatch(word) or _CARRIER.fullmatch(word):
        return (Shape(match[1], 0, len(word), word=False),)
    return ()


def _spelled(word: str) -> tuple[Shape, ...]:
    """The digits that a token spells, also with a letter too many or an "oh" beside a digit; or that words touch."""
    values = numerals.read(word)
    if values is None and word[0].isascii():
        tries = (_OH.sub("0", word), word.replace("oh", "0"), re.sub("^o", "0", word), _DOUBLED.sub(r"\1\2", word))
        values = next((values for text in tries if text != word and (values := numerals.read(text))), None)
    if values is not None:
        digits, last = numerals.spell(values)
        return (Shape(digits, 0, len(word), last=last),)
    if _LEET.fullmatch(word):
        return (Shape(word.translate(_O_AND_I), 0, len(word)),)
    if match := _HEAD.fullmatch(word):
        return (Shape(match[1], *match.span(1), word=False, edge=FIRST),)
    if match := _TAIL.fullmatch(word):
        return (Shape(match[1], *match.span(1), word=False, edge=LAST),)
    return ()


@cache
def _call() -> re.Pattern[str]:
    """A whole number with words glued to it, those before it words for phone: "call2025550143now"."""
    words = {name for name in lexicon().words["phone"]["phone"] if name.isascii() and name.isalpha()}
    return re.compile(rf"(?:{'|'.join(sorted(words | {'me'}, key=len, reverse=True))})*(\d{{7,15}})(?:[a-z]{{2,}})?")
