"""Which time belongs to which amount: "80 hh 120 hr", "15 min - 60 roses", "hh/hr 80/120"."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from nlp.selectors.amounts import Amount
from nlp.selectors.durations import BARE, Duration

REACH = 24  # characters between an amount and its time, at most
_APART = 60  # characters between two items of one list, at most
_LIST = re.compile(r"\s?[/,&|]\s?|\s?-\s?|\s(?:and|or|y|e|et)\s")
_TIED = re.compile(
    r"\s*(?:/|per|an|a|x|@|for(?: an?| the)?|the|por|la|pour|l'|pro|die|is|es|=|-|:|~|>|→|➡|👉|\.{2,}|\*| )*\s*"
)
_FOR = re.compile(r"\s?(?:for|x|/|@|por|pour)\s?")
_IS = re.compile(r"\s?(?:/|:|=|-|->|→|is)\s?")


_START = attrgetter("start")


class Item(NamedTuple):
    """An amount or a time, in order of the text."""

    start: int
    end: int
    amount: Amount | None
    minutes: int


class Rate(NamedTuple):
    """An amount with its time, if any, and how closely the two are tied (0 to 5)."""

    amount: Amount
    minutes: int
    strength: float


def rates(text: str, amounts: list[Amount], times: list[Duration]) -> list[Rate]:
    """Every amount with the time that belongs to it."""
    if not times and not any(amount.value in BARE for amount in amounts):
        return [Rate(amount, 0, 0) for amount in sorted(amounts, key=_START)]
    items = [Item(a.start, a.end, a, 0) for a in amounts] + [Item(d.start, d.end, None, d.minutes) for d in times]
    items.sort(key=_START)
    items = _bare_times(text, items)
    found: dict[int, Rate] = {}
    for stretch in _stretches(text, items):
        for amount, minutes, strength in _zipped(text, stretch) or _paired(text, stretch):
            found[amount.start] = Rate(amount, minutes, strength)
    return [found.get(item.start) or Rate(item.amount, 0, 0) for item in items if item.amount]


def _bare_times(text: str, items: list[Item]) -> list[Item]:
    """Numbers that are minutes by their place: "$100 for 30", "30/$100"."""
    out: list[Item] = []
    for index, item in enumerate(items):
        after = items[index + 1] if index + 1 < len(items) else None
        amount = item.amount
        if amount and not amount.currency and amount.value in BARE:
            before = out[-1] if out else None
            priced = before.amount if before else None
            behind = priced and priced.currency and _FOR.fullmatch(text, before.end if before else 0, item.start)
            ahead = after and after.amount and after.amount.currency and _IS.fullmatch(text, item.end, after.start)
            timed = after and not after.amount and after.start - item.end <= 2
            if (behind and priced and amount.value < priced.value and not timed) or ahead:
                out.append(Item(item.start, item.end, None, int(amount.value)))
                continue
        out.append(item)
    return out


def _stretches(text: str, items: list[Item]) -> list[list[Item]]:
    """Items that stand close enough to be one list of rates."""
    out: list[list[Item]] = []
    for item in items:
        if not out or item.start - out[-1][-1].end > _APART or "\n\n" in text[out[-1][-1].end : item.start]:
            out.append([])
        out[-1].append(item)
    return out


def _zipped(text: str, items: list[Item]) -> list[tuple[Amount, int, float]]:
    """The forms "hh/hr 80/120" and "80/120 hh/hr": as many times as amounts, each list on its own; else nothing."""
    if len(items) < 4 or len(items) % 2:
        return []
    runs = [list(run) for _, run in groupby(items, key=lambda item: item.amount is not None)]
    if len(runs) != 2 or len(runs[0]) != len(runs[1]) or len(runs[0]) < 2:
        return []
    if not all(_LIST.fullmatch(text, a.end, b.start) for run in runs for a, b in pairwise(run)):
        return []
    amounts, times = (runs[0], runs[1]) if runs[0][0].amount else (runs[1], runs[0])
    return [(a.amount, t.minutes, 3.0) for a, t in zip(amounts, times, strict=True) if a.amount]


def _paired(text: str, items: list[Item]) -> list[tuple[Amount, int, float]]:
    """Neighbours, in the order (amount then time, or time then amount) that ties the list more closely."""
    if len(items) < 2:
        return []
    pairs = list(pairwise(items))
    behind = [_tie(text, a, b) if a.amount and not b.amount else 0.0 for a, b in pairs]
    ahead = [_tie(text, a, b) if b.amount and not a.amount else 0.0 for a, b in pairs]
    first, second = (behind, ahead) if sum(behind) >= sum(ahead) else (ahead, behind)
    found: list[tuple[Amount, int, float]] = []
    used = bytearray(len(items))
    for ties, least in ((first, 0.1), (second, 2.0)):
        for index, strength in enumerate(ties):
            if strength >= least and not (used[index] or used[index + 1]):
                used[index] = used[index + 1] = True
                amount = items[index].amount or items[index + 1].amount
                if amount:
                    found.append((amount, items[index].minutes or items[index + 1].minutes, strength))
    return found


def _tie(text: str, one: Item, two: Item) -> float:
    """How closely neighbours belong together, from what stands between them."""
    return 0.0 if two.start - one.end > REACH else _closeness(text[one.end : two.start])


@lru_cache(maxsize=4096)
def _closeness(gap: str) -> float:
    if not gap:
        return 5
    if gap in (" ", "  "):
        return 2.5
    if _TIED.fullmatch(gap):
        return 4 if "\n" not in gap else 2
    if re.search(r"[,.;!|\n]", gap):
        return 0.5 if "\n\n" not in gap else 0
    return 1 if len(gap.split()) <= 3 else 0
