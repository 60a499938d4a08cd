"""`read_folder`: the folder that an institution hands over (docs/records-contract.md), or several of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from config.errors import BadInput
from config.masking import mask
from finance.intake.columns import FIELDS, column_map
from finance.intake.insert import insert_statements
from finance.intake.own import load_table
from finance.intake.read import read_statement
from finance.intake.statement import Statement
from finance.store import Records, Refused, place, stage

TABLES = ("accounts", "aliases", "transactions")
STATEMENTS = "statements"


def read_folder(path: str | Path) -> Records:
    """Read one institution's folder, or a folder of such folders, into tables.

    A table that cannot be read stops the whole; a statement that cannot is left out and told in `Records.refused`.

    Raises:
        BadInput: names the file, the line and the field; or there is nothing to read.
    """
    records = Records()
    for folder in institutions(Path(path)):
        _institution(records, folder)
    return records


def institutions(path: Path) -> list[Path]:
    """The folders of institutions: `path` itself, or those in it.

    Raises:
        BadInput: none has a table or a statement.
    """
    if _is_institution(path):
        return [path]
    found = sorted(folder for folder in path.iterdir() if _is_institution(folder)) if path.is_dir() else []
    if not found:
        raise BadInput(
            "no records here", file=path, fix="give a folder with accounts.csv, aliases.csv and transactions.csv"
        )
    return found


def _is_institution(path: Path) -> bool:
    return path.is_dir() and ((path / STATEMENTS).is_dir() or any(_table(path, name) for name in TABLES))


def _table(folder: Path, name: str) -> Path | None:
    found = [file for file in (folder / f"{name}.csv", folder / f"{name}.parquet") if file.exists()]
    if len(found) > 1:
        raise BadInput("the table is there twice, as CSV and as Parquet", file=found[0], fix="leave one of them")
    return found[0] if found else None


def _institution(records: Records, folder: Path) -> None:
    names = column_map(folder)
    for table in TABLES:
        file = _table(folder, table)
        if file is not None:
            load_table(records, table, file, names, folder)
    statements = folder / STATEMENTS
    if statements.is_dir():
        files = sorted(file for file in statements.rglob("*") if file.is_symlink() or file.is_file())
        stage(records.db, (*FIELDS["transactions"], "file"), _movements(records, files, folder))
        insert_statements(records, names, folder.resolve().name)


def _movements(records: Records, files: list[Path], folder: Path) -> Iterator[dict[str, object]]:
    """The rows of all statements that can be read; the others are told in `refused`."""
    for file in files:
        try:
            if file.is_symlink():
                raise BadInput("a link, not a file", file=file, fix="put the file itself into the folder")
            statement = read_statement(file)
            if statement.rejected:
                first = statement.rejected[0]
                raise BadInput(first.reason, file=file, line=first.line, field=first.field)
            holders = _holders(records, statement, file, folder.resolve().name)
        except BadInput as error:
            refused = Refused(file=str(file), line=error.line, field=error.field, reason=error.reason)
            records.refused.append(refused)
            continue
        records.not_settled += len(statement.not_settled)
        records.notes += [
            f"{file}: {control.name}: the file says {control.told}, its rows come to {control.counted}"
            for control in statement.controls
            if not control.agrees
        ]
        for row in _cells(statement, holders):
            yield row | {"file": place(file, folder)}


def _holders(records: Records, statement: Statement, file: Path, institution: str) -> dict[str | None, str]:
    """The file's name of each account → the institution's account.

    The file's own name counts when it is an account or an alias of one; else the name of the file, up to its first dot.

    Raises:
        BadInput: none of them is known.
    """
    holders: dict[str | None, str] = {}
    stem = file.name.partition(".")[0]
    for told in {row.account for row in statement.rows} | {None}:
        choices = [name for name in (told, stem, statement.holder) if name]
        holders[told] = next((found for name in choices if (found := _account(records, name, institution))), "")
        if not holders[told] and (told is not None or any(row.account is None for row in statement.rows)):
            raise BadInput(
                f"no account of {institution} is called {' or '.join(map(mask, choices))}", file=file, field="account",
                fix="name the file after the account, or add the name to the aliases",
            )  # fmt: skip
    return holders


def _account(records: Records, name: str, institution: str) -> str | None:
    """The account of this name, or the only one that has it as an alias."""
    sql = """
    select account from accounts where account = $name and institution = $institution
    union select account from aliases where institution = $institution and lower(ltrim(value, '@$')) = lower($name)
    """
    found = records.rows(sql, {"name": name, "institution": institution})
    return str(found[0]["account"]) if len(found) == 1 else None


def _cells(statement: Statement, holders: dict[str | None, str]) -> Iterator[dict[str, object]]:
    """Rows as the transactions table takes them.

    `tx` is a hash of the content and its how-manieth occurrence in the file, so that the same file (or one that
    overlaps it) adds nothing twice while true repeats within a file stay.
    """
    seen: Counter[str] = Counter()
    for row in statement.rows:
        account = holders[row.account]
        content = "\x1f".join((statement.format, account, row.date, str(row.amount), row.currency, row.counterparty,
                               row.note, row.ref, row.kind))  # fmt: skip
        digest = hashlib.sha256(content.encode()).hexdigest()[:24]
        seen[digest] += 1
        yield {
            "line": row.line, "tx": f"{digest}-{seen[digest]}", "account": account, "time": row.moment or row.date,
            "amount": str(row.amount), "currency": row.currency, "counterparty_account": row.counterparty_account,
            "counterparty": row.counterparty, "channel": row.channel, "mcc": row.mcc, "place": row.place,
            "memo": row.note,
        }  # fmt: skip
