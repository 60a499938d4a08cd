"""`Records`: the financial records of one or more institutions, as DuckDB tables.

DuckDB carries the joins and sums to bank scale; the dataclasses of `finance.records` are what comes out by the piece.
Times are kept three ways, because files differ in what they tell: `day` always, `clock` (the account holder's wall
clock) and `instant` (UTC) where the file tells them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb

from config.files import to_json
from finance.records import Account, Alias, Transaction
from nlp.selectors.crypto import WALLETS

SCHEMA = Path(__file__).with_name("schema.sql")
_CASED = sorted(WALLETS - {"eth"})  # chains whose addresses tell capitals apart


def connect() -> duckdb.DuckDBPyConnection:
    """An empty store in memory that fetches nothing from the network."""
    db = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    db.execute("set TimeZone = 'UTC'")
    db.execute(f"create macro is_cased(kind) as kind in {tuple(_CASED)}")
    db.execute(SCHEMA.read_text(encoding="utf-8"))
    return db


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A statement file that was left out whole, and the first reason."""

    file: str
    line: int | None
    field: str | None
    reason: str


@dataclass(slots=True)
class Records:
    """Tables `accounts`, `aliases`, `transactions` in `db`, and what happened while they were read."""

    db: duckdb.DuckDBPyConnection = field(default_factory=connect)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_settled: int = 0

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The result of a query, one dict a row."""
        cursor = self.db.execute(sql, dict(parameters) if parameters else None)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"select count(*) as n from {table}")[0]["n"])  # noqa: S608 - a name of our own

    def institution(self, account: str) -> str:
        """The institution of an account."""
        return str(self.rows("select institution from accounts where account = $a", {"a": account})[0]["institution"])

    def accounts(self) -> Iterator[Account]:
        """All accounts, by name."""
        for row in self.rows("select * exclude (zone) from accounts order by account"):
            yield Account(**row)

    def aliases(self) -> Iterator[Alias]:
        """All aliases, by account."""
        for row in self.rows("select * exclude (institution, key) from aliases order by account, kind, value"):
            yield Alias(**row | {"source": row["source"] or ""})

    def transactions(self) -> Iterator[Transaction]:
        """All transactions, in order of time."""
        return (move for _, move in self._moves("true", {}))

    def numbered(self, numbers: Iterable[int]) -> Iterator[tuple[int, Transaction]]:
        """The transactions with these row numbers `n`, in order of time."""
        return self._moves("n in (select unnest($numbers))", {"numbers": list(numbers)})

    def _moves(self, where: str, given: Mapping[str, Any]) -> Iterator[tuple[int, Transaction]]:
        sql = "select * exclude (institution) from transactions"
        for row in self.rows(f"{sql} where {where} order by day, coalesce(instant, clock), n", given):
            n, day, clock, instant = (row.pop(name) for name in ("n", "day", "clock", "instant"))
            yield n, Transaction(**row, time=instant.replace(tzinfo=UTC) if instant else day, clock=clock)


def place(file: Path, folder: Path) -> str:
    """A file as evidence names it: from the institution's `folder` on."""
    return f"{folder.resolve().name}/{file.relative_to(folder).as_posix()}"


def stage(db: duckdb.DuckDBPyConnection, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows of text become the temporary table `staged` with `line` and these columns.

    Goes through a file of JSON Lines, which DuckDB reads about a thousand times faster than it takes single inserts.
    """
    kinds = {"line": "bigint"} | dict.fromkeys(columns, "varchar")
    shape = ", ".join(f"{name}: '{kind}'" for name, kind in kinds.items())
    with tempfile.TemporaryDirectory(prefix="adtrail-") as folder:
        file = Path(folder) / "rows.jsonl"
        with file.open("wb") as stream:
            stream.writelines(to_json(row) + b"\n" for row in rows)
        db.execute(
            "create or replace temp table staged as from read_json($file, format = 'newline_delimited',"
            f" columns = {{{shape}}}, maximum_object_size = 67108864)",
            {"file": str(file)},
        )
