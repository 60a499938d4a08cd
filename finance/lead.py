"""`Link` and `Lead`: what an analyst should look at next, with its evidence. The types that leave this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from nlp.sheet import Ref

SCHEMA = 1

Role = Literal["controller-like", "victim-like", "independent-like", "customer-like", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A selector seen in ads and a record that carries it at the same time.

    `weight` is 0..1: rarity of the selector × confidence of its mentions × certainty of the dates; not a probability,
    nothing real has calibrated it.
    `from_` and `to` bound the overlap of alias validity and ad dates.
    """

    account: str
    kind: str
    value: str
    typology: str  # L1 (identifier of the account), L2 (in a memo), …
    weight: float
    from_: date | None
    to: date | None
    alias_from: date | None = None
    alias_to: date | None = None
    alias_source: str = ""
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    posts: int = 0
    network: str | None = None
    refs: tuple[Ref, ...] = ()  # posts with archive reference and hash
    note: str = ""  # what weakens it: dates not told, a common selector, …

    def row(self) -> dict[str, Any]:
        """The contract of `adtrail finance links --json`."""
        return {
            "account": self.account, "kind": self.kind, "value": self.value, "from": self.from_, "to": self.to,
            "weight": round(self.weight, 4), "evidence": self,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason of a lead: a link or a pattern, the rows that show it, and who trips it innocently."""

    id: str  # typology of the catalogue: L1, P2, N2, …
    source: str
    text: str  # one sentence for people
    weight: float
    innocent: str  # who trips it innocently
    rows: tuple[dict[str, Any], ...] = ()  # transactions, sums, windows
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """An account worth a person's look. The only recommendation is review; a victim-like role has a support path."""

    account: str
    institution: str
    rank: int
    score: float  # of the order, not a probability
    link_score: float
    pattern_score: float
    role: Role
    evidence: tuple[Evidence, ...]
    innocent: tuple[str, ...]  # what would make this innocent
    missing: tuple[str, ...]  # typologies that could not be computed, and the fields they lack
    support: str | None = None
    networks: tuple[str, ...] = ()
    recommendation: Literal["review"] = "review"
    schema: int = SCHEMA
