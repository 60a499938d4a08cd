"""What the API answers. Every field is part of the contract of /api/v1; additions are no break, other changes are."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from finance.lead import Role
from indexer.batch import Checked
from indexer.document import Document
from indexer.index import Hit, Page
from indexer.selectors import SelectorProfile


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="ignore")


class MentionOut(_Model):
    """A selector (or price, name, place) at a place in the text."""

    kind: str
    value: str
    raw: str
    start: int
    end: int
    confidence: float
    method: str
    context: tuple[str, ...]


class CaptureOut(_Model):
    """Where the evidence lies."""

    segment: str
    record: str
    sha256: str
    url: str
    fetched_at: datetime


class SeenOut(_Model):
    """An event in the life of a post."""

    time: datetime
    event: str


class PostOut(_Model):
    """A post, all its versions folded into one."""

    id: str
    site: str
    url: str
    kind: str
    title: str
    text: str
    language: str
    first_seen: datetime
    last_seen: datetime
    posted_at: datetime | None
    removed_at: datetime | None
    author: str | None
    category: str | None
    city: str | None
    selectors: tuple[str, ...]
    mentions: tuple[MentionOut, ...]
    indicators: tuple[str, ...]
    names: tuple[str, ...]
    price_min: Decimal | None
    campaign: str | None
    network: str | None
    seen: tuple[SeenOut, ...]
    captures: tuple[CaptureOut, ...]

    @classmethod
    def of(cls, document: Document) -> PostOut:
        """The document without what only the engines need."""
        return cls.model_validate(document)


class HitOut(_Model):
    """A post that answers. `highlights` are character spans of its text."""

    score: float
    highlights: tuple[tuple[int, int], ...]
    post: PostOut

    @classmethod
    def of(cls, hit: Hit) -> HitOut:
        """From the index's hit."""
        return cls(score=hit.score, highlights=hit.highlights, post=PostOut.of(hit.document))


class Found(_Model):
    """One page of posts. `after` of the next request is `next` of this answer; none is the end."""

    total: int
    hits: tuple[HitOut, ...]
    facets: dict[str, dict[str, int]]
    next: str | None

    @classmethod
    def of(cls, page: Page) -> Found:
        """From the index's page."""
        facets = {field: dict(counts) for field, counts in page.facets.items()}
        return cls(total=page.total, hits=tuple(map(HitOut.of, page.hits)), facets=facets, next=page.next)


class PriceOut(_Model):
    """A price asked."""

    amount: Decimal
    currency: str | None
    minutes: int | None


class SelectorOut(_Model):
    """One selector. Counts are posts; `months` by first sight: finer dates are not given here."""

    selector: str
    posts: int
    first_seen: datetime
    last_seen: datetime
    trust: float
    network: str | None
    months: dict[str, int]
    sites: dict[str, int]
    cities: dict[str, int]
    names: dict[str, int]
    beside: dict[str, int]
    indicators: dict[str, int]
    prices: tuple[PriceOut, ...]
    newest: tuple[str, ...]  # ids of posts

    @classmethod
    def of(cls, profile: SelectorProfile, months: dict[str, int]) -> SelectorOut:
        """From the index's profile."""
        plain = ("selector", "posts", "first_seen", "last_seen", "trust", "network", "prices")
        counted = ("sites", "cities", "names", "beside", "indicators")
        values: dict[str, Any] = {name: getattr(profile, name) for name in plain}
        values |= {name: dict(getattr(profile, name)) for name in counted}
        newest = [document.id for document in profile.documents]
        return cls.model_validate({**values, "months": months, "newest": newest})


class CheckIn(BaseModel):
    """A list to check, each value in any spelling."""

    model_config = ConfigDict(extra="forbid")

    values: list[str] = Field(max_length=1000)


class CheckOut(_Model):
    """What is known of one value, in the order of the list. `selector` is None when it was not recognised."""

    given: str
    selector: str | None
    seen: bool
    posts: int
    first_seen: datetime | None
    last_seen: datetime | None
    sites: tuple[str, ...]
    cities: tuple[str, ...]
    networks: tuple[str, ...]

    @classmethod
    def of(cls, row: Checked) -> CheckOut:
        """From the index's row."""
        return cls.model_validate(row)


class LinkOut(_Model):
    """A selector of posts that an account carried at the same time."""

    kind: str
    value: str
    weight: float
    from_: date | None = Field(serialization_alias="from")
    to: date | None
    posts: int
    note: str


class EvidenceOut(_Model):
    """One reason of a lead."""

    id: str
    source: str
    text: str
    weight: float
    innocent: str
    rows: tuple[dict[str, Any], ...]
    link: LinkOut | None


class LeadOut(_Model):
    """What a person should look at next. `score` orders; it is not a probability."""

    account: str
    institution: str
    rank: int
    score: float
    link_score: float
    pattern_score: float
    role: Role
    evidence: tuple[EvidenceOut, ...]
    innocent: tuple[str, ...]
    missing: tuple[str, ...]
    support: str | None
    networks: tuple[str, ...]
    recommendation: Literal["review"]


class Problem(BaseModel):
    """What went wrong, for people to read."""

    error: str
