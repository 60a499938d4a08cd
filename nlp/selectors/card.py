"""Payment cards: Luhn, issuer and length. A card is masked at once: neither value nor raw text holds the number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from stdnum import luhn

from nlp.mention import Mention
from nlp.selectors.scan import Scan, Selector

_SEPARATORS = frozenset(" -.·_/\n")
_NO_DIGIT = re.compile(r"\D")
_BEFORE = re.compile(r"(?<!visa)(?<!card)(?<!amex)(?<!mc)(?<!cc)(?<=[\w$])$")
_AFTER = re.compile(r"[\w%]")
_SHORTEST, _LONGEST = 12, 19  # digits
_PRINTED = frozenset({(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (14,), (15,), (16,), (19,)})  # groups
_ISSUERS = (
    ("amex", re.compile(r"3[47]"), (15,)),
    ("visa", re.compile(r"4"), (13, 16, 19)),
    ("mastercard", re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    ("mir", re.compile(r"220[0-4]"), (16, 17, 18, 19)),
    ("discover", re.compile(r"6011|64[4-9]|65"), (16, 17, 18, 19)),
    ("jcb", re.compile(r"35(?:2[89]|[3-8])"), (16, 17, 18, 19)),
    ("diners", re.compile(r"3(?:0[0-5]|095|[689])"), (14, 16, 19)),
    ("unionpay", re.compile(r"62|81"), (16, 17, 18, 19)),
    ("rupay", re.compile(r"60|508|353|356"), (16,)),
    ("maestro", re.compile(r"5018|5020|5038|5893|6304|67"), (12, 13, 14, 15, 16, 17, 18, 19)),
)


def issuer(digits: str) -> str | None:
    """Who issues cards with such a number, by prefix and length."""
    return next((name for name, start, sizes in _ISSUERS if len(digits) in sizes and start.match(digits)), None)


def mask(digits: str) -> str:
    """First six and last four digits, stars between (PCI DSS 3.4)."""
    return digits[:6] + "*" * (len(digits) - 10) + digits[-4:]


def find(scan: Scan) -> Iterator[Mention]:
    """Card numbers, masked."""
    for start, end in (span for row in _rows(scan) for span in _spans(row)):
        if not _valid(scan, start, end) or scan.taken(start, end):
            continue
        text = scan.lower[start:end]
        digits = _NO_DIGIT.sub("", text)
        cue = scan.near("card", start, end, before=60)
        if not cue and (scan.before("not_phone", start) or not _grouped(text) or "\n" in text):
            continue
        scan.take(start, end)
        mention = scan.mention(
            "card",
            mask(digits),
            start,
            end,
            confidence=0.98 if cue else 0.85,
            method="checksum",
            context=cue,
            details={"issuer": issuer(digits) or ""},
        )
        yield replace(mention, raw=_hide(scan, start, end, mention))


def _spans(groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where in a row of digits a card may stand: all of it, or groups as on a card ("… 4242 12/27 123")."""
    sizes = [end - start for start, end in groups]
    if sum(sizes) <= _LONGEST:
        yield groups[0][0], groups[-1][1]
    for first in range(len(groups)):
        for count in (5, 4, 3, 1):
            if first + count <= len(sizes) and tuple(sizes[first : first + count]) in _PRINTED:
                yield groups[first][0], groups[first + count - 1][1]


def _valid(scan: Scan, start: int, end: int) -> bool:
    """Whether a stretch has the digits of a card, and a border on either side."""
    digits = _NO_DIGIT.sub("", scan.lower[start:end])
    if issuer(digits) is None or not luhn.is_valid(digits) or len(set(digits)) == 1:
        return False
    return not _AFTER.match(scan.text, end) and not _BEFORE.search(scan.lower, max(0, start - 12), start)


def _rows(scan: Scan) -> Iterator[list[tuple[int, int]]]:
    """Where twelve digits or more stand with narrow gaps: the groups of each row."""
    row: list[tuple[int, int]] = []
    count = 0
    for start, end in scan.digits:
        if row and (start - row[-1][1] > 2 or not _SEPARATORS.issuperset(scan.text[row[-1][1] : start])):
            if count >= _SHORTEST:
                yield row
            row, count = [], 0
        row.append((start, end))
        count += end - start
    if count >= _SHORTEST:
        yield row


def _grouped(text: str) -> bool:
    """Whether the digits stand as on a card: in one piece, in groups of four or so, singly; no phones in a row."""
    sizes = [len(group) for group in re.findall(r"\d+", text)]
    return set(sizes) == {1} or (min(sizes[:-1], default=3) >= 3 and sizes[:3] != [3, 3, 4])


def _hide(scan: Scan, start: int, end: int, mention: Mention) -> str:
    """The raw text of a card with a star for each digit that is not shown; of the same length."""
    places = [i for i in range(start, end) if scan.text[i].isdigit()][6:-4]
    raw = list(mention.raw)
    for place in places:
        first, last = scan.folded.span(place, place + 1)
        raw[first - mention.start] = "*"
        for at in range(first + 1, last):
            raw[at - mention.start] = "*"
    return "".join(raw)


def mask_cards(text: str, mentions: Iterable[Mention]) -> str:
    """The text with its card numbers masked, of the same length, so that all spans stay right."""
    for mention in mentions:
        if mention.kind == "card":
            text = text[: mention.start] + mention.raw + text[mention.end :]
    return text


SELECTOR = Selector(
    kind="card",
    group="bank",
    forms="first six and last four digits, stars between",
    examples=("card 4242 4242 4242 4242",),
    source="ISO/IEC 7812, Luhn",
    find=find,
)
