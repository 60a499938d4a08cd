"""Selectors of the index: the sheet for finance, and the profile of one for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice

from indexer.document import Document
from indexer.index import Index, Request
from indexer.networks import TRUSTED, Row, Tie, row, tie, trust_in
from nlp.mention import UNCERTAIN, Mention
from nlp.sheet import Price, Ref, SheetRow, Sighting

Counts = tuple[tuple[str, int], ...]
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorProfile:
    """What the index knows of one selector. Counts are posts, most frequent first; `documents` the newest first.

    `documents` holds `PROFILE_POSTS` at most; everything else counts all posts.
    """

    selector: str
    posts: int
    first_seen: datetime
    last_seen: datetime
    trust: float
    network: str | None
    timeline: tuple[tuple[date, int], ...]
    sites: Counts
    cities: Counts
    names: Counts
    beside: Counts  # other selectors of its posts
    indicators: Counts
    prices: tuple[Price, ...]
    documents: tuple[Document, ...]


PROFILE_POSTS = 100


def sheet(index: Index) -> Iterator[SheetRow]:
    """Every selector, one row each, by kind and value (docs/selector-sheet.md)."""
    carriers: dict[str, list[Document]] = defaultdict(list)
    for document in index.scan():
        for selector in document.selectors:
            carriers[selector].append(document)
    for selector in sorted(carriers):
        yield sheet_row(selector, sorted(carriers[selector], key=lambda one: (one.first_seen, one.id)))


def sheet_row(selector: str, documents: list[Document]) -> SheetRow:
    """The row of one selector from the posts that carry it, oldest first."""
    kind, _, value = selector.partition(":")
    trust = trust_in([row(document, document.campaign) for document in documents])
    confidence = [one.confidence for document in documents for one in document.mentions if one.selector == selector]
    return SheetRow(
        kind=kind,
        value=value,
        first_seen=min(document.first_seen for document in documents),
        last_seen=max(document.last_seen for document in documents),
        posts=len(documents),
        seen=tuple(
            Sighting(time=seen.time, site=document.site, city=document.city, event=seen.event)
            for document in documents
            for seen in document.seen
        ),
        prices=_prices(documents),
        names=tuple(sorted({name for document in documents for name in document.names})),
        network=_network(documents, trust),
        rarity=round(trust, 3),
        confidence=round(max(confidence, default=UNCERTAIN), 3),
        indicators=tuple(sorted({indicator for document in documents for indicator in document.indicators})),
        refs=tuple(ref for document in documents for ref in _refs(document, selector)),
    )


def profile(index: Index, selector: str) -> SelectorProfile | None:
    """Everything on one selector (`kind:value` in normal form); None when no post carries it."""
    documents = list(posts_with(index, "selectors", (selector,)))
    if not documents:
        return None
    trust = trust_in([row(document, document.campaign) for document in documents])
    days = Counter(document.first_seen.date() for document in documents)
    return SelectorProfile(
        selector=selector,
        posts=len(documents),
        first_seen=min(document.first_seen for document in documents),
        last_seen=max(document.last_seen for document in documents),
        trust=round(trust, 3),
        network=_network(documents, trust),
        timeline=tuple(sorted(days.items())),
        sites=_counts((document.site,) for document in documents),
        cities=_counts((document.city,) if document.city else () for document in documents),
        names=_counts(document.names for document in documents),
        beside=_counts(set(document.selectors) - {selector} for document in documents),
        indicators=_counts(document.indicators for document in documents),
        prices=_prices(documents),
        documents=tuple(documents[:PROFILE_POSTS]),
    )


def network_ties(index: Index, network: str) -> tuple[Tie, ...]:
    """The ties of a network, those of most posts first; trust counts all posts of a selector, within or without."""
    carriers: dict[str, list[Row]] = defaultdict(list)
    for document in posts_with(index, "network", (network,)):
        for selector in document.selectors:
            carriers[selector].append(row(document, document.campaign))
    ties = []
    for selector, rows in carriers.items():
        everywhere = [row(document, document.campaign) for document in posts_with(index, "selectors", (selector,))]
        if len(rows) > 1 and trust_in(everywhere) >= TRUSTED:
            ties.append(tie(selector, sorted(rows, key=lambda one: one.post), trust_in(everywhere)))
    return tuple(sorted(ties, key=lambda one: (-len(one.posts), one.selector)))


def posts_with(index: Index, field: str, values: tuple[str, ...]) -> Iterator[Document]:
    """Every post that has one of these values in a facet field, newest first."""
    after: str | None = None
    while True:
        page = index.search(Request(include={field: values}, sort="newest", size=_PAGE, after=after))
        yield from (hit.document for hit in page.hits)
        after = page.next
        if after is None:
            return


def _counts(groups: Iterable[Iterable[str]]) -> Counts:
    counter = Counter(value for group in groups for value in group)
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def _network(documents: list[Document], trust: float) -> str | None:
    """The network most of its posts are in; an untrusted selector belongs to none."""
    networks = _counts((document.network,) if document.network else () for document in documents)
    return networks[0][0] if networks and trust >= TRUSTED else None


def _prices(documents: Iterable[Document]) -> tuple[Price, ...]:
    found = {price for document in documents for price in map(_price, document.mentions) if price}
    return tuple(sorted(found, key=lambda price: (price.amount, price.currency or "", price.minutes or 0)))


def _price(mention: Mention) -> Price | None:
    if mention.kind != "price" or mention.confidence < UNCERTAIN:
        return None
    try:
        amount = Decimal(mention.value)
    except InvalidOperation:
        return None
    currency, minutes = mention.details.get("currency"), mention.details.get("minutes")
    return Price(
        amount=amount,
        currency=str(currency) if currency else None,
        minutes=int(minutes) if minutes else None,
    )


def _refs(document: Document, selector: str) -> Iterator[Ref]:
    """The capture of the version shown, when the selector stands in it; else all, for an edit took it out."""
    shown = any(mention.selector == selector for mention in document.mentions)
    for capture in islice(document.captures, 1 if shown else None):
        yield Ref(
            post=document.id,
            url=capture.url,
            segment=capture.segment,
            record=capture.record,
            sha256=capture.sha256,
            fetched_at=capture.fetched_at,
        )
