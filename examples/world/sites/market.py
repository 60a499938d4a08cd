"""The market: an empty shell that JavaScript fills from an API; the phone comes after a click."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from examples.world.misbehave import answer, common_routes, unlisted
from examples.world.pools import cities
from examples.world.sites.store import Row, State, Store, short_date, templates

PER_FETCH = 12


class Market:
    """Its shells and its API."""

    def __init__(self, store: Store, state: State) -> None:
        self._store, self._state = store, state
        self._shell = templates().get_template("market/shell.html").render()

    async def home(self, _: Request) -> Response:
        """The feed's shell."""
        return HTMLResponse(self._shell)

    async def item(self, request: Request) -> Response:
        """An item's shell: the same, whatever the key."""
        return await answer(
            self._state, "market", request.path_params["key"], request, lambda: HTMLResponse(self._shell)
        )

    async def feed(self, request: Request) -> Response:
        """Twelve cards from `cursor` on; the misbehaving ones stand in the first answer."""
        text = request.query_params.get("cursor", "0")
        cursor = int(text) if text.isdigit() else 0
        posts = self._store.listed()
        cards = [_card(post) for post in posts[cursor : cursor + PER_FETCH]]
        if cursor == 0:
            cards += [
                {"id": key, "href": f"/item/{key}", "title": title, "price": "", "city": "", "ago": ""}
                for key, title in unlisted("market")
            ]
        more = cursor + PER_FETCH if cursor + PER_FETCH < len(posts) else None
        return JSONResponse(
            {"ok": True, "items": cards, "next": more, "ads": [{"slot": "f1", "u": "http://ads.example/m"}]}
        )

    async def details(self, request: Request) -> Response:
        """What the item's page shows."""
        post = self._store.post(request.path_params["key"])
        if post is None:
            return JSONResponse({"ok": False, "err": "not_found"}, 404)
        if post.get("removed"):
            return JSONResponse({"ok": False, "err": "gone"}, 410)
        return JSONResponse(
            {
                "ok": True,
                "item": {
                    **_card(post),
                    "desc": post["body"],
                    "seller": {"n": post["user"], "since": 2012 + len(post["user"]) % 12},
                    "cat": post["category"],
                    "listed": short_date(post["posted_at"]),
                    "hasPhone": bool(post["extra"].get("phone")),
                },
            }
        )

    async def contact(self, request: Request) -> Response:
        """The phone, in two halves as some sites send it."""
        post = self._store.post(request.path_params["key"])
        phone = post["extra"].get("phone") if post and not post.get("removed") else None
        if not phone:
            return JSONResponse({"ok": False}, 404)
        return JSONResponse({"ok": True, "p": [phone[:5], phone[5:]]})


def _card(post: Row) -> dict[str, str]:
    return {
        "id": post["key"],
        "href": f"/item/{post['key']}",
        "title": post["title"],
        "price": post["price"] or "",
        "city": cities()[post["city"]]["name"],
        "ago": short_date(post["updated_at"] or post["posted_at"]),
    }


def app(store: Store, state: State) -> Starlette:
    """The site as an ASGI application."""
    market = Market(store, state)
    return Starlette(
        routes=[
            *common_routes(),
            Route("/", market.home),
            Route("/item/{key}", market.item),
            Route("/api/v2/feed", market.feed),
            Route("/api/v2/items/{key}", market.details),
            Route("/api/v2/items/{key}/contact", market.contact),
            Mount("/static", StaticFiles(packages=[("examples.world", "static/market")])),
        ]
    )
