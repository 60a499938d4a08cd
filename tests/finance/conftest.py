"""Small folders of made-up records, and rows of the selector sheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nlp.sheet import SheetRow

COLUMNS = {
    "accounts": ("account", "kind", "opened", "closed", "country", "postcode_area", "occupation"),
    "aliases": ("account", "kind", "value", "valid_from", "valid_to", "source"),
    "transactions": (
        "tx", "account", "counterparty_account", "counterparty", "time", "amount", "currency", "direction", "channel",
        "mcc", "place", "memo", "status",
    ),
}  # fmt: skip

Rows = Iterable[Mapping[str, Any]]


def write_table(file: Path, columns: Iterable[str], rows: Rows) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def bank(tmp_path: Path) -> Callable[..., Path]:
    """Write one institution's folder. Accounts may be names only; transactions get `tx` and `currency` if need be."""

    def write(
        name: str = "alder", *, accounts: Iterable[Any] = (), aliases: Rows = (), transactions: Rows = ()
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        rows = [row if isinstance(row, Mapping) else {"account": row, "country": "US"} for row in accounts]
        write_table(folder / "accounts.csv", COLUMNS["accounts"], rows)
        write_table(folder / "aliases.csv", COLUMNS["aliases"], aliases)
        moves = [{"tx": f"{name}-{n}", "currency": "USD"} | dict(row) for n, row in enumerate(transactions)]
        write_table(folder / "transactions.csv", COLUMNS["transactions"], moves)
        return folder

    return write


@pytest.fixture
def selector() -> Callable[..., SheetRow]:
    """A row of the sheet, seen in ads of May 2026 unless said."""

    def make(
        kind: str, value: str, first: str | None = "2026-05-01", last: str | None = "2026-05-31", **more: Any
    ) -> SheetRow:
        moments = [datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None for day in (first, last)]
        return SheetRow(kind=kind, value=value, first_seen=moments[0], last_seen=moments[1], **({"posts": 3} | more))

    return make


VENMO_HEADER = (
    ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (tip),Amount (tax),Amount (fee),Tax Rate,Tax Exempt,"
    "Funding Source,Destination,Beginning Balance,Ending Balance,Statement Period Venmo Fees,Terminal Location,"
    "Year to Date Venmo Fees,Disclaimer"
)


@pytest.fixture
def venmo() -> Callable[..., str]:
    """A Venmo statement of 22 columns; rows are `(id, time, type, status, note, from, to, amount, source, dest)`."""

    def make(*rows: tuple[str, ...], user: str = "demo-lark-9", start: str = "$50.00", end: str = "$50.00") -> str:
        lines = [f"Account Statement - (@{user}) {',' * 21}", f"Account Activity{',' * 21}", VENMO_HEADER]
        lines.append("," * 16 + start + "," * 5)
        for ref, time, kind, status, note, from_, to, amount, funding, destination in rows:
            cells = ["", ref, time, kind, status, f'"{note}"', from_, to, f'"{amount}"', "", "0", "", "0", "", funding]
            lines.append(",".join([*cells, destination, "", "", "", "Venmo", "", ""]))
        lines.append(
            "," * 17 + f'{end},$0.00,,$0.00,"In case of errors or questions\nabout your transfers, write to us."'
        )
        return "\n".join(lines) + "\n"

    return make
