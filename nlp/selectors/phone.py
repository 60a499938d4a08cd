"""Phones: E.164 from anything a reader would dial, however its digits are written or spread.

Candidates are windows over the parts of a chain (`digits`) whose number is valid in its plan (`plan`). A window counts
only where a reader would see a number: written in its usual groups, all gaps alike, or beside a word for phone; and
no gap within is as wide as the gaps around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from nlp.mention import Mention
from nlp.selectors import around, digits
from nlp.selectors.digits import Part
from nlp.selectors.plan import LONGEST, NANP, SHORTEST, Known, lengths, number, written
from nlp.selectors.scan import Scan, Selector

_NANP_CUTS = ({3, 6}, {3}, {6}, {0, 3, 6}, {0, 3}, {0}, {0, 6}, {2, 4, 6, 8}, {1, 4, 7}, {5}, {3, 6, 8}, {3, 8})
_FIRST = {10: "23456789", 11: "1", 12: "0", 13: "0", 14: "0", 15: "0"}  # digits that a number of that size begins with
_ANY = range(SHORTEST, LONGEST + 1)
_ABROAD = range(SHORTEST + 2, LONGEST + 4)  # with 00 or 011 in front
_FIRST_GAP, _SECOND_GAP = frozenset({" ", "-", ".", ") ", ")", ")-"}), frozenset({" ", "-", "."})
_APART_LEFT = re.compile(r"(?:^|[a-z][^\w+$£€#=<]*[\s:,(])$")
_APART_RIGHT = re.compile(r"(?:[\s.,!?)][^\w$£€%=<]*)?(?:$|(?<![\w])[a-z]{2,}[^\d]*$)")
_DIALLED = re.compile(r"\+?[\d\s().\-/·*_]{7,32}")


class Window(NamedTuple):
    """Parts `first` to `last` (not included) of a chain that are a number."""

    score: float
    first: int
    last: int
    known: Known
    widest: int
    cue: tuple[str, ...]


def find(scan: Scan) -> Iterator[Mention]:
    """Every phone number of the text that is valid in its plan."""
    if scan.region in NANP:
        yield from _clear(scan)
    for chain in digits.chains(scan):
        used: set[int] = set()
        for window in sorted(_windows(scan, chain), key=lambda window: (-window.score, window.first)):
            parts = range(window.first, window.last)
            if used.isdisjoint(parts):
                used.update(parts)
                yield _mention(scan, chain[window.first : window.last], window)


def _clear(scan: Scan) -> Iterator[Mention]:
    """North American numbers in plain digits and usual groups that stand clear of all other digits.

    Most numbers are so; no other reading competes, and the long way below would say the same.
    """
    spots, text = scan.digits, scan.lower
    for index, (start, stop) in enumerate(spots):
        groups = (
            1 if stop - start == 10 else 3 if stop - start == 3 and _in_three(text, spots[index : index + 3]) else 0
        )
        if not groups or text[start] < "2":
            continue
        end = spots[index + groups - 1][1]
        left = spots[index - 1][1] if index else 0
        right = spots[index + groups][0] if index + groups < len(spots) else len(text)
        if not (_APART_LEFT.search(text, left, start) and _APART_RIGHT.match(text, end, right)):
            continue
        if scan.taken(start, end) or scan.between("number", start - 12, end + 12):
            continue
        parts = [Part(text[first:last], first, last) for first, last in spots[index : index + groups]]
        known = number("".join(part.digits for part in parts), scan.region)
        cue = scan.near("phone", start, end)
        if known and around.allows(scan, parts, cue, plus=False):
            yield _mention(scan, parts, Window(0, 0, groups, known, groups > 1, cue))


def _in_three(text: str, spots: list[tuple[int, int]]) -> bool:
    """Whether three groups of digits stand as 3-3-4."""
    if len(spots) < 3 or spots[1][1] - spots[1][0] != 3 or spots[2][1] - spots[2][0] != 4:
        return False
    return text[spots[0][1] : spots[1][0]] in _FIRST_GAP and text[spots[1][1] : spots[2][0]] in _SECOND_GAP


def _windows(scan: Scan, chain: list[Part]) -> Iterator[Window]:
    """The windows of a chain that are numbers a reader would see. Linear: a window has one of a few lengths."""
    total = [0]
    for part in chain:
        total.append(total[-1] + len(part.digits))
    if total[-1] < SHORTEST:
        return
    ends = {count: index for index, count in enumerate(total)}
    text = scan.lower
    gaps = [9, *(digits.gap(text[a.end : b.start]) for a, b in pairwise(chain)), 9]
    sizes, nanp = lengths(scan.region), scan.region in NANP
    signs = "+" in text
    for first, part in enumerate(chain):
        plus = signs and _plus(text, part.start)
        abroad = part.digits[0] == "0" and part.digits.startswith(("00", "011"))
        for size in _ANY if plus else _ABROAD if abroad else sizes:
            last = ends.get(total[first] + size)
            if last is None or (nanp and not plus and not abroad and part.digits[0] not in _FIRST.get(size, "")):
                continue
            known = number(("+" if plus else "") + "".join(p.digits for p in chain[first:last]), scan.region)
            if known is None:
                continue
            window = _judge(scan, chain, gaps, first=first, last=last, known=known, plus=plus)
            if window is not None:
                yield window


def _plus(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].strip(" (").endswith("+")


def _judge(
    scan: Scan, chain: list[Part], gaps: list[int], *, first: int, last: int, known: Known, plus: bool
) -> Window | None:
    """The window with its score, or none when no reader would see a number there."""
    parts = chain[first:last]
    start, end = parts[0].start, parts[-1].end
    widest = max(gaps[first + 1 : last], default=0)
    border = min(gaps[first], gaps[last])
    cue = scan.near("phone", start, end)
    usual = _usual(parts, known, scan.region, plus)
    few = scan.region in NANP or len(parts) <= 4 or all(len(part.digits) == 1 for part in parts)
    even = few and _even(scan.lower, parts)
    if not around.allows(scan, parts, cue, plus):
        return None
    if border <= widest and not (usual and _closed(scan.lower, chain, gaps, first, last)):
        return None
    if widest >= digits.WORDS and not (
        usual
        and scan.between("phone", start - 40, end + 24)
        and _interleaved(parts, gaps[first + 1 : last], known, scan.region)
    ):
        return None
    pairs = len(parts) > 1 and all(len(part.digits) == 2 for part in parts)
    if not (even or cue or (usual and not pairs)) or _counting(parts):
        return None
    size = sum(len(part.digits) for part in parts)
    score = 4 * usual + 2 * bool(cue) + even + 2 * plus + min(border, 4) - widest + size / 100
    return Window(score, first, last, known, widest, cue)


def _usual(parts: list[Part], known: Known, region: str, plus: bool) -> bool:
    """Whether the gaps stand where people write them."""
    sizes = [len(part.digits) for part in parts]
    if len(sizes) == 1 or all(size == 1 for size in sizes):
        return True
    cuts, count = set(), sum(sizes)
    for size in sizes[:-1]:
        count -= size
        cuts.add(count)
    if known.value.startswith("+1"):
        return {10 - cut for cut in cuts if cut <= 10} in _NANP_CUTS
    if plus or cuts <= written(known.value):
        return True
    return parts[0].digits.startswith("0") or all(size == 2 for size in sizes[1:])


def _counting(parts: list[Part]) -> bool:
    """Whether the parts only count, as in 1, 2, 3."""
    numbers = [int(part.digits) for part in parts]
    return len(parts) > 4 and all(b in (a + 1, 0) for a, b in pairwise(numbers))


def _interleaved(parts: list[Part], gaps: list[int], known: Known, region: str) -> bool:
    """Whether words stand only where people write a gap, or between all digits."""
    grouped = [parts[0]]
    for part, gap in zip(parts[1:], gaps, strict=True):
        if gap >= 3:
            grouped.append(part)
        else:
            grouped[-1] = Part(grouped[-1].digits + part.digits, grouped[-1].start, part.end)
    if len({min(gap, digits.JOINED) for gap in gaps if gap >= 3}) > 1:
        return False
    return (region in NANP or len(grouped) <= 5) and _usual(grouped, known, region, False)


def _even(text: str, parts: list[Part]) -> bool:
    return len({text[a.end : b.start] for a, b in pairwise(parts)}) <= 1


def _grouped(text: str, parts: list[Part]) -> bool:
    """Whether single digits stand in the groups of a North American number: one separator within, others between."""
    between = [text[a.end : b.start] for a, b in pairwise(parts)]
    common = max(set(between), key=between.count)
    return {index + 1 - (len(parts) - 10) for index, gap in enumerate(between) if gap != common} == {3, 6}


def _closed(text: str, chain: list[Part], gaps: list[int], first: int, last: int) -> bool:
    """Whether neighbours at no wider a gap still are no part of the number: it is in groups, they are not the next."""
    parts = chain[first:last]
    size = max(len(part.digits) for part in parts)
    if size <= 2:
        if min(gaps[first], gaps[last]) >= 2 and _grouped(text, parts):
            return True
        around = [chain[first - 1]] * (first > 0) + chain[last : last + 1]
        return all(len(part.digits) > size for part in around)
    return min(gaps[first], gaps[last]) > 0


def possible_number(text: str, region: str) -> str | None:
    """The E.164 form of a text that is one number in digits and nothing else."""
    if not _DIALLED.fullmatch(text):
        return None
    known = number(re.sub(r"[^\d+]", "", text), region)
    return known.value if known else None


def _mention(scan: Scan, parts: list[Part], window: Window) -> Mention:
    start, end = parts[0].start, parts[-1].end
    if _plus(scan.lower, start):
        start = scan.lower.rindex("+", 0, start)
    raw = scan.folded.cut(start, end)
    plain = not any(part.word for part in parts) and raw.isascii() and window.widest < digits.JOINED
    confidence = (0.95 if plain else 0.85 if window.widest < digits.WORDS else 0.6) + (0.04 if window.cue else 0)
    method = "plain" if plain else "words" if any(part.word for part in parts) else "folded"
    scan.take(start, end)
    details = {"country": window.known.country, "type": window.known.type}
    return scan.mention(
        "phone",
        window.known.value,
        start,
        end,
        confidence=confidence,
        method=method,
        context=window.cue,
        details=details,
    )


SELECTOR = Selector(
    kind="phone",
    group="contact",
    forms="E.164",
    examples=("+1 202-555-0143", "two zero two 555 01 four three", "2️⃣0️⃣2️⃣ 💋 555 💋 0143", "(2O2) five55-o1 43"),
    source="ITU-T E.164; libphonenumber",
    find=find,
)
