"""Financial records in one typed model: accounts, aliases, transactions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account under the institution's pseudonym."""

    account: str
    institution: str = ""
    kind: str | None = None
    opened: date | None = None
    closed: date | None = None
    country: str | None = None
    postcode_area: str | None = None
    occupation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """An identifier that led to an account while it was valid. `kind` is a kind name of the product, or `name`."""

    account: str
    kind: str
    value: str
    valid_from: date | None = None  # None: not told; a link then says so
    valid_to: date | None = None  # None: still valid, or not told
    source: str = ""  # KYC | alias | device


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A settled movement. `amount` is signed from the account holder's side; `time` has its zone, or is a bare date.

    `clock` is the wall clock of the account holder, without zone, where the file tells it.
    """

    tx: str
    account: str
    amount: Decimal
    currency: str
    time: datetime | date
    clock: datetime | None = None
    counterparty_account: str | None = None
    counterparty: str | None = None
    channel: str | None = None
    mcc: str | None = None
    place: str | None = None
    memo: str | None = None
    file: str = ""  # where it was read, for the evidence
    line: int | None = None
