"""The selector page: when, where, with whom and for how much an identifier was seen, and which records carry it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from finance.lead import Lead
from indexer.selectors import profile
from ledger.access import may
from web.access import Needs, Visit
from web.months import by_month, filled
from web.query import Query
from web.render import page

router = APIRouter(prefix="/selectors")


@router.get("/{selector:path}")
def selector(request: Request, selector: str, visit: Annotated[Visit, Depends(Needs("search"))]) -> HTMLResponse:
    """One selector, `kind:value`. Dates are shown by month: finer whereabouts ask for a right of their own."""
    found = profile(visit.rooms.index, selector)
    visit.searched([selector], found.posts if found else 0)
    if found is None:
        raise HTTPException(404, "no post carries this selector")
    return page(
        request, "selector.html", visit,
        profile=found, months=filled(by_month(found.timeline)), posts=Query(wanted=(("selectors", selector),)),
        records=_records(visit, selector), cases=visit.rooms.ledger.cases.all(),
    )  # fmt: skip


def _records(visit: Visit, selector: str) -> tuple[Lead, ...] | None:
    """Leads with a link to this selector; None when this visit may not see leads."""
    if not visit.purpose or not may(visit.actor, "leads"):
        return None
    kind, _, value = selector.partition(":")
    return tuple(
        lead
        for lead in visit.rooms.leads()
        if any(piece.link and (piece.link.kind, piece.link.value) == (kind, value) for piece in lead.evidence)
    )
