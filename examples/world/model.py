"""What the world is made of: selectors, people, posts, accounts and movements of money."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Selector:
    """A way to reach or pay somebody, in its normal form."""

    kind: str
    value: str

    @property
    def name(self) -> str:
        """`kind:value`, its name in the truth."""
        return f"{self.kind}:{self.value}"


@dataclass(slots=True)
class Person:
    """Somebody of the cast. `names` are those used in posts; `selectors` those they publish."""

    id: str
    role: str
    city: str
    names: list[str]
    user: str
    selectors: list[Selector] = field(default_factory=list)
    ring: str | None = None
    language: str = "en"

    def of(self, kind: str) -> Selector:
        """Their first selector of a kind."""
        return next(selector for selector in self.selectors if selector.kind == kind)

    def any_of(self, rng: random.Random, *kinds: str) -> Selector | None:
        """One of their selectors of these kinds, if they have any."""
        found = [selector for selector in self.selectors if selector.kind in kinds]
        return rng.choice(found) if found else None


@dataclass(slots=True)
class Change:
    """What phase 2 does to a post: an edit (new title, body, price), a bump, or a removal."""

    title: str | None = None
    body: str | None = None
    price: str | None = None
    at: datetime | None = None  # of the edit or bump
    removed: str | None = None  # "410" | "404" | "note"
    spellings: dict[str, str] | None = None  # those of the edited text


@dataclass(slots=True, kw_only=True)
class Post:
    """A post and the truth about it. `extra` holds what only its site shows (employer, salary, quote, …)."""

    site: str
    key: str
    kind: str
    author: Person
    user: str  # the name shown on the site
    title: str
    body: str
    posted_at: datetime
    city: str
    category: str
    price: str | None = None
    updated_at: datetime | None = None
    phase: int = 1
    change: Change | None = None
    spellings: dict[str, str] = field(default_factory=dict)  # selector name -> the characters in the text
    quoted: dict[str, str] = field(default_factory=dict)  # the same, in a quotation or a signature
    revealed: list[str] = field(default_factory=list)  # selector names that only a click shows
    decoys: list[str] = field(default_factory=list)
    obfuscated: bool = False
    quarantine: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Alias:
    """A row of a bank's alias table."""

    kind: str
    value: str
    valid_from: date
    valid_to: date | None = None
    source: str = "KYC"


@dataclass(slots=True, kw_only=True)
class Account:
    """An account and the truth about it. `form` is the format of its statement: venmo or camt053."""

    id: str
    institution: str
    holder: str  # display name on statements
    person: Person
    role: str
    typology: str
    form: str
    kind: str
    opened: date
    occupation: str
    city: str
    aliases: list[Alias] = field(default_factory=list)
    closed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Money that moved. Payer and payee are accounts of ours or the name of somebody who banks elsewhere."""

    time: datetime  # with the zone of the payer's or payee's city
    payer: Account | str
    payee: Account | str
    amount: Decimal
    memo: str = ""
    channel: str = "p2p"  # p2p | card | transfer | payroll | cash
    mcc: str | None = None
    place: str | None = None
    batch: str | None = None  # moves of one batch stand in one camt entry

    def signed(self, account: Account) -> Decimal:
        """The amount from the account holder's side."""
        return self.amount if self.payee is account else -self.amount


def display(side: Account | str) -> str:
    """The name of a side as statements show it."""
    return side.holder if isinstance(side, Account) else side
