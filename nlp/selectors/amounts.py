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
def _written() -> tuple[dict[str, str], dict[str, str]]:
    """Forms before and behind a number → code; a code itself on both sides."""
    table = currencies()
    codes = {code.lower(): code for side in (table.before, table.after, table.alone) for code in side if len(code) == 3}
    before, after = (
        {fold(form).lower.strip(" ."): code for code, forms in side.items() for form in forms}
        for side in (table.before, table.after)
    )
    return codes | before, codes | after


_NUMBER = re.compile(
    r"(?:"
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d{1,2})?"  # 1,234.50 and 1,23,456
    r"|\d{1,3}(?:'\d{3})+\.\d{1,2}"  # 1'234.50
    r"|\d{1,3}(?:[.']\d{3})+(?:,\d{1,2})?"  # 1.234,50
    r"|\d+(?:[.,]\d{1,2})?"
    r"|\.\d{2}"
    r")(?!\d)"
)
_LONGEST = 40  # characters of a number in words
_MOST_DIGITS = 12
_TOO_MUCH = Decimal(10**_MOST_DIGITS)
_SEPARATORS = frozenset(".,'")
_NO_MORE = frozenset("abcdefghijlmnopqrstuvwxyz\n)/-:;|!?+*&=")  # behind a number that goes on in no way
_DOT_CENTS = re.compile(r"\.\d{2}(?!\d)")
_SPACED = re.compile(r"\d{1,3}(?: \d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)")
_CENTS = re.compile(r"([€$£])(\d{2})(?![\d.,])")  # 35€99
_AFTER = re.compile(r" ?-?([^\W\d_]{0,3}[$£₵]|[^\W\d_]+(?:['.\"/\d][^\W\d_]+)*|/-|[^\w\s()\[\]\"',;:!?/+*=.-])\.?")
_PENCE = re.compile(r"\.\d\d $")
_FOR_TIME = re.compile(r"\s?(?:/|per\b|an?\b|for\b|each\b|deposit|(?:hh|hrs?|half|hour)\b)")
_LOOKS = frozenset("oil")
_MIXED = re.compile(r"[oil]*\d[\doil]*")
_TOKEN = re.compile(r"[a-z0-9]{1,40}(?![a-z0-9])")
_NO_SIGN = frozenset("(),;\n-0123456789[]\"'!?+*=@#_<>&|~")
_NO_SIGN_AFTER = frozenset(["", *"(),;\n.:[]\"'!?+"])
# Codes that are words, or stand for something else, unless in capitals.
WORDLIKE = frozenset((
    "all", "amd", "ang", "ars", "bam", "bob", "cad", "cop", "cup", "dop", "gel", "lak", "mad", "mop", "mur",
    "pen", "php", "pln", "ron", "sar", "sos", "top", "try", "won", "yer", "kgs", "mnt",
))  # fmt: skip
_SPOKEN = frozenset((
    "$", "dollar", "dollars", "buck", "bucks", "rose", "roses", "rosa", "rosas", "euro", "euros", "peso",
    "pesos", "reais", "quid", "pounds", "kisses", "kiss", "flowers", "diamonds", "rupees", "baht", "soles",
    "dolares",
))  # fmt: skip
_LOOSE = frozenset({"$", "rose", "USD"})  # never written with a space for thousands


def amounts(scan: Scan) -> list[Amount]:
    """Every number with the currency written beside it, if any; those in digits first, then those in words."""
    text = scan.lower
    found: list[Amount] = []
    mixed: list[int] = []
    done = 0
    for start, stop in scan.free():
        before, after = text[start - 1] if start else " ", text[stop : stop + 1]
        if before in _LOOKS or after in _LOOKS:
            mixed.append(start)
        if start < done or stop - start > _MOST_DIGITS:
            continue
        if before in ".,:" and start > 1 and text[start - 2].isdigit():
            continue  # the end of a number that began further left
        amount = _amount(scan, start, stop, before, after)
        if amount and amount.value < _TOO_MUCH:
            found.append(amount)
            done = amount.end
    if "💯" in text:
        found.extend(_hundreds(scan))
    found.extend(_worded(scan, mixed))
    return found


