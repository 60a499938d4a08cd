"""Parts of a number that is spread over a text: digits, look-alikes and words; and how wide their gaps are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from nlp.selectors import numerals, tokens
from nlp.selectors.plan import NANP, SHORTEST
from nlp.selectors.scan import Scan

REACH = 26  # characters between two parts of one number, at most
BREAK = 9  # a gap that no number spans
ODD = 6  # a sign that means something else, unless it stands between all parts: "4=1=5"
_RUN = 160  # parts alike in a row that are no number, nor a list of some
WORDS = 5  # a gap with words that say nothing of a number
JOINED = 4  # a gap with joining words: "then", "dash"

_WORDS = re.compile(r"[^\W\d_]+")
_NEVER = re.compile(r"[$£€₹¥₩%+]")
_MONEY = frozenset("$£€₹")
_UNITS = frozenset("%°")
_ODD = re.compile(r"[=<>{}\\;#@&]")
_GAPS = {
    "": 0,
    "\n": 3,
    **dict.fromkeys((") ", ")-", " (", "-(", ").", " - ", "][", "}{", ")(", "&nbsp;"), 1),
    **dict.fromkeys(("+", "<", ">", "=", "°", "<>", "><", "->", "=>", "==", " + ", " > ", " = ", " -> ", " => "), ODD),
    **dict.fromkeys(("] [", "} {", ") ("), 2),
    **dict.fromkeys("$£€₹¥₩%", BREAK),
}
_SENTENCE = re.compile(r"[.!?]\s")
# Dates, times, IP addresses: digits of these belong to no number.
_OTHER = re.compile(
    r"(?<![\d.:/-])(?:"
    r"(?:19|20)\d\d([-/. ])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d"
    r"|\d{1,2}:[0-5]\d(?::[0-5]\d)?"
    r"|(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])\.(?:\d|1\d\d|2[0-4]\d|25[0-5])\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])"
    r"|[4-7]'(?:\d|1[01])(?!')"  # a height
    r")(?![\d:/-]|\.\d)"
)
_OTHER_AFTER = frozenset("-/.: '")
_FILLER = frozenset((
    "then", "dash", "dashes", "dot", "point", "hyphen", "space", "area", "code", "first", "last", "next",
    "finally", "followed", "by", "and", "plus", "guion", "guión", "punto", "tiret", "ponto", "traco", "luego",
    "despues", "after", "with", "end", "ends", "start", "starts", "begin", "begins", "y", "e", "et", "puis", "depois",
))  # fmt: skip


class Part(NamedTuple):
    """A part of a number: its digits and where they stand in the folded text."""

    digits: str
    start: int
    end: int
    word: bool = False  # not written in plain digits
    last: int = 0  # value of the last number word, so that "ninety" and "nine" can be one number
    sound: bool = False  # a word that only sounds like a digit
    edge: int = 0  # `tokens.FIRST` or `tokens.LAST` where it may only begin or end a number: a word is glued to it


def chains(scan: Scan) -> Iterator[list[Part]]:
    """Parts that could belong to one number, in order; only where there are digits enough for one."""
    for first, last in _clusters(scan):
        chain: list[Part] = []
        for part in _parts(scan, first, last):
            if part is None or (chain and gap(scan.lower[chain[-1].end : part.start]) == BREAK):
                yield from _settled(scan, chain)
                chain = []
            if part is not None:
                _append(scan.lower, chain, part)
        yield from _settled(scan, chain)


def _clusters(scan: Scan) -> Iterator[tuple[int, int]]:
    """Stretches with enough digits for a number and no gap longer than `REACH`."""
    spots = scan.free()
    words = scan.hits("number")
    if words:
        spots = sorted(spots + [hit[:2] for hit in words])
    spots = _without_runs(scan.lower, spots)
    if len(spots) < 40 and sum(end - start for start, end in spots) < 4:
        return
    text = scan.lower
    first = last = count = 0
    for start, end in spots:
        money = start > 0 and text[start - 1] in _MONEY
        if count and (money or start - last > REACH):
            if _enough(text, count, first, last):
                yield first, last
            count = 0
        if money:
            continue
        if not count:
            first = start
        count += end - start if text[start].isdigit() else 2
        last = max(last, end)
    if _enough(text, count, first, last):
        yield first, last


def _without_runs(text: str, spots: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spots without long runs of one length and one separator ("1 1 1 1 …"), in which nobody sees a number."""
    kept: list[tuple[int, int]] = []
    at, count = 0, len(spots)
    while count - at > _RUN:
        start, end = spots[at]
        size, last = end - start, at + 1
        between = text[end : spots[last][0]]
        while last < count and spots[last][1] - spots[last][0] == size and text[end : spots[last][0]] == between:
            end = spots[last][1]
            last += 1
        if last - at <= _RUN or size >= SHORTEST:
            kept += spots[at:last]
        at = last
    return kept + spots[at:]


def _enough(text: str, count: int, first: int, last: int) -> bool:
    """Whether a stretch can hold a number: by its digits, or by its digits and letters that look like some."""
    if count >= SHORTEST or count < 4:
        return count >= SHORTEST
    return count + len("".join(tokens.ALIKE.findall(text, max(0, first - REACH), last + REACH))) >= SHORTEST


