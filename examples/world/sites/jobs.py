"""The job board: JSON-LD on every other vacancy, and the only sitemap of the four."""

from __future__ import annotations

import json
import re

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from examples.world.misbehave import answer, common_routes, unlisted
from examples.world.pools import cities
from examples.world.sites.store import Row, State, Store, short_date, templates

PER_PAGE = 10


class Jobs:
    """Its pages."""

    def __init__(self, store: Store, state: State) -> None:
        self._store, self._state, self._templates = store, state, templates()

    def _page(self, name: str, status: int = 200, **more: object) -> Response:
        shown = {"cities": cities(), "short_date": short_date, **more}
        return HTMLResponse(self._templates.get_template(f"jobs/{name}.html").render(shown), status)

    async def home(self, _: Request) -> Response:
        """Straight to the list."""
        return RedirectResponse("/jobs", 301)

    async def listing(self, request: Request) -> Response:
        """A page of vacancies."""
        text = request.query_params.get("page", "1")
        page = max(1, int(text)) if text.isdigit() else 1
        posts = self._store.listed()
        more = page + 1 if len(posts) > page * PER_PAGE else None
        odd = unlisted("jobs") if page == 1 else []
        return self._page(
            "listing",
            posts=posts[(page - 1) * PER_PAGE : page * PER_PAGE],
            odd=odd,
            page=page,
            more=more,
            total=len(posts),
        )

    async def vacancy(self, request: Request) -> Response:
        """One vacancy; the address names it by its key, whatever the rest says."""
        key = request.path_params["key"]
        return await answer(self._state, "jobs", key, request, lambda: self._vacancy(key))

    def _vacancy(self, key: str) -> Response:
        post = self._store.post(key)
        if post is None:
            return self._page("closed", 404, text="This page does not exist.")
        if post.get("removed"):
            return self._page("closed", 410, text="This position is no longer open.")
        data = Markup(json.dumps(structured(post)).replace("<", "\\u003c")) if int(key) % 2 == 0 else None
        return self._page("vacancy", post=post, structured=data)

    async def sitemap(self, request: Request) -> Response:
        """Every vacancy with the day of its last change."""
        rows = "\n".join(_url(str(request.base_url), post) for post in self._store.listed())
        urls = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}\n</urlset>'
        return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{urls}\n', media_type="application/xml")


def _url(base: str, post: Row) -> str:
    day = (post["updated_at"] or post["posted_at"]).date()
    return f"<url><loc>{base}{post['path'][1:]}</loc><lastmod>{day}</lastmod></url>"


def structured(post: Row) -> dict[str, object]:
    """A schema.org `JobPosting`; pay that is not a number is left out, as on real pages."""
    held: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": post["title"],
        "datePosted": post["posted_at"].date().isoformat(),
        "description": f"<p>{post['body']}</p><p>{post['extra']['apply']}</p>",
        "hiringOrganization": {"@type": "Organization", "name": post["user"]},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": cities()[post["city"]]["name"]},
        },
    }
    if pay := re.match(r"\$([\d.,]+)", post["price"] or ""):
        unit = "MONTH" if "month" in post["price"] else "HOUR"
        amount = {"@type": "QuantitativeValue", "value": float(pay[1].replace(",", "")), "unitText": unit}
        held["baseSalary"] = {"@type": "MonetaryAmount", "currency": "USD", "value": amount}
    return held


def app(store: Store, state: State) -> Starlette:
    """The site as an ASGI application."""
    jobs = Jobs(store, state)
    return Starlette(
        routes=[
            *common_routes(lambda request: f"Sitemap: {request.base_url}sitemap.xml\n"),
            Route("/", jobs.home),
            Route("/jobs", jobs.listing),
            Route("/job/{key}/{slug}", jobs.vacancy),
            Route("/sitemap.xml", jobs.sitemap),
        ]
    )
