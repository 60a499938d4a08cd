"""Leads: what a person should look at next, why, what would make it innocent, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from finance.lead import Lead
from web.access import Changes, Needs, Visit
from web.paths import lead_url
from web.render import page

router = APIRouter(prefix="/leads")

MOST_ROWS = 100  # of one piece of evidence on the page; the file has them all
FIRST = (
    "time",
    "date",
    "start",
    "end",
    "tx",
    "amount",
    "currency",
    "count",
    "sum",
    "total",
    "counterparty",
    "from",
    "to",
)


@router.get("")
def leads(request: Request, visit: Annotated[Visit, Depends(Needs("leads"))]) -> HTMLResponse:
    """Every lead by rank, with the newest decision on each."""
    found = visit.rooms.leads()
    decided = {lead.account: visit.rooms.ledger.cases.decisions("lead", lead.account)[-1:] for lead in found}
    visit.searched(["leads"], len(found))
    return page(request, "leads.html", visit, leads=found, decided=decided)


@router.get("/{account}")
def lead(request: Request, account: str, visit: Annotated[Visit, Depends(Needs("leads"))]) -> HTMLResponse:
    """One lead with each piece of its evidence."""
    found = find(visit, account)
    visit.saw("lead", account)
    cases = visit.rooms.ledger.cases
    subjects = [link_subject(found, piece.link.kind, piece.link.value) for piece in found.evidence if piece.link]
    return page(
        request, "lead.html", visit,
        lead=found, decisions=cases.decisions("lead", account), cases=cases.all(),
        links={subject: cases.decisions("link", subject) for subject in subjects}, link_subject=link_subject,
        columns=columns, most_rows=MOST_ROWS,
    )  # fmt: skip


@router.post("/{account}/decide")
def decide(
    account: str,
    visit: Annotated[Visit, Depends(Changes("decide"))],
    outcome: Annotated[Literal["confirm", "dismiss"], Form()],
    *,
    reason: Annotated[str, Form()] = "",
    link: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Confirm or dismiss the lead, or one of its links (`kind:value`)."""
    found = find(visit, account)
    cases = visit.rooms.ledger.cases
    if link:
        kind, _, value = link.partition(":")
        cases.decide("link", link_subject(found, kind, value), outcome, reason, actor=visit.actor.name)
    else:
        cases.decide("lead", account, outcome, reason, actor=visit.actor.name)
    return RedirectResponse(lead_url(account), 303)


def columns(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Every field of the rows: those that people look for first, then the others in alphabetical order."""
    names = {name for row in rows for name in row}
    return [name for name in FIRST if name in names] + sorted(names - set(FIRST))


def find(visit: Visit, account: str) -> Lead:
    """The lead on an account, or 404."""
    for found in visit.rooms.leads():
        if found.account == account:
            return found
    raise HTTPException(404, "no such lead in the newest run")


def link_subject(lead: Lead, kind: str, value: str) -> str:
    """How decisions name a link."""
    return f"{kind}:{value} → {lead.account}"
