"""What both engines index of a document, so that they can differ in nothing else."""

from __future__ import annotations

from datetime import datetime

from config.errors import BadInput
from indexer.document import Document
from indexer.index import FACETS
from indexer.words import label

# The word of the search language → the document's field.
LABELS = {
    "site": "site",
    "kind": "kind",
    "lang": "language",
    "city": "city",
    "category": "category",
    "indicator": "indicators",
    "name": "names",
    "campaign": "campaign",
    "network": "network",
    "author": "author",
}
# Longer values are kept and shown, but are no facet and cannot be searched for.
LONGEST_VALUE = 1000


def values(document: Document, field: str) -> tuple[str, ...]:
    """The exact values of a field."""
    value = getattr(document, field)
    several = (value,) if isinstance(value, str) else value or ()
    return tuple(one for one in several if one and len(one) <= LONGEST_VALUE)


def facets(document: Document) -> dict[str, tuple[str, ...]]:
    """Every facet with its values."""
    return {field: values(document, field) for field in FACETS}


def labels(document: Document) -> list[str]:
    """What `city:`, `handle:` and their like are looked up in."""
    found = {label(name, value) for name, field in LABELS.items() for value in values(document, field)}
    found |= {label("city", city.partition(",")[0]) for city in values(document, "city")}  # "Austin, US-TX": austin
    return sorted(found.union(*map(handles, values(document, "selectors"))))


def handles(selector: str) -> set[str]:
    """The labels of a selector without its kind; `social:network:handle` is found by the handle alone too."""
    value = selector.partition(":")[2]
    return {handle(value), handle(value.rpartition(":")[2])}


def handle(value: str) -> str:
    """The label of a selector whose kind is not known: `$Rosie` and `@rosie` are one."""
    return "handle:" + value.strip().lstrip("@$").casefold()


def posted(document: Document) -> datetime:
    """The time that `posted:` asks for: the site's own, else the first sight."""
    return document.posted_at or document.first_seen


def same_width(document: Document, width: int | None) -> int | None:
    """The length of the index's vectors (`width`, None while unknown), of which the document's must be one.

    Checked here, for Elasticsearch takes a packed vector of half the length as one of half the precision.

    Raises:
        BadInput: the document's vector is of another length.
    """
    if document.vector is None or width in (None, len(document.vector)):
        return len(document.vector) if document.vector else width
    raise BadInput(
        f"a vector of {len(document.vector)} numbers does not fit an index of {width}",
        fix="after a change of encoder_model run `adtrail index rebuild`",
    )
