"""UPI addresses (India): `name@handle` of a known bank handle, or beside a word for UPI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.mention import Mention
from nlp.selectors.numerals import DATA
from nlp.selectors.scan import Scan, Selector

_ADDRESS = re.compile(r"(?<![\w.@-])([a-z0-9][a-z0-9._-]{1,60}) ?(?:@|\(at\)|\[at\]) ?([a-z][a-z0-9]{1,30})(?![\w@]|\.[a-z])")


@cache
def banks() -> frozenset[str]:
    """Handles of banks and apps (data/upi.txt)."""
    lines = (DATA / "upi.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def find(scan: Scan) -> Iterator[Mention]:
    """UPI addresses."""
    if "@" not in scan.lower and "at" not in scan.lower:
        return
    for match in _ADDRESS.finditer(scan.lower):
        start, end = match.span()
        if scan.taken(start, end):
            continue
        cue = tuple(hit.word for hit in scan.between("service", start - 60, end + 20) if hit.key in ("upi", "googlepay"))
        if match[2] in banks() or cue:
            scan.take(start, end)
            confidence = 0.97 if cue and match[2] in banks() else 0.8 if cue else 0.75
            yield scan.mention("upi", f"{match[1]}@{match[2]}", start, end, confidence, "handle", cue)


SELECTOR = Selector(
    kind="upi",
    group="payment",
    forms="name@handle in lower case",
    examples=("UPI demorosie@okaxis",),
    source="NPCI: UPI apps and their handles",
    find=find,
)
