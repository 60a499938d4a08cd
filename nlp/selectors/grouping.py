"""Whether the parts of a number stand in groups as people write them: that makes digits a number to a reader."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nlp.selectors import digits
from nlp.selectors.digits import Part
from nlp.selectors.plan import NANP, Known, number, written

_NANP_CUTS = ({3, 6}, {3}, {6}, {0, 3, 6}, {0, 3}, {0}, {0, 6}, {2, 4, 6, 8}, {1, 4, 7}, {5}, {3, 6, 8}, {3, 8})
_MOST = 8  # numbers in a row, at most


def usual(text: str, parts: Sequence[Part], known: Known, region: str, plus: bool) -> bool:
    """Whether the gaps stand where people write them."""
    sizes = [len(part.digits) for part in parts]
    if len(sizes) == 1 or all(size == 1 for size in sizes):
        return True
    cuts = _cuts(parts)
    if known.value.startswith("+1"):
        return {10 - cut for cut in cuts if cut <= 10} in _NANP_CUTS or _clustered(text, parts, {4, 7})
    borders = written(known.value)
    if plus or cuts <= borders or _clustered(text, parts, set(sorted(borders)[:-2])):
        return True
    return parts[0].digits.startswith("0") or all(size == 2 for size in sizes[1:])


def exact(parts: Sequence[Part], known: Known) -> bool:
    """Whether every gap stands where the plan has one."""
    cuts = _cuts(parts)
    return cuts - {10} == {4, 7} if known.value.startswith("+1") else bool(cuts) and cuts <= written(known.value)


def even(text: str, parts: Sequence[Part], region: str) -> bool:
    """Whether all gaps are the same, so that the parts are seen as one thing."""
    if all(part.word for part in parts) and len(parts) > 1:
        return all(digits.gap(text[a.end : b.start]) <= 2 for a, b in pairwise(parts))
    between = _between(text, parts)
    if len(parts) == 2 and between <= {".", ","}:  # a decimal
        return len(parts[0].digits) == len(parts[1].digits)
    return (region in NANP or len(parts) <= 4 or all(len(part.digits) == 1 for part in parts)) and len(between) <= 1


def counting(parts: Sequence[Part]) -> bool:
    """Whether the parts only count, as in 1, 2, 3."""
    numbers = [int(part.digits) for part in parts]
    return len(parts) > 4 and all(b in (a + 1, 0) for a, b in pairwise(numbers))


def pairs(parts: Sequence[Part], known: Known, region: str) -> bool:
    """Whether the parts are pairs of digits in a plan that has none: dates, times and sizes are so."""
    if region in NANP or len(parts) == 1 or any(len(part.digits) != 2 for part in parts):
        return False
    return not (parts[0].digits.startswith("0") or exact(parts, known))


def interleaved(text: str, parts: Sequence[Part], gaps: Sequence[int], known: Known, region: str) -> bool:
    """Whether words stand only where people write a gap, or between all digits. `gaps` are those between the parts."""
    grouped = [parts[0]]
    for part, gap in zip(parts[1:], gaps, strict=True):
        if gap >= 3:
            grouped.append(part)
        else:
            grouped[-1] = Part(grouped[-1].digits + part.digits, grouped[-1].start, part.end)
    if len({min(gap, digits.JOINED) for gap in gaps if gap >= 3}) > 1:
        return False
    return (region in NANP or len(grouped) <= 5) and usual(text, grouped, known, region, False)


def repeated(text: str, parts: Sequence[Part], known: Known) -> bool:
    """Whether one and the same odd separator or word stands in all gaps of a number in its groups or single digits."""
    sizes = {len(part.digits) for part in parts}
    return len(parts) > 2 and len(_between(text, parts)) == 1 and (sizes == {1} or exact(parts, known))


def closed(text: str, chain: list[Part], gaps: Sequence[int], window: slice, known: Known) -> bool:
    """Whether neighbours at no wider a gap still are no part of the number: it is in groups, they are not the next."""
    parts, first, last = chain[window], window.start, window.stop
    size = max(len(part.digits) for part in parts)
    if size <= 2:
        if min(gaps[first], gaps[last]) >= 2 and _clustered(text, parts, {4, 7}):
            return True
        around = [chain[first - 1]] * (first > 0) + chain[last : last + 1]
        return all(len(part.digits) > size for part in around)
    loose = len(parts) > 2 and parts[0].digits.startswith("0") and not exact(parts, known)
    return min(gaps[first], gaps[last]) > 0 and not loose


def in_row(chain: Sequence[Part], gaps: Sequence[int], window: slice, region: str) -> bool:
    """Whether the neighbours at no wider a gap are more numbers in the same groups: "202 555 0143 202 555 0144"."""
    first, last = window.start, window.stop
    count, widest = last - first, max(gaps[first + 1 : last], default=0)
    begin, end = first, last
    while gaps[begin] <= widest and begin > first - _MOST * count:
        begin -= 1
    while gaps[end] <= widest and end < last + _MOST * count:
        end += 1
    if count < 3 or (first - begin) % count or (end - last) % count or gaps[begin] <= widest or gaps[end] <= widest:
        return False
    sizes = [len(part.digits) for part in chain[window]]
    rows = [chain[at : at + count] for at in range(begin, end, count)]
    return max(sizes) > 1 and all(
        [len(part.digits) for part in row] == sizes and number("".join(part.digits for part in row), region)
        for row in rows
    )


def _cuts(parts: Sequence[Part]) -> set[int]:
    """Before how many digits, counted from the end, the gaps stand."""
    cuts, count = set(), sum(len(part.digits) for part in parts)
    for part in parts[:-1]:
        count -= len(part.digits)
        cuts.add(count)
    return cuts


def _between(text: str, parts: Sequence[Part]) -> set[str]:
    return {text[a.end : b.start] for a, b in pairwise(parts)}


def _clustered(text: str, parts: Sequence[Part], borders: set[int]) -> bool:
    """Whether groups of a plan are written digit by digit or in words: other separators stand within than between."""
    outer: set[str] = set()
    inner: set[str] = set()
    count = sum(len(part.digits) for part in parts)
    found = set()
    for a, b in pairwise(parts):
        count -= len(a.digits)
        found.add(count)
        (outer if count in borders or count >= 10 else inner).add(text[a.end : b.start])
    if not borders or not borders <= found:
        return False
    return outer.isdisjoint(inner) or any(part.word and not part.sound for part in parts)
