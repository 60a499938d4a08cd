"""What a page says of itself: JSON-LD where the profile's selectors found nothing, then the main text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parsel import Selector

from crawlers import dates
from crawlers.draft import Draft, Fetched
from crawlers.profile import SiteProfile

# schema.org types that describe what a post offers, and where each field of a draft may stand in them.
_TYPES = {
    "JobPosting", "Product", "Offer", "Service", "Event", "Article", "BlogPosting",
    "NewsArticle", "DiscussionForumPosting", "SocialMediaPosting", "Person", "Demand", "Vehicle", "Apartment",
    "House", "Accommodation", "RealEstateListing",
}  # fmt: skip
_PLACES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "body": ("description", "articleBody", "text"),
    "author": ("author.name", "hiringOrganization.name", "seller.name", "author"),
    "price": ("baseSalary.value.value", "baseSalary.value", "offers.price", "price", "baseSalary"),
    "location": ("jobLocation.address.addressLocality", "address.addressLocality", "areaServed", "jobLocation.name"),
    "category": ("employmentType", "category", "articleSection"),
}
_DATES = ("datePosted", "datePublished", "dateCreated")
_CONTACTS = ("telephone", "email", "contactPoint.telephone", "contactPoint.email", "applicationContact.telephone",
             "applicationContact.email")  # fmt: skip


def complete(draft: Draft, tree: Selector, fetched: Fetched, profile: SiteProfile) -> Draft:
    """Fill what the selectors left empty; `parsed_by` tells where the words of the post come from."""
    if profile.json_ld and not (draft.title and draft.body and draft.posted_at):
        for item in items(tree):
            draft = _from_item(draft, item, fetched, profile)
    if profile.text_fallback and not draft.body:
        draft = _from_text(draft, fetched)
    return draft


def items(tree: Selector) -> list[dict[str, Any]]:
    """The JSON-LD objects of a page that describe an offer or a text; broken JSON-LD counts as none."""
    if not tree.xpath("//script[@type='application/ld+json']"):
        return []
    from extruct.jsonld import JsonLdExtractor

    try:
        found = JsonLdExtractor().extract_items(tree.root)
    except (ValueError, TypeError):
        return []
    flat = (part for item in found if isinstance(item, dict) for part in _graph(item))
    return [part for part in flat if isinstance(part, dict) and _describes(part.get("@type"))]


def _graph(item: dict[str, Any]) -> list[Any]:
    parts = item.get("@graph")
    return parts if isinstance(parts, list) else [item]


def _describes(kind: Any) -> bool:
    return any(isinstance(name, str) and name in _TYPES for name in (kind if isinstance(kind, list) else [kind]))


def _dig(item: Any, path: str) -> str | None:
    """A scalar below dots; of a list, its first element."""
    for part in path.split("."):
        item = item[0] if isinstance(item, list) and item else item
        item = item.get(part) if isinstance(item, dict) else None
    item = item[0] if isinstance(item, list) and item else item
    return str(item).strip() or None if isinstance(item, (str, int, float)) else None


def _from_item(draft: Draft, item: dict[str, Any], fetched: Fetched, profile: SiteProfile) -> Draft:
    found: dict[str, Any] = {}
    for name, places in _PLACES.items():
        value = next((value for place in places if (value := _dig(item, place))), None)
        if value and not getattr(draft, name):
            found[name] = _words(value) if name == "body" else value
    if draft.posted_at is None:
        text = next((text for place in _DATES if (text := _dig(item, place))), "")
        shown = dates.read(text, fetched.fetched_at, zone=profile.timezone, languages=profile.languages)
        found |= {"posted_at": shown.time, "touched": draft.touched or shown} if shown else {}
    contacts = (value for place in _CONTACTS if (value := _dig(item, place)))
    found["contacts"] = tuple(dict.fromkeys((*draft.contacts, *contacts)))
    if "title" in found or "body" in found:
        found["parsed_by"] = "json-ld"
    return replace(draft, **found)


def _words(text: str) -> str:
    """Descriptions in JSON-LD are often HTML."""
    if "<" not in text and "&" not in text:
        return text
    from crawlers.fields import visible

    return visible(Selector(text=f"<div>{text}</div>").css("div")[0].root)


def _from_text(draft: Draft, fetched: Fetched) -> Draft:
    import trafilatura

    from crawlers.fields import decode

    text = decode(fetched.body, fetched.content_type)
    body = trafilatura.extract(text, url=fetched.url, include_comments=False, favor_recall=True) or ""
    if not body:
        return draft
    title = draft.title or Selector(text=text).css("title::text").get("").strip()
    return replace(draft, title=title, body=body, parsed_by="text")
