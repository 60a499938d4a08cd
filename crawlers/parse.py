"""From a stored page to what it holds. Pure functions of the bytes, so that crawl and replay read alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from parsel import Selector

from crawlers import dates, fields
from crawlers.draft import Draft, Fetched, Parsed
from crawlers.frontier import Known
from crawlers.post import Capture, Event, Post, content_version, post_id
from crawlers.profile import PostSpec, SiteProfile, When
from crawlers.structured import complete


def parse(fetched: Fetched, profile: SiteProfile) -> Parsed:
    """Read one page by the profile.

    Raises:
        KeyError: the profile has no such page kind.
    """
    kind = profile.pages[fetched.page]
    text = fields.decode(fetched.body, fetched.content_type)
    tree = fields.selector(text, fetched.url)
    links = dict.fromkeys((url, follow.to) for follow in kind.follow for url in fields.links(follow, tree, fetched.url))
    drafts = {draft.key: draft for spec in kind.posts for draft in _posts(spec, tree, fetched, profile)}
    return Parsed(tuple(drafts.values()), tuple(link for link in links if profile.allows(link[0])))


def _posts(spec: PostSpec, tree: Selector, fetched: Fetched, profile: SiteProfile) -> Iterator[Draft]:
    for scope in tree.css(spec.each) if spec.each else (tree,):
        key = fields.first(spec.key, scope, fetched.url)
        if key is None:
            continue
        address = fields.first(spec.url, scope, fetched.url) or ""
        draft = Draft(key=key, kind=spec.kind or profile.kind, url=urljoin(fetched.url, address))
        if fields.first(spec.removed, scope, fetched.url) is not None:
            yield replace(draft, removed=True)
            continue
        draft = _fill(draft, spec, scope, fetched, profile)
        if not spec.each:
            draft = complete(draft, tree, fetched, profile)
        if draft.title or draft.body:
            yield draft


def _fill(draft: Draft, spec: PostSpec, scope: Selector, fetched: Fetched, profile: SiteProfile) -> Draft:
    url = fetched.url
    shown = _date(spec.date, scope, fetched, profile)
    contacts = (value for pick in spec.contacts for value in fields.values(pick, scope, url))
    return replace(
        draft,
        title=" ".join((fields.first(spec.title, scope, url) or "").split()),
        body=fields.first(spec.body, scope, url) or "",
        author=fields.first(spec.author, scope, url),
        posted_at=shown.time if shown else None,
        touched=_date(spec.bumped, scope, fetched, profile) or shown,
        price=fields.first(spec.price, scope, url),
        location=fields.first(spec.location, scope, url),
        category=fields.first(spec.category, scope, url),
        contacts=tuple(dict.fromkeys(contacts)),
        parent=fields.first(spec.parent, scope, url),
    )


def _date(picks: tuple[When, ...], scope: Selector, fetched: Fetched, profile: SiteProfile) -> dates.Shown | None:
    for when in picks:
        for text in fields.values(when, scope, fetched.url):
            zone = when.timezone or profile.timezone
            shown = dates.read(text, fetched.fetched_at, zone=zone, languages=profile.languages, form=when.format)
            if shown:
                return shown
    return None


def to_post(draft: Draft, profile: SiteProfile, capture: Capture, event: Event) -> Post:
    """A draft with its evidence and what is new about it."""
    return Post(
        id=post_id(profile.name, draft.key),
        version=draft.version,
        site=profile.name,
        key=draft.key,
        url=draft.url,
        kind=draft.kind,
        event=event,
        title=draft.title,
        body=draft.body,
        capture=capture,
        author=draft.author,
        posted_at=draft.posted_at,
        price=draft.price,
        location=draft.location,
        category=draft.category,
        contacts=draft.contacts,
        parent=post_id(profile.name, draft.parent) if draft.parent else None,
        region=profile.region,
        retention=profile.retention,
        legal_basis=profile.legal_basis,
        parsed_by=draft.parsed_by,
    )


def gone(known: Known, profile: SiteProfile, capture: Capture) -> Post:
    """The last word on a post that the site took down: empty, with the id it had.

    Its version is that of no content: under the version it had, its analysis would take the place of the words'.
    """
    return Post(
        id=post_id(profile.name, known.key),
        version=content_version(),
        site=profile.name,
        key=known.key,
        url=known.url,
        kind=known.kind,
        event="removed",
        title="",
        body="",
        capture=capture,
        parent=post_id(profile.name, known.parent) if known.parent else None,
        region=profile.region,
        retention=profile.retention,
        legal_basis=profile.legal_basis,
    )
