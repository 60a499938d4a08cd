"""All versions of one post, made one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from crawlers.post import Post
from indexer.document import Document, Seen
from indexer.words import words
from nlp.analysis import Analysis
from nlp.mention import UNCERTAIN, Mention, is_selector
from nlp.places import locate

Suppressed = Callable[[str, str], bool]  # kind, value → whether it must not be used


def compose(versions: Sequence[Post], analyses: Mapping[str, Analysis], suppressed: Suppressed) -> Document | None:
    """The document of one post; `analyses` by version. None when no version was analysed.

    The newest version with a text is shown. Selectors and indicators of all versions count: an edit does not unsay
    them. A suppressed selector is left out, and blotted out of the text.
    """
    versions = sorted(versions, key=lambda post: (post.capture.fetched_at, post.capture.segment, post.capture.record))
    analysed = [post for post in versions if post.version in analyses]
    if not analysed:
        return None
    shown = next((post for post in reversed(analysed) if post.text), analysed[-1])
    latest = analyses[shown.version]
    text = _blotted(latest, suppressed)
    mentions = tuple(one for one in latest.mentions if not suppressed(one.kind, one.value))
    said = [
        one
        for version in {post.version: analyses[post.version] for post in analysed}.values()
        for one in version.mentions
    ]
    first, last = _sighted(versions)
    return Document(
        id=shown.id,
        month=f"{first:%Y-%m}",
        site=shown.site,
        url=shown.url,
        kind=shown.kind,
        title=text.partition("\n\n")[0] if shown.title else "",
        text=text,
        tokens=" ".join(words(text)),
        language=latest.language,
        first_seen=first,
        last_seen=last,
        posted_at=min((post.posted_at for post in versions if post.posted_at), default=None),
        removed_at=versions[-1].capture.fetched_at if versions[-1].event == "removed" else None,
        author=shown.author or None,
        category=shown.category or None,
        city=_city(shown, mentions),
        selectors=_selectors(said, suppressed),
        mentions=mentions,
        indicators=tuple(sorted({hit.id for post in analysed for hit in analyses[post.version].indicators})),
        names=tuple(sorted({one.value for one in mentions if one.kind == "name" and one.confidence >= UNCERTAIN})),
        price_min=min(_prices(mentions), default=None),
        seen=_seen(versions),
        captures=tuple(dict.fromkeys((shown.capture, *(post.capture for post in versions)))),  # of what is shown first
        retention=shown.retention,
    )


def _selectors(mentions: Iterable[Mention], suppressed: Suppressed) -> tuple[str, ...]:
    certain = (one for one in mentions if is_selector(one.kind) and one.confidence >= UNCERTAIN)
    return tuple(sorted({one.selector for one in certain if not suppressed(one.kind, one.value)}))


def _blotted(analysis: Analysis, suppressed: Suppressed) -> str:
    """The text with suppressed selectors covered; offsets stay."""
    text = analysis.text
    for one in analysis.mentions:
        if suppressed(one.kind, one.value):
            text = text[: one.start] + "█" * (one.end - one.start) + text[one.end :]
    return text


def _sighted(versions: Sequence[Post]) -> tuple[datetime, datetime]:
    """When the post was first and last up, as the site said or as it was fetched."""
    up = [post.capture.fetched_at for post in versions if post.event != "removed"]
    times = [*up, *(post.posted_at for post in versions if post.posted_at)] or [versions[0].capture.fetched_at]
    return min(times).astimezone(UTC), max(times).astimezone(UTC)


def _seen(versions: Sequence[Post]) -> tuple[Seen, ...]:
    """The events: posted and bumped at the site's own time, edited and removed when it was noticed."""
    events = {
        (
            post.posted_at if post.posted_at and post.event in ("posted", "bumped") else post.capture.fetched_at,
            post.event,
        )
        for post in versions
        if post.event != "seen"  # no news; it counts for `last_seen`
    }
    return tuple(Seen(time=time, event=event) for time, event in sorted(events))


def _city(post: Post, mentions: Iterable[Mention]) -> str | None:
    """Where the site puts the post, else the town that its text names most clearly."""
    if post.location and (city := locate(post.location, post.region)):
        return city.value
    places = [one for one in mentions if one.kind == "place" and one.confidence >= UNCERTAIN]
    best = min(places, key=lambda one: (-one.confidence, one.start), default=None)
    return best.value if best else None


def _prices(mentions: Iterable[Mention]) -> list[Decimal]:
    prices = []
    for one in mentions:
        if one.kind == "price" and one.confidence >= UNCERTAIN:
            try:
                prices.append(Decimal(one.value))
            except InvalidOperation:
                continue
    return prices
