"""docs/ledger.md shows the table of permissions that the code keeps."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.access import NEEDS_PURPOSE, PERMISSIONS, Role

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"


def test_the_table_of_permissions_is_the_one_in_the_code() -> None:
    roles: tuple[Role, ...] = ("analyst", "operator", "partner", "approver", "admin")
    told: dict[str, set[str]] = {role: set() for role in roles}
    purposes = set()
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"\| `([a-z]+)`( \*)?", line):
            cells = [cell.strip() for cell in line.split("|")[2:-1]]
            for role, cell in zip(roles, cells, strict=True):
                if cell == "✓":
                    told[role].add(found[1])
            if found[2]:
                purposes.add(found[1])
    assert told == {role: set(held) for role, held in PERMISSIONS.items()}
    assert purposes == NEEDS_PURPOSE
