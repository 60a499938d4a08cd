"""The forum: bulletin-board pages with threads, replies, quotations, signatures and profiles."""

from __future__ import annotations

from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from examples.world.misbehave import answer, common_routes, unlisted
from examples.world.pools import cities, data
from examples.world.sites.store import Row, State, Store, templates

THREADS, POSTS = 4, 10
ODD_FORUM = 3  # the forum whose first page links the misbehaving pages


def stamp(moment: datetime) -> str:
    """`Tue Nov 03, 2026 9:14 pm`, as bulletin boards write it."""
    hour = moment.hour % 12 or 12
    return f"{moment:%a %b %d, %Y} {hour}:{moment:%M} {'pm' if moment.hour > 11 else 'am'}"


class Forum:
    """Its pages."""

    def __init__(self, store: Store, state: State) -> None:
        self._store, self._state, self._templates = store, state, templates()

    def _page(self, name: str, status: int = 200, **more: object) -> Response:
        shown = {"forums": data("talk")["forums"], "cities": cities(), "stamp": stamp, **more}
        return HTMLResponse(self._templates.get_template(f"forum/{name}.html").render(shown), status)

    def _missing(self, what: str) -> Response:
        return self._page("message", 404, text=f"The requested {what} does not exist.")

    def _replies(self, thread: Row) -> list[Row]:
        """The posts of a thread in the order of writing, itself first."""
        replies = [post for post in self._store.listed(kind="reply") if post["extra"]["parent"] == thread["key"]]
        return [thread, *sorted(replies, key=lambda post: (post["posted_at"], int(post["key"][1:])))]

    async def index(self, _: Request) -> Response:
        """The forums."""
        return self._page("index")

    async def forum(self, request: Request) -> Response:
        """A page of a forum's threads."""
        number, start = _number(request, "f"), _number(request, "start")
        if number not in data("talk")["forums"]:
            return self._missing("forum")
        threads = [post for post in self._store.listed(kind="thread") if post["extra"]["forum"] == number]
        rows = [(thread, len(self._replies(thread)) - 1) for thread in threads[start : start + THREADS]]
        odd = [(key[1:], title) for key, title in unlisted("forum")] if number == ODD_FORUM and start == 0 else []
        more = start + THREADS if start + THREADS < len(threads) else None
        return self._page("viewforum", number=number, rows=rows, odd=odd, more=more)

    async def topic(self, request: Request) -> Response:
        """A page of a thread."""
        key = f"t{request.query_params.get('t', '')}"
        return await answer(self._state, "forum", key, request, lambda: self._topic(key, _number(request, "start")))

    def _topic(self, key: str, start: int) -> Response:
        thread = self._store.post(key)
        if thread is None or thread.get("removed"):
            return self._missing("topic")
        posts = self._replies(thread)
        more = start + POSTS if start + POSTS < len(posts) else None
        return self._page("viewtopic", thread=thread, posts=posts[start : start + POSTS], more=more, start=start)

    async def profile(self, request: Request) -> Response:
        """Somebody's profile."""
        profile = self._store.post(f"u{request.query_params.get('u', '')}")
        if profile is None or request.query_params.get("mode") != "viewprofile":
            return self._missing("user")
        return self._page("profile", profile=profile)


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "0")
    return int(text) if text.isdigit() else 0


def app(store: Store, state: State) -> Starlette:
    """The site as an ASGI application."""
    forum = Forum(store, state)
    return Starlette(
        routes=[
            *common_routes(),
            Route("/", forum.index),
            Route("/index.php", forum.index),
            Route("/viewforum.php", forum.forum),
            Route("/viewtopic.php", forum.topic),
            Route("/memberlist.php", forum.profile),
        ]
    )
