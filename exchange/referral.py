"""`Referral`: the package that goes to FS, and the `Answer` that comes back. The types that leave this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from finance.lead import Lead
from nlp.sheet import SheetRow

SCHEMA = 1

Tlp = Literal["clear", "green", "amber", "amber+strict", "red"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms it is shared; filled from a policy of config/sharing and checked by the gate."""

    recipient: str
    recipient_type: Literal["fi", "fiu", "le", "ngo"]
    regime: str
    condition: str
    purpose: str
    legal_basis: str
    tlp: Tlp
    expires_at: datetime
    policy: str  # file of config/sharing that allowed it


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Selectors and leads under one set of terms. What the policy does not allow has been removed, not blanked."""

    id: str
    created_at: datetime
    created_by: str
    approved_by: str
    terms: Terms
    selectors: tuple[SheetRow, ...]
    leads: tuple[Lead, ...]
    withheld: dict[str, int] = field(default_factory=dict)  # reason → how many rows the gate kept back
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What FS says of one selector or lead of a referral."""

    referral: str
    subject: str  # "kind:value" or an account
    outcome: Literal["hit", "no hit", "useful", "not useful"]
    answered_at: datetime
    note: str = ""
    schema: int = SCHEMA
