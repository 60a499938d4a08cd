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
from nlp.selectors import around, digits, grouping
from nlp.selectors.digits import Part
from nlp.selectors.plan import LONGEST, NANP, SHORTEST, Known, lengths, number
from nlp.selectors.scan import Scan, Selector

_FIRST = {10: "23456789", 11: "1", 12: "0", 13: "0", 14: "0", 15: "0"}  # digits that a number of that size begins with
_ANY = range(SHORTEST, LONGEST + 1)
_ABROAD = range(SHORTEST + 2, LONGEST + 4)  # with 00 or 011 in front
_FIRST_GAP, _SECOND_GAP = frozenset({" ", "-", ".", ") ", ")", ")-"}), frozenset({" ", "-", "."})
_CODE_GAP = frozenset({" ", "-", ".", " (", "-("})
_FIRST_SIZES = frozenset({1, 3, 10})
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
        groups = _groups(text, spots, index) if stop - start in _FIRST_SIZES else 0
        if not groups:
            continue
        plus = groups == 4
        end = spots[index + groups - 1][1]
        left = spots[index - 1][1] if index else 0
        right = spots[index + groups][0] if index + groups < len(spots) else len(text)
        if not (_APART_LEFT.search(text, left, start - plus) and _APART_RIGHT.match(text, end, right)):
            continue
        if scan.taken(start, end) or scan.between("number", start - 12, end + 12):
            continue
        parts = [Part(text[first:last], first, last) for first, last in spots[index : index + groups]]
        known = number("+" * plus + "".join([part.digits for part in parts]), scan.region)
        cue = scan.near("phone", start, end)
        if known and around.allows(scan, parts, cue, plus=plus):
            yield _mention(scan, parts, Window(0, 0, groups, known, groups > 1, cue))


def _groups(text: str, spots: list[tuple[int, int]], index: int) -> int:
    """In how many groups a whole number begins at a spot: one of ten digits, three, four with "+1"; else none."""
    start, stop = spots[index]
    if stop - start > 1:
        whole = stop - start == 10 or _in_three(text, spots[index : index + 3])
        return (1 if stop - start == 10 else 3) if whole and text[start] > "1" else 0
    spread = text[start - 1 : stop] == "+1" and _in_three(text, spots[index + 1 : index + 4])
    return 4 if spread and text[stop : spots[index + 1][0]] in _CODE_GAP else 0


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
    text = scan.lower
    sizes, nanp = lengths(scan.region), scan.region in NANP
    stretch = text[max(0, chain[0].start - 6) : chain[-1].end]
    signs = "+" in stretch or "plus" in stretch
    if total[-1] < (SHORTEST if signs else min((*sizes[:1], _ABROAD.start))):
        return
    ends = {count: index for index, count in enumerate(total)}
    gaps = [9, *(digits.gap(text[a.end : b.start]) for a, b in pairwise(chain)), 9]
    longer = _longer(chain)
    for first, part in enumerate(chain):
        if longer[first] - first > LONGEST + 3 and first and gaps[first] == gaps[first + 1] == 1:
            continue  # within a row of single digits
        plus = signs and _plus(text, part.start) and (gaps[first] != digits.ODD or gaps.count(digits.ODD) == 1)
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


def _longer(chain: list[Part]) -> list[int]:
    """For each part, where the next part of more than one digit stands, it or its left neighbour included."""
    found, at = [len(chain)] * len(chain), len(chain)
    for index in range(len(chain) - 1, -1, -1):
        if len(chain[index].digits) > 1:
            at = index
        found[index] = at
    return [min(one, two) for one, two in zip(found, [0, *found], strict=False)]


def _plus(text: str, start: int) -> bool:
    """Whether a plus stands before a place, as a sign or a word."""
    before = text[max(0, start - 6) : start].rstrip(" (")
    return before.endswith("+") or (before.split()[-1:] == ["plus"] and text[start].isalpha())


def _judge(
    scan: Scan, chain: list[Part], gaps: list[int], *, first: int, last: int, known: Known, plus: bool
) -> Window | None:
    """The window with its score, or none when no reader would see a number there."""
    parts = chain[first:last]
    start, end = parts[0].start, parts[-1].end
    widest = max(gaps[first + 1 : last], default=0)
    border = min(gaps[first], gaps[last])
    cue = scan.near("phone", start, end)
    usual = grouping.usual(scan.lower, parts, known, scan.region, plus)
    even = grouping.even(scan.lower, parts, scan.region)
    if not around.allows(scan, parts, cue, plus) or not (
        _seen(scan, chain, gaps, slice(first, last), known=known, usual=usual)
    ):
        return None
    if any(part.edge for part in parts) and not grouping.exact(parts, known):
        return None
    pairs = not plus and grouping.pairs(parts, known, scan.region)
    if not (cue or ((even or usual) and not pairs)) or grouping.counting(parts):
        return None
    size = sum(len(part.digits) for part in parts)
    score = 4 * usual + 2 * bool(cue) + even + 2 * plus + min(border, 4) - widest + size / 100
    return Window(score, first, last, known, widest, cue)


def _seen(scan: Scan, chain: list[Part], gaps: list[int], window: slice, *, known: Known, usual: bool) -> bool:
    """Whether a reader sees these parts of a chain as one thing, by what stands between them and on both sides."""
    text, parts, within = scan.lower, chain[window], gaps[window.start + 1 : window.stop]
    widest, border = max(within, default=0), min(gaps[window.start], gaps[window.stop])
    if border <= widest:
        alone = usual and grouping.closed(text, chain, gaps, window, known)
        if not alone and not grouping.in_row(chain, gaps, window, scan.region):
            return False
    if widest < digits.WORDS or grouping.repeated(text, parts, known):
        return True
    spoken = widest == digits.WORDS and usual and scan.between("phone", parts[0].start - 40, parts[-1].end + 24)
    return bool(spoken) and grouping.interleaved(text, parts, within, known, scan.region)


def possible_number(text: str, region: str) -> str | None:
    """The E.164 form of a text that is one number in digits and nothing else."""
    if not _DIALLED.fullmatch(text):
        return None
    known = number(re.sub(r"[^\d+]", "", text), region)
    return known.value if known else None


def _mention(scan: Scan, parts: list[Part], window: Window) -> Mention:
    start, end = parts[0].start, parts[-1].end
    if _plus(scan.lower, start):
        start = max(scan.lower.rfind("+", 0, start), scan.lower.rfind("plus", 0, start))
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
