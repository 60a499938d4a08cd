"""`Post`: an ad, job offer, thread post or profile as collected. The type that leaves this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

SCHEMA = 1

Kind = Literal["ad", "item", "job", "thread", "reply", "profile"]
News = Literal["posted", "bumped", "edited", "removed"]
Event = News | Literal["seen"]  # seen: unchanged, told once a week so that it is known to stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Where the evidence lies: an archive record, and the hash that proves it."""

    segment: str  # folder below the archive, e.g. "public/2026-01/board-000001"
    record: str  # WARC-Record-ID of the response (or rendered page), without angle brackets
    sha256: str  # of the stored payload
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One version of a post. `id` stays through edits, bumps and removal; `version` changes with the content.

    Times are aware UTC. `event` says what this capture saw that the one before had not; a removed post
    has an empty title and body and the same id. `price` and `location` are as displayed.
    """

    id: str
    version: str
    site: str
    key: str  # the site's own identifier
    url: str
    kind: Kind
    event: Event
    title: str
    body: str
    capture: Capture
    author: str | None = None
    posted_at: datetime | None = None
    price: str | None = None
    location: str | None = None
    category: str | None = None
    contacts: tuple[str, ...] = ()  # what the page shows apart from the text: revealed phones, contact links
    parent: str | None = None  # id of the thread a reply stands in
    region: str = "US"  # ISO country whose dialling rules a bare number follows
    retention: str = "public"  # retention class of the site profile
    legal_basis: str = ""
    parsed_by: str = "profile"  # profile | json-ld | text: how the fields were found
    schema: int = SCHEMA

    @property
    def text(self) -> str:
        """What is analysed and shown: title, body and contacts, a blank line between; all spans point into it."""
        return "\n\n".join(part for part in (self.title, self.body, "\n".join(self.contacts)) if part)


def post_id(site: str, key: str) -> str:
    """The stable id of a post: 20 hex digits over the site and its own key."""
    return sha256(f"{site}\x1f{key}".encode()).hexdigest()[:20]


def content_version(*parts: str | None) -> str:
    """12 hex digits over the content, so that an edit is a new version and a bump is not."""
    return sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:12]
