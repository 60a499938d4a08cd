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
def _written(alone: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Forms before and behind a number → code; where the text is nothing but an amount, every form on either side."""
    table = currencies()
    before = {fold(form).lower.strip(" ."): code for code, forms in table.before.items() for form in forms}
    after = {fold(form).lower.strip(" ."): code for code, forms in table.after.items() for form in forms}
    codes = {code.lower(): code for side in (table.before, table.after, table.alone) for code in side if len(code) == 3}
    if not alone:
        return codes | before, codes | after
    rare = {fold(form).lower.strip(" ."): code for code, forms in table.alone.items() for form in forms}
    return rare | after | codes | before, rare | before | codes | after


_NUMBER = re.compile(
    r"(?<![\d.])(?<!\d[,:])(?:"
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d{1,2})?"  # 1,234.50 and 1,23,456
    r"|\d{1,3}(?:'\d{3})+\.\d{1,2}"  # 1'234.50
    r"|\d{1,3}(?:[.']\d{3})+(?:,\d{1,2})?"  # 1.234,50
    r"|\d+(?:[.,]\d{1,2})?"
    r")(?!\d)|(?<![\w.])\.\d{2}(?!\d)|💯"
)
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?(?!\d)")
_CENTS = re.compile(r"([€$£])(\d{2})(?![\d.,])")  # 35€99
_APART = re.compile(r"(, )(\d{2})(?![\d.,])")  # 118, 99
_BEFORE = re.compile(
    r"((?:[^\W\d_]{1,3}[$£₵]|\$u|c\$n|s/|[^\w\s()\[\]\"',;:!?/+*=.-]|(?<![^\W\d_])[^\W\d_]{1,5}))[ .:]{0,2}$"
)
_AFTER = re.compile(r" ?-?([^\W\d_]{0,3}[$£₵]|[^\W\d_]+(?:['.\"/\d][^\W\d_]+)*|/-|[^\w\s()\[\]\"',;:!?/+*=.-])\.?")
_MIXED = re.compile(r"[oil]*\d[\doil]*")
_TOKEN = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}|(?<!\w)[a-z](?!\w)")
_K = re.compile(r"k(?![a-z0-9])")
# Codes that are words, or stand for something else, unless in capitals.
_WORDLIKE = frozenset(
    "all amd ang ars bam bob cad cop cup dop gel lak mad mop mur pen php pln ron sar sos top try won yer kgs mnt".split()
)
_SPOKEN = frozenset(
    "$ dollar dollars buck bucks rose roses rosa rosas euro euros peso pesos reais quid pounds kisses kiss flowers diamonds rupees baht soles dolares".split()
)
_LOOSE = frozenset({"$", "rose", "USD"})  # never written with a space for thousands


def amounts(scan: Scan) -> Iterator[Amount]:
    """Every number with the currency written beside it, if any; those in digits first, then those in words."""
    text = scan.lower
    alone = len(text) <= 24 and len(_LETTERS.findall(text)) <= 1
    done = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        token = _TOKEN.match(text, start)
        if token and token.end() > end and _reading(token[0]) is not None:
            continue  # "1fifty", "2oo": read below
        code, first = _prefix(scan, start, alone)
        if start and text[start - 1].isalpha() and not code:
            continue
        value, end = _value(text, start, end, bool(code) or alone, alone)
        last = end
        if not code:
            sign = _CENTS.search(text, start, end)
            code, last = (_written(alone)[0][sign[1]], end) if sign else _suffix(scan, end, alone)
            first = start
        done = last
        yield Amount(value, code, first, last, "digits")
    if scan.hits("number") or "o" in text or "l" in text:
        yield from _worded(scan)


def _value(text: str, start: int, end: int, marked: bool, alone: bool) -> tuple[Decimal, int]:
    """The number at a place and where it ends: thousands with spaces, cents behind the sign, "k" for thousand."""
    if text[start] == "💯":
        return Decimal(100), end
    spaced = _SPACED.match(text, start)
    if spaced and spaced.end() > end:
        suffix = _AFTER.match(text, spaced.end())
        form = suffix[1] if suffix else ""
        if _written(True)[1].get(form.strip("."), "$") not in _LOOSE or (marked and not suffix):
            return number(spaced[0]), spaced.end()
    cents = _CENTS.match(text, end) or (_APART.match(text, end) if alone else None)
    if cents and text[start:end].isdigit():
        return Decimal(f"{text[start:end]}.{cents[2]}"), cents.end()
    thousand = _K.match(text, end)
    if thousand:
        return number(text[start:end]) * 1000, thousand.end()
    return number(text[start:end]), end


def number(text: str) -> Decimal:
    """The number that separators in any national manner write.

    >>> number("1.144.000"), number("283,50"), number("10,000.00"), number("118, 99")
    (Decimal('1144000'), Decimal('283.50'), Decimal('10000.00'), Decimal('118.99'))
    """
    text = text.replace(" ", "").replace("'", "")
    if text.startswith("."):
        return Decimal("0" + text)
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0 and len(text) - last - 1 in (1, 2):
        return Decimal(re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :])
    return Decimal(re.sub(r"[.,]", "", text))


def _prefix(scan: Scan, start: int, alone: bool) -> tuple[str, int]:
    """The currency written before a number, and where it begins."""
    prefix = _BEFORE.search(scan.lower, max(0, start - 6), start) if start else None
    if prefix is None:
        return "", start
    code = _written(alone)[0].get(prefix[1], "")
    if code and not alone and prefix[1] in _WORDLIKE and not scan.text[prefix.start(1) : prefix.end(1)].isupper():
        return "", start
    return code, prefix.start(1)


def _suffix(scan: Scan, end: int, alone: bool) -> tuple[str, int]:
    """The currency written behind a number, and where it ends."""
    suffix = _AFTER.match(scan.lower, end)
    if suffix is None:
        return "", end
    form = suffix[1].strip(".")
    code = _written(alone)[1].get(form, "")
    if code and not alone and form in _WORDLIKE and not scan.text[suffix.start(1) : suffix.end(1)].isupper():
        return "", end
    if code == "RUB" and form == "p" and "p" in scan.folded.cut(*suffix.span(1)):
        return "", end  # a Latin p: pence, or page
    return code, suffix.end() if code else end


def _worded(scan: Scan) -> Iterator[Amount]:
    """Numbers in words or mixed ("1fifty", "2oo", "eighty"), of which neighbours are one number."""
    text = scan.lower
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        word = token[0]
        if run and word.isdigit() and text[run[-1].end() : token.start()] == " ":
            run = []
            continue
        if word.isdigit() or _reading(word) is None:
            continue
        if run and text[run[-1].end() : token.start()] not in (" ", "-"):
            yield from _joined(scan, run)
            run = []
        run.append(token)
    if run:
        yield from _joined(scan, run)


def _reading(token: str) -> tuple[int | str, ...] | None:
    if token.isdigit():
        return None
    if len(token) > 1 and _MIXED.fullmatch(token):
        return (token.translate(_ZERO_AND_ONE),)
    return numerals.read(token)


_ZERO_AND_ONE = str.maketrans("oil", "011")


def _joined(scan: Scan, run: list[re.Match[str]]) -> Iterator[Amount]:
    value = cardinal([part for token in run for part in _reading(token[0]) or ()])
    if value is None:
        return
    start, end = run[0].start(), run[-1].end()
    code, first = ("$", start - 1) if scan.lower[start - 1 : start] == "$" else ("", start)
    last = end
    suffix = _AFTER.match(scan.lower, end)
    if not code and suffix and suffix[1] in _SPOKEN:
        code, last = _suffix(scan, end, False)
    yield Amount(Decimal(value), code, first, last, "words")


def cardinal(parts: list[int | str]) -> int | None:
    """The number that words name.

    >>> cardinal([1, 50]), cardinal([2, 100]), cardinal(["1", 50]), cardinal([80]), cardinal([4, 1, 5])
    (150, 200, 150, 80, None)
    """
    total, last = 0, 0
    for part in parts:
        number = int(part)
        if part == 100:
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
