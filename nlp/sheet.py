"""The selector sheet: what leaves the ad side. One row a selector; a documented contract (docs/selector-sheet.md).

The type lives here so that `indexer` (writes it) and `finance` (reads it) need not know each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A moment at which a post with the selector was posted, bumped, edited or seen removed."""

    time: datetime
    site: str = ""
    city: str | None = None
    event: Literal["posted", "bumped", "edited", "removed"] = "posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price asked in posts with the selector."""

    amount: Decimal
    currency: str | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A post with the selector and where its evidence lies."""

    post: str
    url: str
    segment: str
    record: str
    sha256: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One selector as the ad side knows it. Only `kind` and `value` must be there; times are aware UTC.

    `rarity` is 1 for a selector that one author uses and falls towards 0 with spread (spam, recycled numbers).
    """

    kind: str
    value: str
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    posts: int = 0
    seen: tuple[Sighting, ...] = ()
    prices: tuple[Price, ...] = ()
    names: tuple[str, ...] = ()
    network: str | None = None
    rarity: float = 1.0
    confidence: float = 1.0
    indicators: tuple[str, ...] = ()  # ids of the catalogue seen in its posts
    refs: tuple[Ref, ...] = ()
    version: int = VERSION

    @property
    def selector(self) -> str:
        """`kind:value`."""
        return f"{self.kind}:{self.value}"
