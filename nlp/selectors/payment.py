"""Payment services with handles or addressed by phone and e-mail; and ways to pay that are only named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.mention import Mention
from nlp.selectors import handles, services
from nlp.selectors.scan import Scan, Selector

_CASHTAG = re.compile(r"(?<![\w$])\$([a-z][a-z0-9_-]{2,19})(?![\w.$-])")


def find(scan: Scan) -> Iterator[Mention]:
    """Handles beside the name of a service; a lone `$handle` is uncertain; a service without handle is a `method`."""
    seen: set[tuple[int, str]] = set()
    covered: set[int] = set()
    for item in handles.read(scan, "service"):
        if (item.start, item.service) in seen:
            continue
        seen.add((item.start, item.service))
        covered.add(item.start)
        yield scan.mention(
            item.service, item.value, item.start, item.end, item.confidence, item.method, (item.word,)
        )
    if "$" in scan.lower:
        yield from _lone(scan, covered)
    yield from _methods(scan)


def _lone(scan: Scan, covered: set[int]) -> Iterator[Mention]:
    place = scan.lower.find("$")
    while place >= 0:
        match = _CASHTAG.match(scan.lower, place)
        place = scan.lower.find("$", place + 1)
        if match:
            start, end = match.span()
            if start not in covered and not scan.taken(start, end):
                yield scan.mention("cashapp", match[1], start, end, 0.3, "handle without service")


def _methods(scan: Scan) -> Iterator[Mention]:
    """Gift cards, wires and services named as ways to pay."""
    seen: set[str] = set()
    for group in ("method", "service"):
        for hit in scan.hits(group):
            if hit.key not in seen and not scan.taken(hit.start, hit.end):
                seen.add(hit.key)
                yield scan.mention("method", hit.key, hit.start, hit.end, 0.7, "word", (hit.word,))


_EXAMPLES = {
    "cashapp": ("cash app $demorosie22", "demorosie22$ on cashapp", "https://cash.app/$demorosie22"),
    "venmo": ("venmo @demo-rosie", "ven-mo: demorosie22"),
    "paypal": ("paypal.me/demorosie", "paypal: rosie@mail.example"),
    "zelle": ("zelle 202-555-0143",),
    "chime": ("chime sign $demorosie",),
}
SELECTORS = tuple(
    Selector(
        kind=kind,
        group="payment",
        forms=", ".join((["handle in lower case"] if row.handle else []) + [f"or {by}" if row.handle else by for by in row.by]),
        examples=_EXAMPLES.get(kind, ()),
        source=row.source,
        find=find,
    )
    for kind, row in services.of("service").items()
) + (
    Selector(
        kind="method",
        group="payment",
        forms="name of a way to pay",
        examples=("western union only",),
        source="FinCEN FIN-2020-A008",
        find=find,
    ),
)