def _amount(scan: Scan, start: int, stop: int, before: str, after: str) -> Amount | None:
    """The amount whose first digits stand at a place, between these characters."""
    text = scan.lower
    cents = before == "." and _DOT_CENTS.match(text, start - 1)
    if cents:
        start -= 1
    if after.isalpha() and (token := _TOKEN.match(text, start)) and _reading(token[0]) is not None:
        return None  # "1fifty", "2oo": read with those in words
    code, first = ("", start) if before in _NO_SIGN else _prefix(scan, start)
    if before.isalpha() and not code and not _behind_time(scan, start):
        return None
    if after in _NO_MORE and not cents:
        value, done = Decimal(text[start:stop]), stop
    else:
        value, done = _value(text, start, stop, bool(code))
    if not code and (done > stop or after not in _NO_SIGN_AFTER):
        code, done = _behind(scan, start, done)
    if not code and done - start == 1:
        return None  # one digit is no price
    return Amount(value, code, first, done, "digits")


def _behind_time(scan: Scan, start: int) -> bool:
    """Whether a word for a time ends at a place: "hh100"."""
    return any(hit.end == start for hit in scan.between("duration", start - 9, start))


def _hundreds(scan: Scan) -> Iterator[Amount]:
    """The sign for a hundred: "💯 roses"."""
    for match in re.finditer("💯", scan.lower):
        code, last = _suffix(scan, match.end())
        yield Amount(Decimal(100), code, match.start(), last, "words")


def _behind(scan: Scan, start: int, end: int) -> tuple[str, int]:
    """The currency that stands behind a number or within it ("35€99"), and where it ends."""
    sign = _CENTS.search(scan.lower, start, end) if end - start > 3 else None
    return (_written()[0][sign[1]], end) if sign else _suffix(scan, end)


def _value(text: str, start: int, end: int, marked: bool) -> tuple[Decimal, int]:
    """The number at a place and where it ends: thousands with spaces, cents behind the sign, "k" for thousand."""
    if text[start] == "." or text[end : end + 1] in _SEPARATORS:
        match = _NUMBER.match(text, start)
        end = match.end() if match else end
    after, next_ = text[end : end + 1], text[end + 1 : end + 2]
    if after == " " and next_.isdigit():
        spaced = _SPACED.match(text, start)
        if spaced and spaced.end() > end and _thousands(text, spaced.end(), marked):
            return number(spaced[0]), spaced.end()
    if after in "€$£" and text[start:end].isdigit():
        cents = _CENTS.match(text, end)
        if cents:
            return Decimal(f"{text[start:end]}.{cents[2]}"), cents.end()
    if after == "k" and not next_.isalnum():
        return number(text[start:end]) * 1000, end + 1
    return number(text[start:end]), end


def _thousands(text: str, end: int, marked: bool) -> bool:
    """Whether a space within a number parts thousands: its currency is written so, or one stands in front."""
    suffix = _AFTER.match(text, end)
    form = suffix[1].strip(".") if suffix else ""
    return (form != "pounds" and _written()[1].get(form, "$") not in _LOOSE) or (marked and not suffix)


def number(text: str) -> Decimal:
    """The number that separators in any national manner write.

    >>> number("1.144.000"), number("283,50"), number("10,000.00"), number("118, 99")
    (Decimal('1144000'), Decimal('283.50'), Decimal('10000.00'), Decimal('118.99'))
    """
    if text.isdigit():
        return Decimal(text)
    text = text.replace(" ", "").replace("'", "")
    if text.startswith("."):
        return Decimal("0" + text)
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0 and len(text) - last - 1 in (1, 2):
        return Decimal(re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :])
    return Decimal(re.sub(r"[.,]", "", text))


