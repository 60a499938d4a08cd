"""Who may do what: one table of roles and permissions, denied by default. Command line and pages both ask here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from config.errors import Refused

Role = Literal["analyst", "operator", "partner", "approver", "admin"]
Permission = Literal[
    "search",  # posts, selectors, networks
    "whereabouts",  # dates of stay, maps, watches
    "leads",  # financial records, links, leads
    "case",  # open cases, add items and notes
    "decide",  # confirm or dismiss links and leads
    "refer",  # make a referral
    "approve",  # let a referral leave
    "referral",  # read referrals
    "answer",  # say what came of a referral
    "suppress",  # take a selector or post out of use
    "quarantine",  # read what suggests a minor, for the report
    "crawl",  # run crawls and the stages after
    "audit",  # read the audit log
    "manage",  # actors and their keys
]

# Nobody holds everything: who manages actors cannot let a referral leave.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    "analyst": frozenset({"search", "whereabouts", "leads", "case", "decide", "refer", "referral", "answer"}),
    "operator": frozenset({"crawl"}),
    "partner": frozenset({"referral", "answer"}),
    "approver": frozenset({"search", "leads", "approve", "referral", "suppress", "quarantine", "audit"}),
    "admin": frozenset(get_args(Permission)) - {"approve", "quarantine"},
}

# Reads that touch a person's safety say what they are for; the audit log keeps it.
NEEDS_PURPOSE: frozenset[Permission] = frozenset({"whereabouts", "leads", "quarantine", "refer"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, with the one role that says what they may do."""

    name: str
    role: Role


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the role holds the permission."""
    return permission in PERMISSIONS.get(actor.role, frozenset())


def require(actor: Actor, permission: Permission, *, purpose: str = "") -> None:
    """Let it pass or raise.

    Raises:
        Refused: the role does not hold the permission, or a purpose is needed and none was given.
    """
    if not may(actor, permission):
        raise Refused(f"{actor.name} ({actor.role}) may not do this; it needs the permission {permission!r}")
    if permission in NEEDS_PURPOSE and not purpose.strip():
        raise Refused(f"{permission!r} asks for a purpose; say what it is for")
