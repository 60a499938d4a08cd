"""The column map of the bank's own tables: the house's, and what an institution's `columns.yaml` replaces."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from config.data import folder, load_yaml
from config.errors import BadInput
from finance.intake.formats import Strict

# What we read of each table and how each field must look; `!` marks those that no row may lack.
FIELDS: dict[str, dict[str, str]] = {
    "accounts": {
        "account": "text!", "kind": "text", "opened": "date", "closed": "date", "country": "text",
        "postcode_area": "text", "occupation": "text", "zone": "zone",
    },
    "aliases": {
        "account": "text!", "kind": "text!", "value": "text!", "valid_from": "date", "valid_to": "date",
        "source": "text",
    },
    "transactions": {
        "tx": "text!", "account": "text!", "time": "time!", "amount": "money!", "currency": "currency!",
        "direction": "text", "counterparty_account": "text", "counterparty": "text", "channel": "text", "mcc": "text",
        "place": "text", "memo": "text", "status": "text",
    },
}  # fmt: skip


class OwnTables(Strict):
    """config/statements/own-tables.yaml, or the `columns.yaml` of one institution."""

    zone: str | None = None
    amount_sign: Literal["signed", "direction"] = "signed"
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    not_settled: tuple[str, ...] = ()
    channels: dict[str, str] = Field(default_factory=dict)
    tables: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)


@cache
def house() -> OwnTables:
    """The map that applies where an institution has none of its own."""
    return load_yaml(folder("statements") / "own-tables.yaml", OwnTables)


def column_map(institution: Path) -> OwnTables:
    """The map for one institution's folder.

    Raises:
        BadInput: `columns.yaml` is wrong, or names a table or field that we do not read.
    """
    file = institution / "columns.yaml"
    if not file.exists():
        return house()
    own = load_yaml(file, OwnTables)
    for table, names in own.tables.items():
        if unknown := [name for name in names if name not in FIELDS.get(table, {})]:
            known = ", ".join(FIELDS.get(table, FIELDS))
            raise BadInput("not a field that is read", file=file, field=f"{table}.{unknown[0]}", fix=f"known: {known}")
    tables = {table: names | own.tables.get(table, {}) for table, names in house().tables.items()}
    return house().model_copy(update=own.model_dump(exclude_unset=True) | {"tables": tables})
