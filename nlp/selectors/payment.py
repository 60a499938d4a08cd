"""Payment services with handles or addressed by phone and e-mail; and ways to pay that are only named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.mention import Mention
from nlp.selectors import handles, services
from nlp.selectors.scan import Scan, Selector
from nlp.selectors.triggers import lexicon

_CASHTAG = re.compile(r"(?<![\w$])\$([a-z][a-z0-9_-]{2,19})(?![\w.$-])")

_ASKED = re.compile(
    r"(?:\b(?:send|sent|pay|deposits?|tips?|tributes?|donations?|money|cash)\b|[💸💵💰])[^.!?\n$\w]*(?:\w+[ :]+){0,3}$"
)


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
            item.service,
            item.value,
            item.start,
            item.end,
            confidence=item.confidence,
            method=item.method,
            context=(item.word,),
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
                asked = any(char.isdigit() for char in match[1]) and _ASKED.search(
                    scan.lower, max(0, start - 40), start
                )
                yield scan.mention(
                    "cashapp",
                    match[1],
                    start,
                    end,
                    confidence=0.6 if asked else 0.3,
                    method="handle without service",
                )


def _methods(scan: Scan) -> Iterator[Mention]:
    """Gift cards, wires and services named as ways to pay."""
    seen: set[str] = set()
    for group in ("method", "service"):
        for hit in scan.hits(group):
            if hit.key not in seen and not scan.taken(hit.start, hit.end):
                seen.add(hit.key)
                yield scan.mention(
                    "method", hit.key, hit.start, hit.end, confidence=0.7, method="word", context=(hit.word,)
                )


_EXAMPLES = {
    "cashapp": ("ca$h app 👉 $demorosie22", "demorosie22$ on cashapp", "https://cash.app/$demorosie22"),
    "venmo": ("venmo @demo-rosie", "v e n m o: demorosie22", "zelle/venmo 202-555-0143"),
    "paypal": ("paypal.me/demorosie", "p@ypal: rosie@mail.example"),
}


def _examples(kind: str, row: services.Service) -> tuple[str, ...]:
    """What is read, for the page: the first name in the lexicon with a value of its form."""
    name = lexicon().words["service"][kind][0]
    values = (row.sigils[:1] + "demorosie22" if row.handle else "", "202-555-0143" if "phone" in row.by else "")
    return _EXAMPLES.get(kind) or tuple(f"{name}: {value}" for value in values if value)


def _forms(row: services.Service) -> str:
    names = {"phone": "E.164 phone", "email": "e-mail"}
    return " or ".join((["handle in lower case"] if row.handle else []) + [names[by] for by in row.by])


SELECTORS = (
    *(
        Selector(
            kind=kind, group="payment", forms=_forms(row), examples=_examples(kind, row), source=row.source, find=find
        )
        for kind, row in services.of("service").items()
    ),
    Selector(
        kind="method",
        group="payment",
        forms="name of a way to pay",
        examples=("western union only", "steam card"),
        source="FinCEN FIN-2020-A008",
        find=find,
    ),
)
