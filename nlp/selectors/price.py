"""Prices: amount, currency, and for how long; ad slang ("80hh", "100 roses hr") as well as shop strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from nlp.mention import Detail, Mention
from nlp.selectors.amounts import Amount, amounts, currencies
from nlp.selectors.durations import Duration, durations
from nlp.selectors.scan import Scan, Selector

_REACH = 24


class Item(NamedTuple):
    """An amount or a duration, in order of the text."""

    start: int
    end: int
    amount: Amount | None
    minutes: int | None


def find(scan: Scan) -> Iterator[Mention]:
    """Every price."""
    spans = durations(scan)
    money = [amount for amount in amounts(scan) if not _elsewhere(scan, amount, spans)]
    if not money:
        return
    items = [Item(a.start, a.end, a, None) for a in money] + [Item(d.start, d.end, None, d.minutes) for d in spans]
    items.sort(key=lambda item: item.start)
    minutes = _pair(scan.lower, items)
    listed = False
    previous: Amount | None = None
    for item in items:
        if item.amount is None:
            continue
        cue = scan.near("price", item.start, item.end, before=24, after=12)
        gap = scan.lower[previous.end : item.start] if previous else ""
        listed = listed and previous is not None and bool(re.fullmatch(r"[a-z ]{0,4}\s?[/|,&-]\s?", gap))
        strength, length = minutes.get(item.start, (0, None))
        if item.amount.currency or strength >= _needed(item.amount) or (listed and 20 <= item.amount.value <= 5000) or (
            cue and _plausible(item.amount)
        ):
            listed = True
            previous = item.amount
            yield _mention(scan, item.amount, length, cue)
        else:
            listed = False


def _needed(amount: Amount) -> float:
    """How closely a number without a currency must be tied to a duration to be a price."""
    return 2 if 20 <= amount.value <= 9999 and amount.value == int(amount.value) else 99


def _plausible(amount: Amount) -> bool:
    return 20 <= amount.value <= 20000 and amount.value % 5 == 0


def _elsewhere(scan: Scan, amount: Amount, spans: list[Duration]) -> bool:
    """Whether a number belongs to something else: a phone, a link, a duration, a measure, an age."""
    start, end = amount.start, amount.end
    if scan.taken(start, end) or any(d.start < end and start < d.end for d in spans):
        return True
    text = scan.lower
    if text[end : end + 1] in ("%", "°", "'", '"') or re.match(r"-\d{3}|:\d|/\d{1,2}/|\.\d", text[end : end + 4]):
        return True
    return not amount.currency and (
        bool(re.match(r"\s?(?:lbs?|pounds|kgs?|cm|mm|ft|inch|inches|in\b|yo\b|y/o|y\.o|yrs?\b|years?|am\b|pm\b|a\.m|p\.m|x\b|th\b|st\b|nd\b|rd\b|dd?\b|[a-h]\b|miles|km)", text[end : end + 8]))
        or text[start - 1 : start] in ("#", "@", "_", "'")
        or text[end : end + 1] == "+"
    )


def _pair(text: str, items: list[Item]) -> dict[int, tuple[float, int | None]]:
    """Start of an amount → (strength, minutes). The text decides once whether times stand before or behind amounts."""
    behind = [_tie(text, a, b) if a.amount and b.minutes else 0 for a, b in zip(items, items[1:], strict=False)]
    before = [_tie(text, a, b) if a.minutes and b.amount else 0 for a, b in zip(items, items[1:], strict=False)]
    first = behind if sum(behind) >= sum(before) else before
    second = before if first is behind else behind
    pairs: dict[int, tuple[float, int | None]] = {}
    used: set[int] = set()
    for ties in (first, second):
        for index, strength in enumerate(ties):
            if strength <= 0 or index in used or index + 1 in used:
                continue
            if ties is second and strength < 2:
                continue
            amount, time = (items[index], items[index + 1]) if ties is behind else (items[index + 1], items[index])
            used |= {index, index + 1}
            pairs[amount.start] = (strength, time.minutes)
    return pairs


def _tie(text: str, one: Item, two: Item) -> float:
    """How closely an amount and a duration belong together, from what stands between them."""
    gap = text[one.end : two.start]
    if len(gap) > _REACH:
        return 0
    plain = gap.strip()
    if plain in ("", "/", "per", "an", "a", "x", "@", "for", "for a", "for an", "the", "for the", "por", "la", "pour", "|"):
        return 2.5 if not plain else 4
    if re.fullmatch(r"[-=:>~.*|→➡👉 ]+", gap):
        return 3.5 if "\n" not in gap else 2
    if re.search(r"\d", gap):
        return 0
    if re.search(r"[,.;!\n]", gap):
        return 0.5 if "\n\n" not in gap else 0
    return 1 if len(plain.split()) <= 3 else 0


def _mention(scan: Scan, amount: Amount, minutes: int | None, cue: tuple[str, ...]) -> Mention:
    details: dict[str, Detail] = {}
    if amount.currency:
        currency = amount.currency
        details["currency"] = currencies().dollars.get(scan.region, "USD") if currency == "$" else currency
    if minutes:
        details["minutes"] = minutes
    confidence = 0.92 if amount.currency else 0.75
    return scan.mention("price", plain(amount.value), amount.start, amount.end, confidence, amount.method, cue, details)


def plain(value: Decimal) -> str:
    """The amount without useless zeros: `150`, `9.99`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


SELECTOR = Selector(
    kind="price",
    group="post",
    forms="amount with a decimal point; currency (ISO 4217, or `rose`) and minutes beside it",
    examples=("$80 hh / $120 hr", "150 roses 30 min", "1fifty hr"),
    source="ad slang; CLDR currency forms",
    find=find,
)
