"""Cases: what an analyst puts together, with notes. What is in them is read where it lives."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from config.errors import BadInput
from ledger.cases import Case, ItemKind
from web.access import Changes, Needs, Visit
from web.render import page

router = APIRouter(prefix="/cases")


@router.get("")
def cases(request: Request, visit: Annotated[Visit, Depends(Needs("case"))]) -> HTMLResponse:
    """Every case, newest first."""
    ledger = visit.rooms.ledger.cases
    sizes = {case.id: (len(ledger.items(case.id)), len(ledger.notes(case.id))) for case in ledger.all()}
    return page(request, "cases.html", visit, cases=ledger.all(), sizes=sizes)


@router.post("")
def open_case(
    visit: Annotated[Visit, Depends(Changes("case"))], title: Annotated[str, Form(max_length=200)] = ""
) -> RedirectResponse:
    """Open a case."""
    case = visit.rooms.ledger.cases.open(title, actor=visit.actor.name)
    return RedirectResponse(f"/cases/{case}", 303)


@router.post("/add")
def add(
    visit: Annotated[Visit, Depends(Changes("case"))],
    kind: Annotated[ItemKind, Form()],
    value: Annotated[str, Form(max_length=500)],
    case: Annotated[int, Form()],
    *,
    title: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Put something into a case; into a new one when the case is 0."""
    ledger = visit.rooms.ledger
    with ledger.store.write():
        number = case or ledger.cases.open(title, actor=visit.actor.name)
        ledger.cases.add(number, kind, value, actor=visit.actor.name)
    return RedirectResponse(f"/cases/{number}", 303)


@router.get("/{number}")
def case(request: Request, number: int, visit: Annotated[Visit, Depends(Needs("case"))]) -> HTMLResponse:
    """One case."""
    found = _find(visit, number)
    ledger = visit.rooms.ledger.cases
    posts = {item.value: visit.rooms.document(item.value) for item in ledger.items(number) if item.kind == "post"}
    visit.saw("case", str(number))
    return page(
        request, "case.html", visit,
        case=found, items=ledger.items(number), notes=ledger.notes(number), posts=posts,
    )  # fmt: skip


@router.post("/{number}/note")
def note(
    number: int,
    visit: Annotated[Visit, Depends(Changes("case"))],
    text: Annotated[str, Form(max_length=10_000)] = "",
) -> RedirectResponse:
    """Write a note."""
    if not text.strip():
        raise BadInput("a note has words", field="text")
    visit.rooms.ledger.cases.note(number, text.strip(), actor=visit.actor.name)
    return RedirectResponse(f"/cases/{number}", 303)


@router.post("/{number}/close")
def close(number: int, visit: Annotated[Visit, Depends(Changes("case"))]) -> RedirectResponse:
    """Close it; it can still be read."""
    visit.rooms.ledger.cases.close(number, actor=visit.actor.name)
    return RedirectResponse(f"/cases/{number}", 303)


def _find(visit: Visit, number: int) -> Case:
    for found in visit.rooms.ledger.cases.all():
        if found.id == number:
            return found
    raise HTTPException(404, "no such case")
