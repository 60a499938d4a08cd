"""The board: classifieds by city and category, plain HTML."""

from __future__ import annotations

import re

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from examples.world.misbehave import answer, common_routes, unlisted
from examples.world.pools import cities
from examples.world.sites.store import State, Store, age, templates

CATEGORIES = {"for-sale": "for sale", "rooms": "rooms &amp; shared", "services": "services", "adult": "adult services"}
PER_PAGE = 8
HOME = ("columbus", "for-sale")  # the listing that links the misbehaving pages


class Board:
    """Its pages."""

    def __init__(self, store: Store, state: State) -> None:
        self._store, self._state, self._templates = store, state, templates()

    def _page(self, name: str, status: int = 200, **more: object) -> Response:
        template = self._templates.get_template(f"board/{name}.html")
        shown = {"cities": cities(), "categories": CATEGORIES, "now": self._store.now(), "age": age, **more}
        return HTMLResponse(template.render(shown), status)

    async def home(self, _: Request) -> Response:
        """All cities."""
        return self._page("home")

    async def city(self, request: Request) -> Response:
        """The categories of a city."""
        slug = request.path_params["city"]
        return self._page("city", city=slug) if slug in cities() else self._page("missing", 404)

    async def listing(self, request: Request) -> Response:
        """A page of a category."""
        city, category = request.path_params["city"], request.path_params["category"]
        page = request.path_params.get("page", 1)
        posts = self._store.listed(city=city, category=category)
        shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
        if city not in cities() or category not in CATEGORIES or (page > 1 and not shown):
            return self._page("missing", 404)
        odd = unlisted("board") if (city, category) == HOME and page == 1 else []
        more = page + 1 if len(posts) > page * PER_PAGE else None
        return self._page("listing", city=city, category=category, posts=shown, odd=odd, page=page, more=more)

    async def ad(self, request: Request) -> Response:
        """One ad, or what is left of it."""
        found = re.search(r"(\d{10})\.html$", request.path_params["name"])
        key = found[1] if found else ""
        return await answer(self._state, "board", key, request, lambda: self._ad(key, request.path_params["city"]))

    def _ad(self, key: str, city: str) -> Response:
        post = self._store.post(key)
        if post is None or post["city"] != city:
            return self._page("missing", 404)
        if removed := post.get("removed"):
            return self._page("gone", {"410": 410, "404": 404, "note": 200}[removed], way=removed, city=city)
        others = [other for other in self._store.listed(city=city, category=post["category"]) if other["key"] != key][
            :3
        ]
        areas = cities()[city]["areas"]
        return self._page("ad", post=post, city=city, others=others, area=areas[int(key) % len(areas)])


def app(store: Store, state: State) -> Starlette:
    """The site as an ASGI application."""
    board = Board(store, state)
    return Starlette(
        routes=[
            *common_routes(),
            Route("/", board.home),
            Route("/{city}/", board.city),
            Route("/{city}/{category}/", board.listing),
            Route("/{city}/{category}/index{page:int}.html", board.listing),
            Route("/{city}/{category}/{name}", board.ad),
        ]
    )
