"""Amounts of money as ads and shops write them: digits with any separators, mixed with words, with a currency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from nlp.fold import fold
from nlp.selectors import numerals
from nlp.selectors.scan import Scan


class Amount(NamedTuple):
    """A number that may be a price, in the folded text."""

    value: Decimal
    currency: str  # "" when none is written
    start: int
    end: int
    method: str  # digits | words


class Currencies(BaseModel):
    """data/currencies.yaml: code → how it is written."""

    model_config = ConfigDict(extra="forbid")

    before: dict[str, list[str]]  # "RM50": signs and short forms that stand in front
    after: dict[str, list[str]]  # "150 kr": and those that stand behind
    alone: dict[str, list[str]]  # read only where the text is nothing but an amount, since they mean other things too
    dollars: dict[str, str]  # region → code of its "$"


@cache
def currencies() -> Currencies:
    """The table as operators may read it."""
    return load_yaml(numerals.DATA / "currencies.yaml", Currencies)


@cache
def _written(side: str) -> dict[str, str]:
    table: dict[str, list[str]] = getattr(currencies(), side)
    return {fold(form).lower.rstrip("."): code for code, forms in table.items() for form in (*forms, code)}


_NUMBER = re.compile(
    r"(?<![\d.,:/])(?:\d{1,3}(?:,\d{2,3})*(?:,\d{3})(?:\.\d{1,2})?|\d{1,3}(?:[.']\d{3})+(?:,\d{1,2})?|\d+(?:[.,] ?\d{1,2})?)(?![\d])"
)
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?(?!\d)")
_BEFORE = re.compile(r"(?:[^\W\d_]{0,3}[$]|[^\w\s()\[\]\"',;:!?/+*=.-]|(?<![^\W\d_])[^\W\d_]{1,4}\.?)[ .]?$")
_AFTER = re.compile(r"[ \u00a0]?(-?[^\W\d_]+(?:['/]?[^\W\d_]+)*|[^\w\s()\[\]\"',;:!?/+*=.-]|[^\W\d_]{0,3}\$)\.?")
_WORDISH = re.compile(r"\d*[oil]*\d[\doil]*|[a-z0-9]+")
_K = re.compile(r"k(?![a-z0-9])")


def amounts(scan: Scan) -> Iterator[Amount]:
    """Every number with the currency written beside it, if any; in order within digits, then words."""
    text = scan.lower
    alone = len(text) <= 24
    done = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < done or (start and text[start - 1].isalpha() and not _prefix(text, start, alone)):
            continue
        spaced = _SPACED.match(text, start)
        if spaced and spaced.end() > end:
            suffix, _ = _suffix(text, spaced.end(), alone)
            prefix = _prefix(text, start, alone)
            if (suffix or prefix) and suffix not in ("rose", "USD") and prefix != "$":
                end = spaced.end()
        value = number(text[start:end])
        thousand = _K.match(text, end)
        if thousand:
            value, end = value * 1000, thousand.end()
        currency, first, last = _currency(text, start, end, alone)
        done = last
        yield Amount(value, currency, first, last, "digits")
    yield from _worded(scan)


def number(text: str) -> Decimal:
    """The number that separators in any national manner write.

    >>> number("1.144.000"), number("283,50"), number("10,000.00"), number("118, 99")
    (Decimal('1144000'), Decimal('283.50'), Decimal('10000.00'), Decimal('118.99'))
    """
    text = text.replace(" ", "").replace("'", "")
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0 and len(text) - last - 1 in (1, 2):
        return Decimal(re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :])
    return Decimal(re.sub(r"[.,]", "", text))


def _currency(text: str, start: int, end: int, alone: bool) -> tuple[str, int, int]:
    """The currency beside a number, and the span that it and the number take."""
    prefix = _BEFORE.search(text, max(0, start - 6), start)
    code = _written("before").get(prefix[0].strip(" .")) if prefix else None
    if prefix and not code and alone:
        code = _written("alone").get(prefix[0].strip(" ."))
    if prefix and code:
        return code, prefix.start(), end
    code, last = _suffix(text, end, alone)
    return (code, start, last) if code else ("", start, end)


def _prefix(text: str, start: int, alone: bool) -> str:
    prefix = _BEFORE.search(text, max(0, start - 6), start)
    form = prefix[0].strip(" .") if prefix else ""
    return _written("before").get(form, "") or (_written("alone").get(form, "") if alone else "")


def _suffix(text: str, end: int, alone: bool) -> tuple[str, int]:
    suffix = _AFTER.match(text, end)
    if not suffix:
        return "", end
    form = suffix[1].strip(".-")
    code = _written("after").get(form, "") or (_written("alone").get(form, "") if alone else "")
    return code, suffix.end() if code else end


def _worded(scan: Scan) -> Iterator[Amount]:
    """Numbers in words or mixed ("1fifty", "2oo", "eighty"), of which neighbours are one number."""
    text = scan.lower
    tokens = [match for match in _WORDISH.finditer(text) if not match[0].isdigit()] if _maybe(scan) else []
    run: list[re.Match[str]] = []
    for token in tokens:
        if _reading(token[0]) is None:
            continue
        if run and text[run[-1].end() : token.start()] not in (" ", "-"):
            yield from _joined(text, run)
            run = []
        run.append(token)
    if run:
        yield from _joined(text, run)


def _maybe(scan: Scan) -> bool:
    return bool(scan.hits("number") or re.search(r"\d[oil]|[oil]\d", scan.lower))


def _reading(token: str) -> tuple[int | str, ...] | None:
    if re.fullmatch(r"[oil]*\d[\doil]*", token) and len(token) > 1:
        return (token.translate(str.maketrans("oil", "011")),)
    if token in ("hundred", "hundreds"):
        return (100,)
    return numerals.read(token)


def _joined(text: str, run: list[re.Match[str]]) -> Iterator[Amount]:
    parts = [part for token in run for part in _reading(token[0]) or ()]
    value = cardinal(parts)
    if value is None:
        return
    start, end = run[0].start(), run[-1].end()
    currency, first, last = _currency(text, start, end, False)
    yield Amount(Decimal(value), currency, first, last, "words")


def cardinal(parts: list[int | str]) -> int | None:
    """The number that words name.

    >>> cardinal([1, 50]), cardinal([2, 100]), cardinal(["1", 50]), cardinal([80]), cardinal([4, 1, 5])
    (150, 200, 150, 80, None)
    """
    total, last = 0, 0
    for part in parts:
        number = int(part)
        if number == 100:
            if not 0 < total < 10:
                return None
            total *= 100
        elif 10 <= number < 100 and 0 < total < 10 and last < 10:
            total = total * 100 + number
        elif number < 10 and total % 10 == 0 and last >= 20:
            total += number
        elif number < 100 and last == 100:
            total += number
        elif not total:
            total = number
        else:
            return None
        last = number
    return total
