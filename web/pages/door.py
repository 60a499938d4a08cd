"""The door: the first page, signing in and out, and saying what the reads are for."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from config.errors import Refused
from ledger.access import may
from web.access import LASTS, PURPOSE, SESSION, Everybody, check_form, make_session, visitor
from web.paths import inside
from web.render import NAVIGATION, page, purpose_page
from web.rooms import Rooms

router = APIRouter(dependencies=[Depends(Everybody())])


@router.get("/")
def front(request: Request) -> RedirectResponse:
    """To the first page that the visitor may see."""
    actor = visitor(request)
    targets = [target for target, _, permission in NAVIGATION if may(actor, permission)]
    if not targets:
        raise Refused(f"{actor.name} ({actor.role}) has no page here")
    return RedirectResponse(targets[0], 303)


@router.get("/health")
def health() -> PlainTextResponse:
    """Whether this process answers."""
    return PlainTextResponse("ok\n")


@router.get("/sign-in")
def sign_in_form(request: Request, next: str = "/") -> HTMLResponse:
    """The form that takes an API key."""
    return page(request, "sign-in.html", next=inside(next), message="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    key: Annotated[str, Form()],
    token: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Start a session; its cookie is for our own pages only."""
    rooms: Rooms = request.app.state.rooms
    try:
        check_form(rooms.ledger.keys, "", token)
        session = make_session(rooms.ledger.keys, rooms.ledger.actors, key.strip())
    except Refused as error:
        return page(request, "sign-in.html", status=403, next=inside(next), message=str(error))
    answer = RedirectResponse(inside(next), 303)
    _remember(request, answer, SESSION, session)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, token: Annotated[str, Form()] = "") -> RedirectResponse:
    """End the session."""
    rooms: Rooms = request.app.state.rooms
    check_form(rooms.ledger.keys, visitor(request).name, token)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(SESSION)
    answer.delete_cookie(PURPOSE)
    return answer


@router.get("/purpose")
def purpose_form(request: Request, next: str = "/") -> HTMLResponse:
    """The form that asks what the reads are for."""
    return purpose_page(request, visitor(request), inside(next))


@router.post("/purpose")
def purpose(
    request: Request,
    purpose: Annotated[str, Form()],
    token: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> RedirectResponse:
    """Keep the purpose for the session."""
    rooms: Rooms = request.app.state.rooms
    check_form(rooms.ledger.keys, visitor(request).name, token)
    answer = RedirectResponse(inside(next), 303)
    _remember(request, answer, PURPOSE, quote(purpose.strip()[:200]))
    return answer


def _remember(request: Request, answer: Response, name: str, value: str) -> None:
    answer.set_cookie(
        name, value, max_age=int(LASTS.total_seconds()), httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
