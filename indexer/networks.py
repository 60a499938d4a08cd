"""Networks: posts and selectors that hang together by ties one can trust, each with its reason and dates.

A selector ties the posts that carry it. How far it is trusted falls with its spread: a spam number or a shared
switchboard stands beside many other selectors, in many cities. A number that lay unused and came back in another
city beside other selectors was given to somebody else, and is taken as two. Spam campaigns are set aside first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from indexer.document import Document
from indexer.groups import Groups

NEIGHBOURS, CITIES = 10, 12  # co-selectors and cities up to which a selector is trusted wholly
TRUSTED = 0.5
RESTED = 90  # days without a post after which a selector may have changed hands
LARGE = 25  # posts; two groups of this size need two ties to become one


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A post as clustering sees it. `text_key` is equal for posts from one template."""

    post: str
    selectors: tuple[str, ...] = ()
    day: date | None = None
    city: str | None = None
    text_key: str | None = None


def row(document: Document, text_key: str | None) -> Row:
    """A document as clustering sees it."""
    return Row(
        post=document.id,
        selectors=document.selectors,
        day=document.first_seen.date(),
        city=document.city,
        text_key=text_key,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Why posts are in one network: they carry this selector, trusted so far, between these days. Posts by day."""

    selector: str
    posts: tuple[str, ...]
    trust: float
    first: date | None
    last: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """Post → network and network → ties, for groups of two posts and more; and the trust in every selector."""

    posts: Mapping[str, str]
    ties: Mapping[str, tuple[Tie, ...]]
    trust: Mapping[str, float]


def cluster(rows: Iterable[Row]) -> Clusters:
    """Join posts by trusted ties."""
    known = sorted(rows, key=lambda row: row.post)
    carriers: dict[str, list[Row]] = defaultdict(list)
    for row in known:
        for selector in set(row.selectors):
            carriers[selector].append(row)
    spam = _campaigns(known)
    trust = {selector: trust_in(posts) for selector, posts in carriers.items()}
    ties = [
        (selector, owned)
        for selector, posts in sorted(carriers.items())
        if trust[selector] >= TRUSTED
        for owned in _owners(selector, [row for row in posts if row.text_key not in spam])
        if len(owned) > 1
    ]
    return _named(known, ties, trust, _joined(known, ties, trust))


def trust_in(rows: Sequence[Row]) -> float:
    """Trust in the selector that these posts carry: 1 up to a usual spread, then falling with it."""
    beside = {selector for row in rows for selector in row.selectors}
    cities = {row.city for row in rows if row.city}
    return min(1.0, NEIGHBOURS / max(1, len(beside) - 1), CITIES / max(1, len(cities)))


def _campaigns(rows: Sequence[Row]) -> set[str | None]:
    """Text keys of spam: one text in more cities than a person works in."""
    cities: dict[str | None, set[str]] = defaultdict(set)
    for row in rows:
        if row.text_key and row.city:
            cities[row.text_key].add(row.city)
    return {text for text, seen in cities.items() if len(seen) > CITIES}


def _owners(selector: str, rows: Sequence[Row]) -> list[list[Row]]:
    """The posts of a selector, parted where it rested long and came back with nothing of the time before."""
    dated = sorted((row for row in rows if row.day), key=lambda row: (row.day or date.min, row.post))
    parts: list[list[Row]] = [[]]
    for row in dated:
        before = parts[-1]
        if (
            before
            and _days(before[-1], row) > RESTED
            and not _traces(selector, row) & {trace for one in before for trace in _traces(selector, one)}
        ):
            parts.append([])
        parts[-1].append(row)
    parts[0] += [row for row in rows if not row.day]
    return parts


def _days(one: Row, other: Row) -> int:
    return (other.day - one.day).days if one.day and other.day else 0


def _traces(selector: str, row: Row) -> set[tuple[str, str]]:
    """What an owner would bring along: other selectors, the city, the text."""
    others = {("selector", other) for other in row.selectors if other != selector}
    named = {("city", row.city), ("text", row.text_key)}
    return others | {(kind, value) for kind, value in named if value}


def _joined(rows: Sequence[Row], ties: Sequence[tuple[str, list[Row]]], trust: Mapping[str, float]) -> Groups:
    """Groups of rows: the most trusted and widest ties first; two large groups need a second, independent tie."""
    number = {row.post: at for at, row in enumerate(rows)}
    groups = Groups(len(rows))
    waiting: list[tuple[str, int, int]] = []
    for selector, carriers in sorted(ties, key=lambda tie: (-trust[tie[0]], -len(tie[1]), tie[0], tie[1][0].post)):
        first = number[carriers[0].post]
        for row in carriers[1:]:
            one, other = groups.root(first), groups.root(number[row.post])
            if one != other and groups.size(one) >= LARGE and groups.size(other) >= LARGE:
                waiting.append((selector, one, other))
            else:
                groups.join(one, other)
    reasons: dict[tuple[int, int], set[str]] = defaultdict(set)
    for selector, one, other in waiting:
        low, high = sorted((groups.root(one), groups.root(other)))
        reasons[low, high].add(selector)
    for (one, other), selectors in sorted(reasons.items()):
        if len(selectors) > 1 or _share_text(rows, groups, one, other):
            groups.join(one, other)
    return groups


def _share_text(rows: Sequence[Row], groups: Groups, one: int, other: int) -> bool:
    texts = [{row.text_key for at, row in enumerate(rows) if groups.root(at) == root} - {None} for root in (one, other)]
    return bool(texts[0] & texts[1])


def _named(
    rows: Sequence[Row], ties: Sequence[tuple[str, list[Row]]], trust: Mapping[str, float], groups: Groups
) -> Clusters:
    """Networks with their ids and ties; a tie that two groups refused to follow is one of each."""
    number = {row.post: at for at, row in enumerate(rows)}
    found: dict[int, list[Tie]] = defaultdict(list)
    for selector, carriers in ties:
        parts: dict[int, list[Row]] = defaultdict(list)
        for row in carriers:
            parts[groups.root(number[row.post])].append(row)
        for root, part in parts.items():
            if len(part) > 1:
                found[root].append(tie(selector, part, trust[selector]))
    named = _ids(found)
    posts = {row.post: named[root] for at, row in enumerate(rows) if (root := groups.root(at)) in named}
    return Clusters(posts=posts, ties={named[root]: tuple(of) for root, of in found.items()}, trust=trust)


def _ids(networks: Mapping[int, Sequence[Tie]]) -> dict[int, str]:
    """An id for each network, of its smallest selector; when several owners had that, the first has it bare."""
    smallest = {root: min(ties, key=lambda tie: tie.selector) for root, ties in networks.items()}
    ordered = sorted(smallest, key=lambda root: (smallest[root].first or date.min, smallest[root].posts))
    owners: dict[str, int] = defaultdict(int)
    named = {}
    for root in ordered:
        selector = smallest[root].selector
        owners[selector] += 1
        named[root] = network_id(selector if owners[selector] == 1 else f"{selector}#{owners[selector]}")
    return named


def network_id(selector: str) -> str:
    """The id of the network whose smallest selector this is: it stays while the network grows elsewhere."""
    return "n" + sha256(selector.encode()).hexdigest()[:12]


def tie(selector: str, rows: Sequence[Row], trust: float) -> Tie:
    """The tie that a selector makes between posts."""
    days = sorted(row.day for row in rows if row.day)
    return Tie(
        selector=selector,
        posts=tuple(row.post for row in rows),
        trust=round(trust, 3),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        reason=f"{len(rows)} posts carry {selector}",
    )
