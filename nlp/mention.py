"""`Mention`: a selector (or price, age, name, place) at a place in a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Detail = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What was found and why. `start` and `end` are character offsets into the text as given.

    `value` is the normal form (docs/selectors.md has one row a kind). `confidence` is between 0 and 1: below
    `UNCERTAIN` it is a candidate for people, never a fact. `details` are kind-specific: `currency` and
    `minutes` of a price, `country` and `type` of a phone, `latitude` and `longitude` of a place.
    """

    kind: str
    value: str
    raw: str
    start: int
    end: int
    confidence: float
    method: str  # how it was read: "plain", "folded", "digit words", "checksum", …
    context: tuple[str, ...] = ()  # the words near by that decided
    details: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def selector(self) -> str:
        """`kind:value`, the name of the selector everywhere."""
        return f"{self.kind}:{self.value}"

    def row(self) -> dict[str, Any]:
        """The flat form of `adtrail extract`: details stand beside the other fields."""
        return {
            "kind": self.kind, "value": self.value, "raw": self.raw, "start": self.start, "end": self.end,
            "confidence": round(self.confidence, 3), "method": self.method, "context": list(self.context),
            **self.details,
        }  # fmt: skip


UNCERTAIN = 0.5

# Kinds that name a way to reach or pay somebody; the others (price, age, name, place, stay, …) describe a post.
DESCRIPTIVE = frozenset({"price", "age", "name", "place", "stay", "measure", "method", "url", "domain"})


def is_selector(kind: str) -> bool:
    """Whether mentions of this kind become selectors of the index, the sheet and the links."""
    return kind not in DESCRIPTIVE
