"""`Document`: a post as it is indexed, all its versions folded into one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from crawlers.post import Capture, News
from nlp.mention import Mention

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An event in the life of a post."""

    time: datetime
    event: News


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the engines store. Derived: it can be made again from the archive. Times are aware UTC.

    `month` is the month of first sight, so an id never changes its index.
    `selectors` are `kind:value` of the certain mentions.
    `captures` starts with the one of the text shown.
    `tokens` is the folded text (`nlp.fold`), which both engines split at white space and nothing else.
    """

    id: str
    month: str  # "2026-01"
    site: str
    url: str
    kind: str
    title: str
    text: str
    tokens: str
    language: str
    first_seen: datetime
    last_seen: datetime
    posted_at: datetime | None = None
    removed_at: datetime | None = None
    author: str | None = None
    category: str | None = None
    city: str | None = None
    selectors: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    indicators: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    price_min: Decimal | None = None
    campaign: str | None = None  # posts from one template
    network: str | None = None
    seen: tuple[Seen, ...] = ()
    captures: tuple[Capture, ...] = ()
    retention: str = "public"
    vector: tuple[float, ...] | None = None
    schema: int = SCHEMA
