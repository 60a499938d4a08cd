"""The app: its rooms, its shield, its routers, and errors as pages or JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from config.errors import AdtrailError, BadInput, MissingPart, Refused
from config.settings import Settings
from web.access import NoPurpose, NotSignedIn, undeclared, visitor
from web.api import v1
from web.pages import cases, check, door, leads, networks, operations, posts, referrals, search, selectors
from web.render import page, purpose_page
from web.rooms import Rooms, open_rooms
from web.shield import Shield

API = "/api/"
LARGEST = 1 << 20  # bytes of a request's body
STATUS: dict[type[Exception], int] = {
    NotSignedIn: 401, Refused: 403, BadInput: 400, MissingPart: 503, AdtrailError: 500,
}  # fmt: skip
TITLES = {400: "This cannot be read", 403: "Not allowed", 404: "Not found", 405: "Not found", 503: "A part is missing"}


def create_app(settings: Settings, *, local: bool = True, rooms: Rooms | None = None) -> FastAPI:
    """The pages and the API over the rooms that the settings name.

    `local`: whoever reaches the app sits at this machine and acts as `settings.actor`; bind it to loopback only.
    Otherwise each visitor has an API key of the ledger.

    Raises:
        MissingPart, BadInput: a room cannot be opened.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.rooms.close()

    app = FastAPI(
        title="adtrail", version="1", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None,
        max_body_size=LARGEST,
        description="Search posts, look at selectors and leads. Every read is in the audit log.",
    )  # fmt: skip
    app.state.local = local
    for module in (door, search, check, posts, selectors, networks, leads, cases, referrals, operations):
        app.include_router(module.router, include_in_schema=False)
    app.include_router(v1.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")), name="static")
    app.add_middleware(Shield, local=local)
    app.add_exception_handler(AdtrailError, _told)
    app.add_exception_handler(HTTPException, _told)
    app.add_exception_handler(RequestValidationError, _told)
    forgotten = list(undeclared(app.routes))
    if forgotten:
        raise AssertionError(f"routes without a permission: {forgotten}")
    app.state.rooms = rooms or open_rooms(settings)
    return app


def _told(request: Request, error: Exception) -> Response:
    """An error for people as a page, for programs as JSON."""
    api = request.url.path.startswith(API)
    status, message = _said(error)
    if api:
        return JSONResponse({"error": message}, status)
    if isinstance(error, NotSignedIn):
        door = f"/sign-in?next={quote(request.url.path)}"
        # htmx would put the form where the results go; it is told to leave the page instead.
        return (
            Response(headers={"hx-redirect": door}) if "hx-request" in request.headers else RedirectResponse(door, 303)
        )
    if isinstance(error, NoPurpose):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return purpose_page(request, visitor(request), back if request.method == "GET" else "/", status=403)
    return _page(request, status, message)


def _page(request: Request, status: int, message: str) -> HTMLResponse:
    return page(request, "error.html", status=status, title=TITLES.get(status, "Something went wrong"), message=message)


def _said(error: Exception) -> tuple[int, str]:
    """The status of an error, and what to say."""
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        return 422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return next(status for kind, status in STATUS.items() if isinstance(error, kind)), str(error)
