"""US routing numbers (ABA): nine digits with the right check digit, beside a word that says so; with the account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.us import rtn

from nlp.mention import Mention
from nlp.selectors.scan import Scan, Selector

_NINE = re.compile(r"(?<![\w-])\d{4}[ -]?\d{4}[ -]?\d(?![\w-])|(?<![\w-])\d{3}[ -]\d{3}[ -]\d{3}(?![\w-])")
_ACCOUNT = re.compile(r"(?:acc(?:oun)?t|a/c|dda|checking|savings)[^\d\n]{0,24}(\d[\d -]{3,18}\d)")


def find(scan: Scan) -> Iterator[Mention]:
    """Routing numbers."""
    if not scan.hits("routing"):
        return
    for match in _NINE.finditer(scan.lower):
        start, end = match.span()
        cue = scan.near("routing", start, end, before=36, after=16)
        digits = re.sub(r"\D", "", match[0])
        if not cue or scan.taken(start, end) or not rtn.is_valid(digits):
            continue
        scan.take(start, end)
        account = _ACCOUNT.search(scan.lower, max(0, start - 80), min(len(scan.lower), end + 80))
        details = {"account": re.sub(r"\D", "", account[1])} if account and not start <= account.start(1) < end else {}
        yield scan.mention("aba", digits, start, end, confidence=0.97, method="checksum", context=cue, details=details)


SELECTOR = Selector(
    kind="aba",
    group="bank",
    forms="nine digits",
    examples=("routing 111000038",),
    source="ABA routing number policy (check digit 3-7-1)",
    find=find,
)
