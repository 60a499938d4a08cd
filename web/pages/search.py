"""The search page: one box, facets to add or rule out, hits with their marks, and how they lie in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from config.errors import BadInput
from indexer.index import FACETS, Page
from web.access import Needs, Visit
from web.catalogue import catalogue
from web.months import Count, filled
from web.query import Query as State
from web.render import page

router = APIRouter()

SHOWN = 6  # values of a facet that need no click
MORE = 40
NAMES: Mapping[str, str] = {
    "site": "Site", "kind": "Kind of post", "language": "Language", "city": "City", "category": "Category",
    "indicators": "Indicator", "selectors": "Selector", "names": "Name", "campaign": "Campaign",
    "network": "Network", "month": "First seen in",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet as the page shows it: the first values at once, more on a click."""

    field: str
    name: str
    shown: tuple[Count, ...]
    more: tuple[Count, ...]
    open: bool


@router.get("/search")
def search(
    request: Request,
    visit: Annotated[Visit, Depends(Needs("search"))],
    *,
    q: str = "",
    wanted: Annotated[list[str] | None, Query(alias="with")] = None,
    unwanted: Annotated[list[str] | None, Query(alias="without")] = None,
    sort: str = "",
    after: str = "",
) -> HTMLResponse:
    """Posts that answer; a wrong query shows the place of the error and what would be right."""
    state = State(q=q)
    try:
        state = State.read(q, wanted or (), unwanted or (), sort, after)
        answer = visit.rooms.index.search(state.request())
    except BadInput as error:
        return page(request, "search.html", visit, status=400, state=state, error=error, answer=None)
    visit.searched(asked(state), answer.total)
    return page(
        request, "search.html", visit,
        state=state, error=None, answer=answer, facets=facets(answer, state),
        months=filled(dict(answer.facets["month"])),
        month_link=lambda month: state.having("month", month).url(), names=NAMES, label=label,
    )  # fmt: skip


def facets(answer: Page, state: State) -> tuple[Facet, ...]:
    """The facets that have a choice, or of which something is chosen; a chosen value always shows."""
    found = []
    for field in FACETS:
        if field == "month":
            continue
        counts = tuple(answer.facets.get(field, ()))
        chosen = [value for name, value in (*state.wanted, *state.unwanted) if name == field]
        missing = tuple((value, 0) for value in chosen if value not in dict(counts))
        picked = tuple(count for count in counts if count[0] in chosen)
        rest = tuple(count for count in counts if count[0] not in chosen)
        ordered = (*picked, *missing, *rest)
        if ordered:
            opened = bool(chosen) or field not in ("campaign", "network", "names")
            found.append(Facet(field, NAMES[field], ordered[:SHOWN], ordered[SHOWN:MORE], opened))
    return tuple(found)


def label(field: str, value: str) -> str:
    """How a facet value reads: an indicator by its title too."""
    row = catalogue().get(value) if field == "indicators" else None
    return f"{value} {row.title}" if row else value


def asked(state: State) -> list[str]:
    """What is looked for, for the audit log."""
    pairs = (f"{field}:{value}" for field, value in (*state.wanted, *state.unwanted))
    return [value for value in (state.q, *pairs) if value]
