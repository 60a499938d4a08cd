"""Accounts at social networks and messengers: `network:handle`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nlp.mention import Mention
from nlp.selectors import handles
from nlp.selectors.plan import number
from nlp.selectors.scan import Scan, Selector


@cache
def family() -> handles.Family:
    """The networks."""
    return handles.Family("network", handles.services().network)


def find(scan: Scan) -> Iterator[Mention]:
    """Handles beside the name of a network, and links to accounts."""
    seen: set[str] = set()
    for item in handles.read(scan, family()):
        value = item.value
        if value.isdigit() and "phone" in family().services[item.service].by:
            known = number("+" + value, scan.region)
            if known is None:
                continue
            value = known.value
            yield scan.mention(
                "phone", value, item.start, item.end, 0.97, "link", (), {"country": known.country, "type": known.type}
            )
        value = f"{item.service}:{value}"
        if value not in seen:
            seen.add(value)
            yield scan.mention("social", value, item.start, item.end, item.confidence, item.method, (item.word,))


SELECTOR = Selector(
    kind="social",
    group="contact",
    forms="network:handle in lower case",
    examples=("insta: @demorosie", "snap me: demorosie22", "https://t.me/demorosie"),
    source="the networks' own rules for user names",
    find=find,
)
