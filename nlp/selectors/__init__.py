"""Selectors: what a person in an ad can be reached or paid by, and what the ad says of price and age.

`extract` is the one door. The kinds and their order stand in `REGISTRY`: what is sure by checksum comes first and keeps
its characters from the others.
"""

from __future__ import annotations

from collections.abc import Collection

from nlp.mention import Mention
from nlp.selectors import aba, age, card, crypto, email, iban, payment, phone, pix, price, social, upi, url
from nlp.selectors.card import mask_cards
from nlp.selectors.scan import Scan, Selector

__all__ = ["REGISTRY", "Selector", "extract", "mask_cards"]

REGISTRY: dict[str, Selector] = {
    selector.kind: selector
    for selector in (
        *crypto.SELECTORS,
        iban.SELECTOR,
        card.SELECTOR,
        aba.SELECTOR,
        email.SELECTOR,
        upi.SELECTOR,
        url.URL,
        url.DOMAIN,
        pix.SELECTOR,
        phone.SELECTOR,
        *payment.SELECTORS,
        social.SELECTOR,
        age.SELECTOR,
        price.SELECTOR,
    )
}


def extract(text: str, *, region: str = "US", kinds: Collection[str] | None = None) -> tuple[Mention, ...]:
    """The mentions of a text, by place.

    Args:
        text: the raw text.
        region: ISO 3166-1 alpha-2 of where it was posted; numbers without a country code are read as its numbers.
        kinds: only these kinds; default all.
    """
    scan = Scan(text, region)
    found: list[Mention] = []
    for find in _FINDERS:
        found.extend(find(scan))
    if kinds is not None:
        found = [mention for mention in found if mention.kind in kinds]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.kind)))


_FINDERS = (*dict.fromkeys(selector.find for selector in REGISTRY.values()), pix.addressed)
