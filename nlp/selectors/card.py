"""Payment cards: Luhn, issuer and length. A card is masked at once: neither value nor raw text holds the number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from stdnum import luhn

from nlp.mention import Mention
from nlp.selectors.scan import Scan, Selector

_RUN = re.compile(r"(?<![\w$])\d(?:[ \-.·_/]{0,2}\d){11,18}(?![\w%])")
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
    ("maestro", re.compile(r"5018|5020|5038|5893|6304|6759|676[1-3]"), (12, 13, 14, 15, 16, 17, 18, 19)),
)


def issuer(digits: str) -> str | None:
    """Who issues cards with such a number, by prefix and length."""
    return next((name for name, start, sizes in _ISSUERS if len(digits) in sizes and start.match(digits)), None)


def mask(digits: str) -> str:
    """First six and last four digits, stars between (PCI DSS 3.4)."""
    return digits[:6] + "*" * (len(digits) - 10) + digits[-4:]


def find(scan: Scan) -> Iterator[Mention]:
    """Card numbers, masked."""
    for match in _runs(scan):
        start, end = match.span()
        digits = re.sub(r"\D", "", match[0])
        name = issuer(digits)
        if name is None or scan.taken(start, end) or not luhn.is_valid(digits) or len(set(digits)) == 1:
            continue
        cue = scan.near("card", start, end, before=60)
        if not cue and (scan.before("not_phone", start) or not _grouped(match[0])):
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
            details={"issuer": name},
        )
        yield replace(mention, raw=_hide(scan, match, mention))


def _runs(scan: Scan) -> Iterator[re.Match[str]]:
    """Where twelve digits or more stand with narrow gaps."""
    first = last = count = 0
    for start, end in [*scan.digits, (len(scan.text) + 9, 0)]:
        if start - last > 2 and count:
            if count >= 12:
                yield from _RUN.finditer(scan.text, first, last)
            count = 0
        if not count:
            first = start
        count += end - start
        last = end


def _grouped(text: str) -> bool:
    """Whether the digits stand as on a card: in one piece, in groups of four or so, or one by one."""
    sizes = [len(group) for group in re.findall(r"\d+", text)]
    return set(sizes) == {1} or min(sizes[:-1], default=3) >= 3


def _hide(scan: Scan, match: re.Match[str], mention: Mention) -> str:
    """The raw text of a card with a star for each digit that is not shown; of the same length."""
    places = [i for i in range(match.start(), match.end()) if scan.text[i].isdigit()][6:-4]
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
