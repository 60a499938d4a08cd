"""Prices: amount, currency, and for how long; ad slang ("80hh", "100 roses hr") as well as shop strings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from nlp.mention import Detail, Mention
from nlp.selectors.amounts import Amount, amounts, currencies
from nlp.selectors.durations import Duration, durations
from nlp.selectors.rates import REACH, Rate, rates
from nlp.selectors.scan import Scan, Selector
from nlp.selectors.shop import lone

_LISTED = frozenset("/,-&|$€£")
LEAST, MOST = 20, 9999  # what a number without a currency may be worth
_FOLLOWS = re.compile(r"(?: ?(?:[a-z]{2,3}|\$))?\s?(?:[/,|&]|-|or|to|and|y|a)\s?\$?")
_MEASURE = re.compile(
    r"\s?(?:lbs?\b|pounds\b|kgs?\b|cm\b|mm\b|ft\b|inch|in\b|yo\b|y/o|y\.o|yrs?\b|years?|am\b|pm\b|a\.m|p\.m|x\b|th\b|st\b|nd\b|rd\b"
    r"|miles?\b|km\b|mg\b|ml\b|gb\b|mb\b|%|°|'|\"|\+|days?\b|weeks?\b|months?\b|times\b|girls?\b|people\b|guests?\b|only\b|(?:st|th)\b)"
)
_CUP = re.compile(r"(?:d{1,3}|[a-c]|ff?|gg?)\b")
_OTHER = re.compile(r"-\d{3}[-. ]?\d|:\d|/\d{1,2}/|\.\d|-\d{2}-\d|/7\b")


def find(scan: Scan) -> Iterator[Mention]:
    """Every price."""
    whole = lone(scan)
    if whole:
        yield _mention(scan, Rate(whole, 0, 0), ())
        return
    times = durations(scan)
    starts = [time.start for time in times]
    money = [amount for amount in amounts(scan) if _possible(scan, amount, times, starts)]
    if not money:
        return
    last: Rate | None = None
    for rate in rates(scan.lower, money, times):
        amount = rate.amount
        sure = bool(amount.currency) or (rate.strength >= 2 and _round(amount))
        if sure or (last and _follows(scan.lower, last.amount, amount)) or _announced(scan, amount):
            last = rate
            yield _mention(scan, rate, scan.near("price", amount.start, amount.end, before=18, after=10))
        else:
            last = None


def _follows(text: str, last: Amount, amount: Amount) -> bool:
    """Whether a number goes on with a list of prices: "$80/120/200"."""
    return amount.start - last.end <= 8 and _round(amount) and bool(_FOLLOWS.fullmatch(text, last.end, amount.start))


def _round(amount: Amount) -> bool:
    return LEAST <= amount.value <= MOST and not amount.value % 1


def _announced(scan: Scan, amount: Amount) -> bool:
    """Whether a number without currency stands right beside a word for price, or is all there is ("22,90")."""
    if len(scan.text) < 16 and scan.text.strip() == scan.text[amount.start : amount.end] and amount.method == "digits":
        return bool(re.search(r"[.,]\d{2}$|[.,]\d{3}", scan.text.strip()))
    if not (_round(amount) or amount.value >= 1000) or amount.value % 5:
        return False
    before = scan.between("price", amount.start - 18, amount.start)
    if before and re.fullmatch(
        r"\W{0,4}(?:is|of|son|es|:|-|=|from|at)?\W{0,3}", scan.lower[before[-1].end : amount.start]
    ):
        return True
    after = scan.between("price", amount.end, amount.end + 14)
    return bool(after) and not scan.lower[amount.end : after[0].start].strip(" -")


def _possible(scan: Scan, amount: Amount, times: list[Duration], starts: list[int]) -> bool:
    """Whether a number may be a price: no part of a time, and with a currency, or close to a time or another word."""
    at = bisect_left(starts, amount.end)
    if at > 0 and times[at - 1].end > amount.start:
        return False
    if amount.currency:
        return not _OTHER.match(scan.lower, amount.end)
    near = (at < len(times) and starts[at] - amount.end <= REACH) or (at and amount.start - times[at - 1].end <= REACH)
    return not _elsewhere(scan, amount) if near or _marked(scan, amount) else False


def _marked(scan: Scan, amount: Amount) -> bool:
    """Whether a list or a word for price is near, or the text is short."""
    around = scan.lower[max(0, amount.start - 3) : amount.end + 3]
    return (
        not _LISTED.isdisjoint(around)
        or bool(scan.between("price", amount.start - 20, amount.end + 16))
        or len(scan.lower) < 40
    )


def _elsewhere(scan: Scan, amount: Amount) -> bool:
    """Whether a number without currency belongs to something else: a phone, a measure, an age."""
    start, end = amount.start, amount.end
    if _OTHER.match(scan.lower, end):
        return True
    before = scan.lower[start - 1 : start]
    return bool(_MEASURE.match(scan.lower, end) or _CUP.match(scan.lower, end)) or before in ("#", "@", "_", "'", "+")


def _mention(scan: Scan, rate: Rate, cue: tuple[str, ...]) -> Mention:
    amount = rate.amount
    details: dict[str, Detail] = {}
    if amount.currency:
        dollars = currencies().dollars.get(scan.region, "USD")
        details["currency"] = dollars if amount.currency == "$" else amount.currency
    if rate.minutes:
        details["minutes"] = rate.minutes
    confidence = 0.92 if amount.currency else 0.75
    return scan.mention(
        "price",
        plain(amount.value),
        amount.start,
        amount.end,
        confidence=confidence,
        method=amount.method,
        context=cue,
        details=details,
    )


def plain(value: Decimal) -> str:
    """The amount without useless zeros: `150`, `9.99`."""
    text = str(value) if value < 1000 else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


SELECTOR = Selector(
    kind="price",
    group="post",
    forms="amount with a decimal point; `currency` (ISO 4217, or `rose`) and `minutes` beside it",
    examples=("$80 hh / $120 hr", "150 roses 30 min", "1fifty hr", "hh/hr 80/120"),
    source="ad slang; CLDR currency forms",
    find=find,
)
