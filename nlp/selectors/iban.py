"""IBAN: length and structure of its country, ISO 7064 check digits; spaced, hyphenated or in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from stdnum import iban, numdb

from nlp.mention import Mention
from nlp.selectors.scan import Scan, Selector

_START = re.compile(r"[a-z]{2} ?\d{2}(?=[ .\n-]{0,2}[a-z0-9])")
_SEPARATORS = " -.\n"
_BANK_CODE = ("bic", "swift")  # may stand right behind


@cache
def _length(country: str) -> int:
    """Characters of an IBAN of the country; 0 when it has none."""
    info = dict(numdb.get("iban").info(country)[0][1]) if numdb.get("iban").info(country)[0][1] else {}
    parts = re.findall(r"(\d+)!?[anc]", info.get("bban", ""))
    return 4 + sum(map(int, parts)) if parts else 0


def find(scan: Scan) -> Iterator[Mention]:
    """IBANs whose check digits are right."""
    text = scan.lower
    for spot, stop in scan.digits:
        if stop - spot == 1 or spot < 2 or not text[spot - 2].isalpha() or not _lettered(scan, spot):
            continue
        start = spot - 2 - (text[spot - 1] == " ")
        if start < 0 or not _START.match(text, start) or text[start - 1 : start].isalnum():
            continue
        size = _length(text[start : start + 2].upper())
        end = _reach(text, start, size)
        if not size or end is None:
            continue
        value = re.sub(r"[^a-z0-9]", "", text[start:end]).upper()
        if iban.is_valid(value, check_country=False):
            scan.take(start, end)
            context = scan.near("bank", start, end)
            yield scan.mention(
                "iban",
                value,
                start,
                end,
                confidence=0.99,
                method="checksum",
                context=context,
                details={"country": value[:2]},
            )


def _lettered(scan: Scan, spot: int) -> bool:
    """Whether letters stand right before a place, or capitals and a blank ("DE 89")."""
    before = scan.lower[spot - 1]
    return before.isalpha() or (before == " " and scan.text[max(0, spot - 3) : spot - 1].isupper())


def _reach(text: str, start: int, size: int) -> int | None:
    """Where `size` letters and digits from `start` end, with at most two separators between and a border behind."""
    count, at = 0, start
    while at < len(text) and count < size:
        char = text[at]
        if char.isascii() and char.isalnum():
            count += 1
        elif char not in _SEPARATORS or (text[at - 1] in _SEPARATORS and text[at - 2] in _SEPARATORS):
            return None
        at += 1
    if count < size or (at < len(text) and text[at].isalnum() and not text.startswith(_BANK_CODE, at)):
        return None
    return at


SELECTOR = Selector(
    kind="iban",
    group="bank",
    forms="compact, upper case",
    examples=("DE89 3704 0044 0532 0130 00",),
    source="ISO 13616 registry (python-stdnum)",
    find=find,
)
