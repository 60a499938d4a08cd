"""Who visits, what they may do, and what for. Every route declares one of these guards; `undeclared` finds the rest."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import unquote

from fastapi import Form, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount

from config.errors import AdtrailError, Refused
from ledger.access import NEEDS_PURPOSE, Actor, Permission, require
from ledger.actors import Actors
from ledger.keys import Keys
from web.rooms import Rooms

SESSION = "adtrail_session"
PURPOSE = "adtrail_purpose"
PURPOSE_HEADER = "adtrail-purpose"
LASTS = timedelta(hours=12)  # a session; the ledger is asked at each request all the same
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(AdtrailError):
    """Nobody is known to visit: no key, no session."""


class NoPurpose(Refused):
    """The read touches a person's safety, and nobody said what it is for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a known actor, with the purpose they gave."""

    actor: Actor
    purpose: str
    rooms: Rooms

    def searched(self, values: Iterable[str], results: int) -> None:
        """Record a search; the log keeps keyed tokens of the values, never the values."""
        self.rooms.ledger.audit.searched(values, actor=self.actor.name, purpose=self.purpose, results=results)

    def saw(self, what: str, subject: str) -> None:
        """Record a read of one post, selector, lead or stored page, as a keyed token."""
        token = self.rooms.ledger.keys.token("search", subject)
        details = {"token": token, "purpose": self.purpose}
        self.rooms.ledger.audit.append(f"{what} read", "", details, actor=self.actor.name)


class Needs:
    """A dependency that lets a visit with the permission pass, on routes that change nothing."""

    def __init__(self, permission: Permission) -> None:
        self.permission: Permission = permission

    def __call__(self, request: Request) -> Visit:
        """Who visits.

        Raises:
            NotSignedIn, NoPurpose, Refused: as they say.
        """
        rooms: Rooms = request.app.state.rooms
        actor = visitor(request)
        purpose = given_purpose(request)
        if self.permission in NEEDS_PURPOSE and not purpose:
            require(actor, self.permission, purpose="to be asked for")
            raise NoPurpose("say what this is for; the audit log keeps it")
        require(actor, self.permission, purpose=purpose)
        return Visit(actor, purpose, rooms)


class Changes(Needs):
    """As `Needs`, for forms: the token that our own page put into the form must come back."""

    def __call__(self, request: Request, token: Annotated[str, Form()] = "") -> Visit:
        """Who visits.

        Raises:
            Refused: the form is not ours, or is a day old.
        """
        visit = super().__call__(request)
        check_form(visit.rooms.ledger.keys, visit.actor.name, token)
        return visit


class Everybody:
    """A route that anybody may call: the sign-in form and the health check."""

    def __call__(self) -> None:
        """Nothing to check."""


def visitor(request: Request) -> Actor:
    """The actor of a request: by API key, by session, or, on this machine alone, the actor of the settings.

    Raises:
        NotSignedIn: none of these.
        Refused: a wrong key, or an actor who is disabled.
    """
    rooms: Rooms = request.app.state.rooms
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise Refused("send the API key as `Authorization: Bearer KEY`")
        return rooms.ledger.actors.authenticate(key.strip())
    if request.app.state.local:
        return rooms.ledger.acting()
    name = read_session(rooms.ledger.keys, request.cookies.get(SESSION, ""))
    if name is None:
        raise NotSignedIn("sign in with your API key")
    return rooms.ledger.actors.get(name)


def given_purpose(request: Request) -> str:
    """What the reads are for: the header of a program, or the cookie of a page."""
    return (request.headers.get(PURPOSE_HEADER) or unquote(request.cookies.get(PURPOSE, ""))).strip()[:200]


def make_session(keys: Keys, actors: Actors, key: str) -> str:
    """The cookie of a signed-in actor.

    Raises:
        Refused: the API key is not valid.
    """
    name = actors.authenticate(key).name
    ends = int((datetime.now(UTC) + LASTS).timestamp())
    content = f"{ends}.{name.encode().hex()}"
    return f"{content}.{keys.token('session', content)}"


def read_session(keys: Keys, cookie: str) -> str | None:
    """The name in a session that is ours and has not ended."""
    content, _, seal = cookie.rpartition(".")
    if not content or not _equal(keys.token("session", content), seal):
        return None
    ends, _, name = content.partition(".")
    return bytes.fromhex(name).decode() if int(ends) > datetime.now(UTC).timestamp() else None


def form_token(keys: Keys, name: str, age: int = 0) -> str:
    """What a form of this actor carries; good for the rest of the day and the next one."""
    day = (datetime.now(UTC) - timedelta(days=age)).date()
    return keys.token("form", f"{day}:{name}")


def check_form(keys: Keys, name: str, token: str) -> None:
    """Let a form of our own pages pass.

    Raises:
        Refused: another site made it, or it is a day old.
    """
    if not any(_equal(form_token(keys, name, age), token) for age in (0, 1)):
        raise Refused("the form is not one of ours or too old; load the page again")


def _equal(ours: str, given: str) -> bool:
    """In constant time; as bytes, because what is given may be any text."""
    return hmac.compare_digest(ours.encode(), given.encode())


def undeclared(routes: Sequence[BaseRoute]) -> Iterator[str]:
    """Routes without a declared permission, and forms without a token; the app does not start with one."""
    for route in iter_route_contexts(routes):
        if isinstance(route.original_route, Mount) and route.name == "static":
            continue
        path = route.path or repr(route)
        guards = [call for call in _calls(getattr(route, "dependant", None)) if isinstance(call, Needs | Everybody)]
        form = bool((route.methods or set()) - SAFE) and not path.startswith("/api/")
        if not guards or (form and not any(isinstance(call, Changes | Everybody) for call in guards)):
            yield path


def _calls(dependant: Dependant | None) -> Iterator[object]:
    for inner in dependant.dependencies if dependant else ():
        yield inner.call
        yield from _calls(inner)
