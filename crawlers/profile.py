"""`SiteProfile`: a site as data. How to reach it, what its pages hold, and why it may be collected.

A site is a small graph of page kinds: `start` names where to begin, each page kind says which links it
follows (and what kind they lead to) and which posts it holds. docs/site-profiles.md explains every key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from config.data import folder, load_yaml
from config.errors import BadInput
from config.settings import Settings
from crawlers.post import Kind
from ledger.retention import classes

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pick(_Part):
    """Where a value stands: CSS or XPath in the page, a pattern on its URL, or a constant.

    `without` leaves elements out of the found text, by CSS (quotes, signatures), `regex` narrows it (to its first
    group, or the whole match), `prefix` is put before it. A bare string in YAML is `css`.
    """

    css: str | None = None
    xpath: str | None = None
    url: str | None = None
    value: str | None = None
    regex: str | None = None
    without: str | None = None
    prefix: str = ""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.css, self.xpath, self.url, self.value)) != 1:
            raise ValueError("give exactly one of css, xpath, url, value")
        return self

    @field_validator("regex", "url")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return pattern

    @field_validator("css", "without")
    @classmethod
    def _is_css(cls, query: str | None) -> str | None:
        if query is not None:
            _css_to_xpath(query)
        return query

    @property
    def query(self) -> str | None:
        """The XPath that finds the value in a page, or None when it does not stand in the page."""
        return self.xpath if self.css is None else _css_to_xpath(self.css)


@cache
def _css_to_xpath(css: str) -> str:
    from parsel.csstranslator import HTMLTranslator

    try:
        return HTMLTranslator().css_to_xpath(css)
    except Exception as error:  # noqa: BLE001 - cssselect has several kinds; each means that the query is wrong
        raise ValueError(f"not a CSS selector: {error}") from None


def _short(value: object) -> object:
    return {"css": value} if isinstance(value, str) else value


def _listed(value: object) -> object:
    return value if value is None or isinstance(value, (list, tuple)) else [value]


class When(Pick):
    """A date as shown. `format` is a strptime pattern; without it ISO, relative and written dates are read."""

    format: str | None = None
    timezone: str | None = None  # of this value; default: the profile's


FieldSpec = Annotated[Pick, BeforeValidator(_short)]
FieldSpecs = Annotated[tuple[FieldSpec, ...], BeforeValidator(_listed)]
DateSpecs = Annotated[tuple[Annotated[When, BeforeValidator(_short)], ...], BeforeValidator(_listed)]


class Follow(_Part):
    """Links to take from a page, and the page kind that they lead to."""

    links: FieldSpec
    to: Name
    match: str | None = None  # regular expression that the absolute URL must contain


class PostSpec(_Part):
    """Posts on a page: one, or one for `each` element. Several picks of a field are tried in turn."""

    kind: Kind | None = None  # default: the profile's
    each: str | None = None  # CSS of the element of one post; its fields are looked up within
    key: FieldSpecs
    url: FieldSpecs = ()  # address of one post of several; default: the page's
    title: FieldSpecs = ()
    body: FieldSpecs = ()
    author: FieldSpecs = ()
    date: DateSpecs = ()
    bumped: DateSpecs = ()  # when it was last brought up or edited, where the site says so
    price: FieldSpecs = ()
    location: FieldSpecs = ()
    category: FieldSpecs = ()
    contacts: FieldSpecs = ()  # all values of all picks
    parent: FieldSpecs = ()  # key of the thread that a reply stands in
    removed: FieldSpecs = ()  # anything found here says that the site took the post down


class Action(_Part):
    """One thing a browser does before the page is read: scroll to the end, click, or wait."""

    scroll: int | None = Field(None, ge=1, le=500, description="most rounds; ends when the page stops growing")
    click: str | None = Field(None, description="CSS; each match once, none is no error")
    wait: str | None = Field(None, description="CSS that must appear, within 10 s")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(step is not None for step in (self.scroll, self.click, self.wait)) != 1:
            raise ValueError("give exactly one of scroll, click, wait")
        return self

    def __str__(self) -> str:
        return " ".join(f"{name} {value}" for name, value in self if value is not None)


class PageKind(_Part):
    """A kind of page: what to do on it, which links to take, which posts to read."""

    actions: tuple[Action, ...] = ()
    follow: tuple[Follow, ...] = ()
    posts: tuple[PostSpec, ...] = ()


class SiteProfile(_Part):
    """One site. Every key is a row of docs/site-profiles.md."""

    name: Name
    title: str
    enabled: bool = False
    owner: str
    legal_basis: str = Field(min_length=10)
    retention: Name = "public"

    start: dict[Name, tuple[str, ...]]
    hosts: tuple[str, ...] = ()
    robots: bool = True
    delay: float = Field(1.0, ge=0)
    concurrency: int = Field(2, ge=1, le=64)
    max_depth: int = Field(50, ge=1)
    max_pages: int = Field(100_000, ge=1)
    render: Literal["http", "chromium"] = "http"

    languages: tuple[str, ...] = ("en",)
    region: str = Field("US", pattern=r"^[A-Z]{2}$")
    timezone: str = "UTC"

    kind: Kind = "ad"
    pages: dict[Name, PageKind]
    json_ld: bool = True
    text_fallback: bool = False

    schedule: str | None = None
    expected_yield: int | None = Field(None, ge=0)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{name!r} is not a time zone such as America/New_York") from None
        return name

    @field_validator("retention")
    @classmethod
    def _class(cls, name: str) -> str:
        if name not in classes():
            raise ValueError(f"no retention class {name!r}: one of {', '.join(classes())}")
        return name

    @field_validator("schedule")
    @classmethod
    def _cron(cls, schedule: str | None) -> str | None:
        if schedule is not None and len(schedule.split()) != 5:
            raise ValueError("a cron line has five fields, e.g. '0 */6 * * *'")
        return schedule

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        targets = [*self.start, *(follow.to for page in self.pages.values() for follow in page.follow)]
        for target in targets:
            if target not in self.pages:
                raise ValueError(f"page kind {target!r} is used and not defined under pages")
        for url in self.start_urls:
            if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
                raise ValueError(f"start URL {url!r} is not http(s)")
        return self

    @property
    def start_urls(self) -> tuple[str, ...]:
        """All start URLs."""
        return tuple(url for urls in self.start.values() for url in urls)

    @property
    def allowed(self) -> frozenset[str]:
        """`host` or `host:port` as they stand in URLs: `hosts`, and those of the start URLs."""
        return frozenset((*self.hosts, *(urlsplit(url).netloc.lower() for url in self.start_urls)))

    def allows(self, url: str) -> bool:
        """Whether the URL stands on a host of this site."""
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and parts.netloc.lower() in self.allowed


def load(path: Path) -> SiteProfile:
    """Read one profile.

    Raises:
        BadInput: names the file, line and key; or the file is not named as the site.
    """
    profile = load_yaml(path, SiteProfile)
    if path.stem != profile.name:
        raise BadInput(f"the profile of {profile.name!r} must be the file {profile.name}.yaml", file=path, field="name")
    return profile


def profiles(settings: Settings) -> dict[str, SiteProfile]:
    """All profiles by name: config/sites, then `site_dirs`; a later folder overrides an earlier one.

    Raises:
        BadInput: a folder that is not there, or the first profile that is wrong.
    """
    found: dict[str, SiteProfile] = {}
    for place in (folder("sites"), *settings.site_dirs):
        if not place.is_dir():
            raise BadInput("no such folder of site profiles", file=place, field="site_dirs")
        for path in sorted(place.glob("*.yaml")):
            found[path.stem] = load(path)
    return found


def choose(settings: Settings, names: Iterable[str]) -> list[SiteProfile]:
    """The named profiles, or the enabled ones when no name is given.

    Raises:
        BadInput: a name without a profile.
    """
    known, chosen = profiles(settings), list(names)
    for name in chosen:
        if name not in known:
            raise BadInput(f"no site {name!r}", fix=f"known sites: {', '.join(sorted(known)) or 'none'}")
    return [known[name] for name in chosen] if chosen else [site for site in known.values() if site.enabled]
