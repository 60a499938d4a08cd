"""The misbehaving corner: what each site does wrong at which key, and the trap that robots.txt forbids."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from examples.world.odd import KINDS
from examples.world.sites.store import State

SLOW_SECONDS = 2.0
HUGE_BYTES = 20 * 1024 * 1024

TITLES = {
    "missing": "Old flyer",
    "loop": "Moving sale, part two",
    "huge": "Picture album of the whole house",
    "away": "See our partner page",
}
ROBOTS = "User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n"


def unlisted(site: str) -> list[tuple[str, str]]:
    """Key and title of the odd pages that no post stands behind; the listings link them all the same."""
    return [(key, TITLES[kind]) for key, kind in KINDS[site].items() if kind in TITLES]


async def answer(state: State, site: str, key: str, request: Request, page: Callable[[], Response]) -> Response:
    """The answer for a key: `page()` as it is, or what goes wrong there."""
    kind = KINDS[site].get(key)
    if kind == "missing":
        return HTMLResponse("<html><body><h1>Not Found</h1><p>Nothing here any more.</p></body></html>", 404)
    if kind == "loop":
        again = "b" if request.query_params.get("hop") == "a" else "a"
        return RedirectResponse(str(request.url.include_query_params(hop=again)), 302)
    if kind == "away":
        return RedirectResponse(f"http://127.0.0.1:{state.ports['control']}/private/canary", 307)
    if kind == "huge":
        return StreamingResponse(_huge(), media_type="text/html")
    if kind == "flaky" and (mark := (site, key, state.phase)) not in state.failed:
        state.failed.add(mark)
        return HTMLResponse("<html><body><h1>Internal Server Error</h1></body></html>", 500)
    if kind == "slow":
        await asyncio.sleep(SLOW_SECONDS)
    response = page()
    if kind == "charset":
        response.headers["content-type"] = "text/html; charset=iso-8859-1"
    return response


async def _huge() -> AsyncIterator[bytes]:
    yield b"<html><head><title>Album</title></head><body>"
    block = b"<p>" + b"picture " * 8190 + b"</p>\n"
    for _ in range(HUGE_BYTES // len(block)):
        yield block
    yield b"</body></html>"


def common_routes(extra_robots: Callable[[Request], str] = lambda _: "") -> list[Route]:
    """robots.txt and the endless calendar behind it."""

    async def robots(request: Request) -> Response:
        return PlainTextResponse(ROBOTS + extra_robots(request))

    async def calendar(request: Request) -> Response:
        month = int(request.path_params["month"])
        return HTMLResponse(
            f"<html><body><h1>Month {month}</h1><a href='/private/calendar/{month + 1}'>next month</a></body></html>"
        )

    return [Route("/robots.txt", robots), Route("/private/calendar/{month:int}", calendar)]
