"""What every answer carries and every request must pass: headers, the host's name, where the request comes from."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from traceback import format_tb
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# Not rendered: what is broken may be the rendering. The id is where a change of the results goes.
BROKEN = '<!doctype html><title>adtrail</title><p id="results">Something went wrong here; the log says where.</p>'
log = logging.getLogger(__name__)  # names errors and places, never messages: they may hold what was searched for

POLICY: Mapping[str, str] = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "frame-src": "'none'",
    "object-src": "'none'",
}
HEADERS: Mapping[str, str] = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "x-frame-options": "DENY",
}


class Shield:
    """Middleware around the whole app.

    `local`: the pages act for whoever sits at this machine, so the host must be named as this machine: a page
    elsewhere that makes its own name point here (DNS rebinding) is refused.
    """

    def __init__(self, app: ASGIApp, *, local: bool) -> None:
        self.app, self.local = app, local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def send_shielded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["cache-control"] = "max-age=3600" if scope["path"].startswith("/static/") else "no-store"
            await send(message)

        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        answer = self.app if refusal is None else PlainTextResponse(refusal[1] + "\n", refusal[0])
        try:
            await answer(scope, receive, send_shielded)
        except Exception as error:
            if started:
                raise  # the server cuts the connection, so that half an answer is not taken for a whole one
            log.error("%s %s", type(error).__name__, "".join(format_tb(error.__traceback__)))
            await HTMLResponse(BROKEN, 500)(scope, receive, send_shielded)

    def _refusal(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        host = urlsplit(f"//{headers.get('host', '')}")
        if self.local and host.hostname not in LOOPBACK:
            return 421, "this host is not served here"
        if not _ours(method, path, headers, host.netloc):
            return 403, "the request comes from another site"
        return None


def _ours(method: str, path: str, headers: Headers, host: str) -> bool:
    """Whether the browser says that one of our own pages, or the reader, asks; programs send neither header."""
    site = headers.get("sec-fetch-site")
    if method in {"GET", "HEAD"}:
        followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return site in {None, "same-origin", "none"} or (followed and not path.startswith("/api/"))
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host