def _prefix(scan: Scan, start: int) -> tuple[str, int]:
    """The currency written before a number, and where it begins."""
    text = scan.lower
    at = start
    while at and start - at < 2 and text[at - 1] in " .:":
        at -= 1
    last = text[at - 1] if at else "-"
    if last in _NO_SIGN:
        return "", start
    letter = last.isalpha()
    first = at if letter else at - 1
    while first and at - first < 5 and text[first - 1].isalpha():
        first -= 1
    form, forms = text[first:at], _written()[0]
    if letter and first and text[first - 1] in "$/":  # "$u", "s/"
        return "", start
    code = forms.get(form) or (None if letter else forms.get(last))
    if not code or (form in WORDLIKE and not scan.text[first:at].isupper()):
        return "", start
    return code, first if form in forms else at - 1


def _suffix(scan: Scan, end: int) -> tuple[str, int]:
    """The currency written behind a number, and where it ends."""
    following = scan.lower[end : end + 2]
    if not following or following[0] in _NO_SIGN_AFTER or (following[0] == " " and following[1:] in _NO_SIGN_AFTER):
        return "", end
    suffix = _AFTER.match(scan.lower, end)
    if suffix is None:
        return "", end
    forms, form, last = _written()[1], suffix[1].strip("."), suffix.end()
    if form not in forms and "/" in form:  # "2000 kr/h"
        form = form.partition("/")[0]
        last = suffix.start(1) + len(form)
    code = forms.get(form, "")
    return (code, last) if code and not _otherwise(scan, form, suffix.start(1), last) else ("", end)


def _otherwise(scan: Scan, form: str, start: int, end: int) -> bool:
    """Whether what may be a currency behind a number is none there: a word, a weight, the sign of the next number."""
    text = scan.lower
    if form in WORDLIKE:
        return not scan.text[start : start + len(form)].isupper()
    if form in "$£€":
        return text[start - 1] == " " and text[end : end + 1].isdigit()  # "36 $150"
    if form == "pounds":
        return not (_PENCE.search(text, max(0, start - 4), start) or _FOR_TIME.match(text, end))
    return form == "p" and "p" in scan.folded.cut(start, end)  # a Latin p: pence, or page


def _worded(scan: Scan, mixed: list[int]) -> Iterator[Amount]:
    """Numbers in words or mixed ("1fifty", "2oo", "eighty"), of which neighbours are one number."""
    text = scan.lower
    run: list[re.Match[str]] = []
    for token in _tokens(scan, mixed):
        if run and text[run[-1].end() : token.start()] not in (" ", "-"):
            yield from _joined(scan, run)
            run = []
        run.append(token)
    if run:
        yield from _joined(scan, run)


def _tokens(scan: Scan, mixed: list[int]) -> Iterator[re.Match[str]]:
    """The tokens that are numbers but not digits alone, in order; `mixed`: where digits stand beside look-alikes."""
    text = scan.lower
    spots = sorted([hit.start for hit in scan.hits("number")] + mixed)
    done = -1
    for spot in spots:
        if spot < done or scan.taken(spot, spot + 1):
            continue
        start = spot
        while start and spot - start < _LONGEST and text[start - 1].isascii() and text[start - 1].isalnum():
            start -= 1
        token = _TOKEN.match(text, start)
        if token is None:
            continue
        done = token.end()
        if _reading(token[0]) is not None:
            yield token


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
        code, last = _suffix(scan, end)
    yield Amount(Decimal(value), code, first, last, "words")


def cardinal(parts: list[int | str]) -> int | None:
    """The number that words name.

    >>> cardinal([1, 50]), cardinal([2, 100]), cardinal(["1", 50]), cardinal([80]), cardinal([4, 1, 5])
    (150, 200, 150, 80, None)
    """
    total, last = 0, 0
    if any(isinstance(part, str) and len(part) > _MOST_DIGITS for part in parts):
        return None
    for part in parts:
        number = int(part)
        if part == 100:
            if total >= 10:
                return None
            total = (total or 1) * 100
        elif 10 <= number < 100 and 0 < total < 10 and last < 10:
            total = total * 100 + number
        elif (number < 10 and total % 10 == 0 and last >= 20) or (number < 100 and last == 100):
            total += number
        elif not total:
            total = number
        else:
            return None
        last = number
    return total
