"""Version 1 of the API. The rights, the audit log and the functions are those of the pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from indexer.selectors import profile
from web.access import Needs, Visit
from web.api.models import CheckIn, CheckOut, Found, LeadOut, PostOut, Problem, SelectorOut
from web.months import by_month
from web.pages.check import look_up
from web.pages.search import asked
from web.query import Query as State

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 403, 404, 422)
}  # fmt: skip

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

Searcher = Annotated[Visit, Depends(Needs("search"))]


@router.get("/search")
def search(
    visit: Searcher,
    *,
    q: Annotated[str, Query(description="The search language, or a pasted selector.")] = "",
    wanted: Annotated[list[str] | None, Query(alias="with", description="field:value that posts have")] = None,
    unwanted: Annotated[list[str] | None, Query(alias="without", description="field:value they have not")] = None,
    sort: Annotated[str, Query(description="score, newest or oldest")] = "",
    after: Annotated[str, Query(description="`next` of the page before")] = "",
    size: Annotated[int, Query(ge=0, le=200)] = 20,
) -> Found:
    """Posts that answer, with facets."""
    state = State.read(q, wanted or (), unwanted or (), sort, after)
    answer = visit.rooms.index.search(state.request(size=size))
    visit.searched(asked(state), answer.total)
    return Found.of(answer)


@router.get("/posts/{id}")
def post(id: str, visit: Searcher) -> PostOut:
    """One post."""
    document = visit.rooms.document(id)
    if document is None:
        raise HTTPException(404, "no such post")
    visit.saw("post", id)
    return PostOut.of(document)


@router.get("/selectors/{selector:path}")
def selector(selector: str, visit: Searcher) -> SelectorOut:
    """One selector, `kind:value` in normal form."""
    found = profile(visit.rooms.index, selector)
    visit.searched([selector], found.posts if found else 0)
    if found is None:
        raise HTTPException(404, "no post carries this selector")
    return SelectorOut.of(found, by_month(found.timeline))


@router.post("/check")
def check(body: CheckIn, visit: Searcher) -> list[CheckOut]:
    """What is known of each value of a list, in its order."""
    return [CheckOut.of(row) for row in look_up(visit, body.values)]


@router.get("/leads")
def leads(visit: Annotated[Visit, Depends(Needs("leads"))]) -> list[LeadOut]:
    """Leads of the newest run by rank. Asks for a purpose: the header `Adtrail-Purpose`."""
    found = visit.rooms.leads()
    visit.searched(["leads"], len(found))
    return [LeadOut.model_validate(lead) for lead in found]


@router.get("/openapi.json", include_in_schema=False)
def schema(request: Request, visit: Searcher) -> dict[str, Any]:
    """The description of this API."""
    described: dict[str, Any] = request.app.openapi()
    return described
