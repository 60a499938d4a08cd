"""The check page: a pasted list of selectors, and what is known of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse

from config.errors import BadInput
from indexer.batch import Asked, Checked, check, normal
from web.access import Changes, Needs, Visit
from web.render import page

router = APIRouter(prefix="/check")

MOST = 1000  # lines of a list; `adtrail check` takes any length


@router.get("")
def form(request: Request, visit: Annotated[Visit, Depends(Needs("search"))]) -> HTMLResponse:
    """The empty form."""
    return page(request, "check.html", visit, text="", rows=None)


@router.post("")
def checked(
    request: Request, visit: Annotated[Visit, Depends(Changes("search"))], values: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """One row a line, in the order of the list. A form and not a link: pasted lists do not belong into addresses."""
    rows = look_up(visit, values.splitlines())
    return page(request, "check.html", visit, text=values, rows=rows)


def look_up(visit: Visit, values: list[str]) -> list[Checked]:
    """What is known of each value; empty lines are passed over.

    Raises:
        BadInput: the list is too long.
    """
    given = [value.strip() for value in values if value.strip()]
    if len(given) > MOST:
        raise BadInput(f"more than {MOST} lines", fix="use `adtrail check FILE`")
    rows = list(check(visit.rooms.index, (Asked(given=value, selector=normal(value)) for value in given)))
    visit.searched(given, sum(row.posts for row in rows))
    return rows
