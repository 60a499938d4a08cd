"""What a lead could not be asked: typologies whose fields the records of the account do not tell."""

from __future__ import annotations

from collections.abc import Sequence

from finance.catalogue import typologies
from finance.patterns import computed
from finance.store import Records
from nlp.sheet import SheetRow

LINKS = {"L1", "L2", "L5"}

# Where a field of the intake contract lies in the store, when not under its own name.
# A name stands for an account as far as the institution knows whose it is.
_PARTY = "coalesce(counterparty_account, counterparty)"
_PLACES = {
    "transactions.time": "clock",
    "transactions.counterparty": _PARTY,
    "transactions.counterparty_account": _PARTY,
}
_TABLES = {
    "accounts": ("kind", "opened", "closed", "country", "postcode_area", "occupation"),
    "aliases": ("kind", "value", "valid_from", "valid_to"),
    "transactions": ("time", "amount", "counterparty_account", "counterparty", "channel", "mcc", "place", "memo"),
}


def find_missing(records: Records, sheet: Sequence[SheetRow], account: str) -> tuple[str, ...]:
    """One line a typology that says nothing about this account: what it lacks, or that it is not computed."""
    told = _told(records, account) | {
        f"selectors.{name}" for name in SheetRow.__dataclass_fields__ if any(getattr(row, name) for row in sheet)
    }
    lines = []
    for typology in typologies():
        lacking = [field for field in typology.needs if field not in told]
        if lacking:
            lines.append(f"{typology.id}: needs {', '.join(lacking)}")
        elif typology.id not in computed() | LINKS:
            lines.append(f"{typology.id}: not computed by this version")
    return tuple(lines)


def _told(records: Records, account: str) -> set[str]:
    """`table.field` of the fields that any row of the account holds."""
    told = set()
    for table, fields in _TABLES.items():
        counts = ", ".join(f'count({_PLACES.get(f"{table}.{field}", field)}) as "{field}"' for field in fields)
        row = records.rows(f"select {counts} from {table} where account = $account", {"account": account})[0]  # noqa: S608
        told |= {f"{table}.{field}" for field, count in row.items() if count}
    return told
