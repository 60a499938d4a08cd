"""Leads: accounts worth a person's look, ranked within a budget, each with what speaks for and against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from finance.catalogue import typology
from finance.lead import Evidence, Lead
from finance.links import Found, find
from finance.missing import find_missing
from finance.patterns import Hit, find_patterns
from finance.records import Transaction
from finance.roles import role_of
from finance.score import Score, score, weight_of
from finance.store import Records
from finance.weights import Weights
from finance.weights import weights as house_weights
from nlp.sheet import SheetRow


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known of one account."""

    account: str
    links: list[Found]
    hits: list[Hit]
    points: Score


def find_leads(records: Records, sheet: Iterable[SheetRow], budget: int, weights: Weights | None = None) -> list[Lead]:
    """The `budget` accounts that rank first, best first, out of those with any link or typology."""
    weights = weights or house_weights()
    selectors = list(sheet)
    cases = sorted(_cases(records, selectors, weights), key=lambda case: (-case.points.total, case.account))
    return [
        _lead(records, selectors, case, rank, weights) for rank, case in enumerate(cases[: max(budget, 0)], start=1)
    ]


def _cases(records: Records, sheet: Sequence[SheetRow], weights: Weights) -> Iterator[_Case]:
    links: dict[str, list[Found]] = defaultdict(list)
    hits: dict[str, list[Hit]] = defaultdict(list)
    found = find(records, sheet, weights.links)
    for each in found:
        links[each.link.account].append(each)
    for hit in find_patterns(records, found):
        hits[hit.account].append(hit)
    for account in links.keys() | hits.keys():
        mine = sorted(hits[account], key=lambda hit: (-weight_of(hit, weights), hit.name))
        yield _Case(account, links[account], mine, score(links[account], mine, weights))


def _lead(records: Records, sheet: Sequence[SheetRow], case: _Case, rank: int, weights: Weights) -> Lead:
    role = role_of(case.links, case.hits, weights)
    numbers = {n for rows in (*(each.rows for each in case.links), *(hit.rows for hit in case.hits)) for n in rows}
    rows = {number: _row(move) for number, move in records.numbered(numbers)}
    evidence = [_of_link(each, rows) for each in case.links] + [_of_hit(hit, rows, weights) for hit in case.hits]
    return Lead(
        account=case.account,
        institution=records.institution(case.account),
        rank=rank,
        score=case.points.total,
        link_score=case.points.link,
        pattern_score=case.points.pattern,
        role=role,
        evidence=tuple(evidence),
        innocent=tuple(dict.fromkeys(each.innocent for each in evidence)),
        missing=find_missing(records, sheet, case.account),
        support=weights.support if role == "victim-like" else None,
        networks=tuple(sorted({each.link.network for each in case.links if each.link.network and not each.paid})),
    )


def _of_link(each: Found, rows: dict[int, dict[str, Any]]) -> Evidence:
    link, row = each.link, typology(each.link.typology)
    ads = f"{link.posts} post{'' if link.posts == 1 else 's'}" if link.posts else "posts"
    where = f"an alias of the account ({link.alias_source or 'source not told'})" if row.id == "L1" else "its payments"
    span = f" between {link.from_ or '?'} and {link.to or '?'}"
    text = f"{link.kind} {link.value} stands in {ads} and in {where}{span}{f': {link.note}' if link.note else ''}"
    if each.relevance < 1:
        text += "; these ads show no published sign of trafficking"
    return Evidence(
        id=row.id, source=row.source, text=text, weight=link.weight, innocent=row.innocent,
        rows=tuple(rows[number] for number in each.rows), link=link,
    )  # fmt: skip


def _of_hit(hit: Hit, rows: dict[int, dict[str, Any]], weights: Weights) -> Evidence:
    row = typology(hit.id)
    return Evidence(
        id=row.id, source=row.source, text=f"{row.title}: {hit.text}", weight=weight_of(hit, weights),
        innocent=row.innocent, rows=tuple(rows[number] for number in hit.rows),
    )  # fmt: skip


def _row(move: Transaction) -> dict[str, Any]:
    """A transaction as evidence: what, when, with whom, and where it was read."""
    told = {
        "tx": move.tx,
        "account": move.account,
        "time": move.clock or move.time,
        "amount": f"{move.amount.normalize():f}",
        "currency": move.currency,
        "counterparty": move.counterparty_account or move.counterparty,
        "channel": move.channel,
        "mcc": move.mcc,
        "place": move.place,
        "memo": move.memo,
        "file": move.file,
        "line": move.line,
    }
    return {name: value for name, value in told.items() if value is not None}
