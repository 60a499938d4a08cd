"""Accounts at social networks and messengers: `network:handle`."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.mention import Mention
from nlp.selectors import handles
from nlp.selectors.plan import number
from nlp.selectors.scan import Scan, Selector


def find(scan: Scan) -> Iterator[Mention]:
    """Handles beside the name of a network, and links to accounts."""
    seen: set[str] = set()
    for item in handles.read(scan, "network"):
        if item.method == "link" and item.value.isdigit() and item.service not in _NUMBERED:
            yield from _phone(scan, item)
            continue
        value = f"{item.service}:{item.value}"
        if value not in seen:
            seen.add(value)
            yield scan.mention(
                "social",
                value,
                item.start,
                item.end,
                confidence=item.confidence,
                method=item.method,
                context=(item.word,),
            )


_NUMBERED = frozenset({"discord", "qq", "facebook"})  # accounts that are numbers, but no phones


def _phone(scan: Scan, item: handles.Found) -> Iterator[Mention]:
    """A link to a messenger that is addressed by phone (wa.me): the phone, since that is the selector."""
    known = number("+" + item.value, scan.region)
    if known is not None:
        details = {"country": known.country, "type": known.type}
        yield scan.mention(
            "phone",
            known.value,
            item.start,
            item.end,
            confidence=0.97,
            method="link",
            context=(item.service,),
            details=details,
        )


SELECTOR = Selector(
    kind="social",
    group="contact",
    forms="network:handle in lower case",
    examples=("insta: @demorosie", "snap me: demorosie22", "https://t.me/demorosie"),
    source="the networks' own rules for user names",
    find=find,
)
