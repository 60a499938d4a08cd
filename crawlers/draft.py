"""What stands between a stored page and a `Post`: the page as fetched, and drafts of the posts on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawlers.dates import Shown
from crawlers.post import Kind, content_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it was stored: decoded body, its address, what kind of page it is, and when it was fetched."""

    body: bytes
    url: str
    page: str  # page kind of the profile
    fetched_at: datetime
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A post as read from one page, before anything is known of its history."""

    key: str
    kind: Kind
    url: str
    title: str = ""
    body: str = ""
    author: str | None = None
    posted_at: datetime | None = None
    touched: Shown | None = None  # the latest date that the page shows of it: a bump moves it
    price: str | None = None
    location: str | None = None
    category: str | None = None
    contacts: tuple[str, ...] = ()
    parent: str | None = None  # key of the thread
    parsed_by: str = "profile"
    removed: bool = False

    @property
    def version(self) -> str:
        """Changes with the content, not with the date."""
        return content_version(self.title, self.body, self.price, self.location, self.category, *self.contacts)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one page holds: posts, and links with the page kind they lead to."""

    drafts: tuple[Draft, ...]
    links: tuple[tuple[str, str], ...]