def _parts(scan: Scan, first: int, last: int) -> Iterator[Part | None]:
    """The parts of a stretch; none where something stands that ends a number."""
    text = scan.lower
    while first and text[first - 1].isalnum() and text[first - 1].isascii():
        first -= 1
    repeat = _repeat().search(text, max(0, first - 9), first)
    first = repeat.start() if repeat else first
    times = other = 0
    begin = first
    for token in tokens.TOKEN.finditer(text, first, min(len(text), last + REACH)):
        shapes = tokens.shapes(token[0])
        if shapes is None:
            continue
        start, end = token.span()
        if isinstance(shapes, int):
            times, begin = shapes, start
            continue
        if start >= other and text[end : end + 1] in _OTHER_AFTER and (match := _OTHER.match(text, start)):
            other = match.end()
        if not shapes or start < other or scan.taken(start, end):
            yield None
            continue
        if text[start - 1 : start] in _MONEY or (
            text[end : end + 1] in _UNITS and not text[end + 1 : end + 2].isdigit()
        ):
            yield None
            continue
        for shape in shapes:
            part = Part(shape.digits, start + shape.left, start + shape.right, *shape[3:])
            if times:
                part = part._replace(digits=part.digits[0] * (times - 1) + part.digits, start=begin, word=True)
                times = 0
            yield from (None, part) if part.edge == tokens.FIRST else (part, None) if part.edge else (part,)


@cache
def _repeat() -> re.Pattern[str]:
    """A word for a repetition right before a number."""
    return re.compile(rf"\b(?:{'|'.join(numerals.table().repeats)})[ -]$")


def _append(text: str, chain: list[Part], part: Part) -> None:
    """Add a part, joined with the one before where they name one number: "ninety nine", "treinta y cinco"."""
    before = chain[-1] if chain else None
    if before and before.last and part.word and not part.sound and numerals.joins(text[before.end : part.start]):
        joined = numerals.join(before.digits, before.last, part.digits, part.last)
        if joined:
            chain[-1] = Part(joined[0], before.start, part.end, word=True, last=joined[1])
            return
    chain.append(part)


def _settled(scan: Scan, chain: list[Part]) -> Iterator[list[Part]]:
    """The chain without words that only sound like digits where no digit can be meant, cut where that opens a gap."""
    if not any(part.sound for part in chain):
        if chain:
            yield chain
        return
    kept: list[Part] = []
    for index, part in enumerate(chain):
        if part.sound and not (_meant(scan.lower, chain, index) or _lacking(scan, chain, index)):
            continue
        if kept and gap(scan.lower[kept[-1].end : part.start]) == BREAK:
            yield kept
            kept = []
        kept.append(part)
    if kept:
        yield kept


def _meant(text: str, chain: list[Part], index: int) -> bool:
    """Whether a sound is a digit: letters between parts, words ("to", "ate") between number words.

    At the end of a chain only an "o", or a letter behind the same separator as the part before it.
    """
    if not index:
        return False
    before, part = chain[index - 1], chain[index]
    word = text[part.start : part.end]
    left = text[before.end : part.start]
    if index + 1 == len(chain):
        return gap(left) <= 2 and (word in ("o", "oh") or (index > 1 and _alike(text, chain, index) and left != " "))
    after = chain[index + 1]
    if len(word) == 1 or word == "oh" or not word.isalpha() or tokens.LETTERS_ALIKE.fullmatch(word):
        gaps = (gap(left), gap(text[part.end : after.start]))
        return max(gaps) <= JOINED or (max(gaps) == WORDS and min(gaps) <= 2)
    return max(gap(left), gap(text[part.end : after.start])) <= 2 and before.word and after.word


def _lacking(scan: Scan, chain: list[Part], index: int) -> bool:
    """Whether just this word makes the chain a number, at its begin, within or at its end: "for one five …"."""
    part, text = chain[index], scan.lower
    beside = chain[max(0, index - 1) : index] + chain[index + 1 : index + 2]
    if not beside or any(len(near.digits) > 1 and not near.word for near in beside):
        return False
    if any(gap(text[min(part.end, near.end) : max(part.start, near.start)]) > 2 for near in beside):
        return False
    if scan.region not in NANP:
        return not index and part.digits == "0" and beside[0].word
    size, low, high = len(part.digits), index, index
    while low and size < 12 and gap(text[chain[low - 1].end : chain[low].start]) <= 2:
        low -= 1
        size += len(chain[low].digits)
    while high + 1 < len(chain) and size < 12 and gap(text[chain[high].end : chain[high + 1].start]) <= 2:
        high += 1
        size += len(chain[high].digits)
    return size == 10


def _alike(text: str, chain: list[Part], index: int) -> bool:
    earlier, before, part = chain[index - 2 : index + 1]
    return text[earlier.end : before.start] == text[before.end : part.start]


@lru_cache(maxsize=8192)
def gap(text: str) -> int:
    """How wide a gap is: 0 none, 1 one separator, 2 a few, 3 a line end, `JOINED`, `WORDS`, `BREAK`."""
    if text in _GAPS:
        return _GAPS[text]
    if len(text) == 1:
        return 1
    words = _WORDS.findall(text)
    if len(text) > (REACH if words or not text.strip() else 12) or _NEVER.search(text) or _ODD.search(text.strip()[1:]):
        return BREAK
    if words:
        return JOINED if all(word in _FILLER for word in words) else WORDS if len(words) <= 3 else BREAK
    if "\n" in text or _SENTENCE.search(text):
        return 3
    return 2 if len(text) <= 4 else 3
