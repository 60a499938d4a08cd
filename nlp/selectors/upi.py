"""UPI addresses (India): `name@handle` of a known bank handle, or beside a word for UPI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.mention import Mention
from nlp.selectors.numerals import DATA
from nlp.selectors.scan import Scan, Selector

_AT = re.compile(r"@|\(at\)|\[at\]")
_WORDS = frozenset(
    {"upi", "gpay", "pay", "trans", "indus", "federal", "pockets", "fam", "wa", "jio", "slice", "cub", "bob"}
)  # words as well
_NAME = re.compile(r"(?<![\w.@-])[a-z0-9][a-z0-9._-]{1,60}$")
_BANK = re.compile(r"[a-z][a-z0-9]{1,30}(?![\w@-]|\.[a-z])")


@cache
def banks() -> frozenset[str]:
    """Handles of banks and apps (data/upi.txt)."""
    lines = (DATA / "upi.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def find(scan: Scan) -> Iterator[Mention]:
    """UPI addresses."""
    text = scan.lower
    for at in _AT.finditer(scan.lower):
        left, right = (
            at.start() - (text[at.start() - 1 : at.start()] == " "),
            at.end() + (text[at.end() : at.end() + 1] == " "),
        )
        bank = _BANK.match(text, right)
        name = _NAME.search(text, max(0, left - 64), left) if bank else None
        if not name or not bank or scan.taken(name.start(), bank.end()):
            continue
        start, end = _name(scan, name), bank.end()
        near = scan.between("service", start - 60, start) + scan.between("service", end, end + 20)
        cue = tuple(hit.word for hit in near if hit.key in ("upi", "googlepay"))
        spaced = right - left > len(at[0])
        if (bank[0] in banks() and not (spaced and bank[0] in _WORDS)) or (cue and bank[0].isalpha()):
            scan.take(start, end)
            confidence = 0.97 if cue and bank[0] in banks() else 0.8 if cue else 0.75
            yield scan.mention(
                "upi",
                f"{text[start : name.end()]}@{bank[0]}",
                start,
                end,
                confidence=confidence,
                method="handle",
                context=cue,
            )


def _name(scan: Scan, name: re.Match[str]) -> int:
    """Where the name begins; a word for UPI may be joined to it ("UPI-rosie@ybl")."""
    for hit in scan.between("service", *name.span()):
        if hit.start == name.start() and scan.lower[hit.end] in "-_." and hit.end + 1 < name.end():
            return hit.end + 1
    return name.start()


SELECTOR = Selector(
    kind="upi",
    group="payment",
    forms="name@handle in lower case",
    examples=("UPI demorosie@okaxis",),
    source="NPCI: UPI apps and their handles",
    find=find,
)
