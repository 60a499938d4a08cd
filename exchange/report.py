"""leads.txt of a package: each lead in words, with everything a person needs to check it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from exchange.referral import Referral
from exchange.tables import one_line
from finance.lead import Evidence, Lead, Link
from nlp.indicators import catalogue
from nlp.sheet import Ref

SHOWN = 5  # payments and captures a sign; leads.jsonl has them all


def report(referral: Referral) -> str:
    """The leads by rank: which selector, in which posts, which account by which alias and dates, which amounts."""
    head = f"LEADS OF REFERRAL {referral.id}    TLP:{referral.terms.tlp.upper()}\n"
    return "\n".join([head, *(one_line(line) for lead in referral.leads for line in (*_lead(lead), ""))])


def _lead(lead: Lead) -> Iterator[str]:
    label = "" if lead.role == "unclear" else f", looks {lead.role}"
    yield f"{lead.rank}. Account {lead.account} at {lead.institution or '?'}: {lead.recommendation}{label}"
    if lead.support:
        yield f"   Support path: {lead.support}"
    for evidence in lead.evidence:
        yield from _evidence(evidence)
    for title, items in (("Innocent if", lead.innocent), ("Not computed", lead.missing)):
        yield from (f"   {title}: {item}" for item in items)


def _evidence(evidence: Evidence) -> Iterator[str]:
    known = catalogue().get(evidence.id)
    yield f"   {evidence.id} {known.title if known else ''} (weight {evidence.weight:.2f}; {evidence.source})"
    if evidence.text:
        yield f"      {evidence.text}"
    if evidence.link:
        yield from _link(evidence.link)
    yield from _some("payments", [_payment(row) for row in evidence.rows])


def _link(link: Link) -> Iterator[str]:
    yield f"      {link.kind} {link.value}: in ads {_span(link.first_seen, link.last_seen)}, {link.posts} posts"
    if link.typology == "L1":
        source = f" ({link.alias_source})" if link.alias_source else ""
        yield f"      alias of the account{source} {_span(link.alias_from, link.alias_to)}"
    yield f"      both at once {_span(link.from_, link.to)}{f'; {link.note}' if link.note else ''}"
    yield from _some("captures", [_capture(ref) for ref in link.refs])


def _some(what: str, lines: list[str]) -> Iterator[str]:
    """The first few, and how many there are in all."""
    yield from (f"      {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"      … {len(lines)} {what} in all, see leads.jsonl"


def _capture(ref: Ref) -> str:
    seen = f"post {ref.post} {ref.url} seen {ref.fetched_at:%Y-%m-%d %H:%M} UTC"
    return f"{seen}; evidence {ref.segment} {ref.record}, SHA-256 {ref.sha256}"


def _payment(row: dict[str, Any]) -> str:
    """A row of evidence, the keys a reader looks for first."""
    first = [name for name in ("time", "amount", "currency", "channel", "account") if name in row]
    return ", ".join(f"{name} {row[name]}" for name in [*first, *sorted(row.keys() - set(first))])


def _span(start: date | datetime | None, end: date | datetime | None) -> str:
    return f"{_day(start)} to {_day(end)}"


def _day(moment: date | datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "?"
