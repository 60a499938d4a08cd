"""Templates: escaped always, undefined names are errors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.document import Document
from ledger.access import Actor, Permission, may
from nlp.mention import DESCRIPTIVE, UNCERTAIN
from web.access import Visit, form_token, given_purpose
from web.catalogue import catalogue
from web.marks import headed, pieces
from web.paths import lead_url, segment, selector_url

# Path, name, the permission that shows it.
NAVIGATION: tuple[tuple[str, str, Permission], ...] = (
    ("/search", "Search", "search"),
    ("/check", "Check a list", "search"),
    ("/leads", "Leads", "leads"),
    ("/cases", "Cases", "case"),
    ("/referrals", "Referrals", "referral"),
    ("/operations", "Operations", "crawl"),
)


def day(value: date | datetime | None) -> str:
    """2026-01-31, in UTC; a dash when it was not told."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).date()
    return value.isoformat() if value else "—"


def moment(value: datetime | None) -> str:
    """2026-01-31 13:05 UTC; a dash when it was not told."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if value else "—"


def headline(document: Document) -> str:
    """The title; of a post without one, how its text begins."""
    first = document.text.strip().partition("\n")[0]
    return document.title or (f"“{first[:70].rstrip()}…”" if len(first) > 70 else f"“{first}”" if first else "(empty)")


def number(value: float) -> str:
    """1,234 or 0.25."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=day,
        moment=moment,
        number=number,
        headline=headline,
        selector_url=selector_url,
        segment=segment,
        lead_url=lead_url,
    )
    environment.globals.update(
        headed=headed, pieces=pieces, descriptive=DESCRIPTIVE, uncertain=UNCERTAIN, catalogue=catalogue()
    )
    return environment


_TEMPLATES = _environment()


def page(
    request: Request, template: str, visit: Visit | Actor | None = None, *, status: int = 200, **context: Any
) -> HTMLResponse:
    """One page as HTML, for a visit, an actor who has given no purpose yet, or nobody."""
    actor = visit.actor if isinstance(visit, Visit) else visit
    shared: dict[str, Any] = {
        "path": request.url.path,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "actor": actor,
        "purpose": given_purpose(request),
        "local": request.app.state.local,
        "token": form_token(request.app.state.rooms.ledger.keys, actor.name if actor else ""),
        "navigation": [item for item in NAVIGATION if actor and may(actor, item[2])],
    }
    return HTMLResponse(_TEMPLATES.get_template(template).render({**shared, **context}), status)


def purpose_page(request: Request, actor: Actor, back: str, *, status: int = 200) -> HTMLResponse:
    """The question what the reads are for, and the page to go on to."""
    return page(request, "purpose.html", actor, status=status, next=back)
