from __future__ import annotations

from typing import get_args

import pytest

from config.errors import Refused
from ledger.access import NEEDS_PURPOSE, PERMISSIONS, Actor, Permission, Role, may, require

# analyst, operator, partner, approver, admin
TABLE = {
    "search": "a..Ax",
    "whereabouts": "a...x",
    "leads": "a..Ax",
    "case": "a...x",
    "decide": "a...x",
    "refer": "a...x",
    "approve": "...A.",
    "referral": "a.pAx",
    "answer": "a.p.x",
    "suppress": "...Ax",
    "quarantine": "...A.",
    "crawl": ".o..x",
    "audit": "...Ax",
    "manage": "....x",
}
CELLS = [
    (permission, role, row[place] != ".")
    for permission, row in TABLE.items()
    for place, role in enumerate(("analyst", "operator", "partner", "approver", "admin"))
]


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(get_args(Permission))
    assert {role for _, role, _ in CELLS} == set(get_args(Role)) == set(PERMISSIONS)


@pytest.mark.parametrize(("permission", "role", "allowed"), CELLS)
def test_roles_and_permissions(permission: Permission, role: Role, allowed: bool) -> None:
    actor = Actor("ann", role)
    assert may(actor, permission) is allowed
    if allowed:
        require(actor, permission, purpose="case 7")
    else:
        with pytest.raises(Refused, match=permission):
            require(actor, permission, purpose="case 7")


def test_what_is_not_listed_is_denied() -> None:
    assert not may(Actor("eve", "nobody"), "search")  # type: ignore[arg-type]
    assert not may(Actor("ann", "admin"), "everything")  # type: ignore[arg-type]


@pytest.mark.parametrize("permission", sorted(NEEDS_PURPOSE))
@pytest.mark.parametrize("purpose", ["", "  ", "\n"])
def test_sensitive_reads_ask_for_a_purpose(permission: Permission, purpose: str) -> None:
    role = next(role for role in PERMISSIONS if permission in PERMISSIONS[role])
    with pytest.raises(Refused, match="purpose"):
        require(Actor("ann", role), permission, purpose=purpose)
    require(Actor("ann", role), permission, purpose="case 7")


def test_nobody_holds_everything() -> None:
    for held in PERMISSIONS.values():
        assert held < set(get_args(Permission))
    assert not {"refer", "approve"} <= PERMISSIONS["analyst"]
