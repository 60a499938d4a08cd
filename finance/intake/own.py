"""The bank's own tables: CSV or Parquet, by a column map."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from config.errors import BadInput
from finance.intake.checks import check
from finance.intake.columns import FIELDS, OwnTables
from finance.intake.insert import insert
from finance.intake.values import decode
from finance.store import Records, place, stage


def load_table(records: Records, table: str, file: Path, names: OwnTables, folder: Path) -> None:
    """Add one file of an institution's folder to a table; whole or not at all.

    Raises:
        BadInput: names the file, the line (of Parquet: the row) and the field.
    """
    if file.suffix == ".parquet":
        header = _stage_parquet(records, table, file, names)
    else:
        header, rows = _csv(file)
        found = _columns(table, header, names, file)
        stage(records.db, FIELDS[table], ({"line": line} | {f: row[i] for f, i in found.items()} for line, row in rows))
    read = {header[index] for index in _columns(table, header, names, file).values()}
    if unused := [name for name in header if name not in read]:
        records.notes.append(f"{file}: columns not read: {', '.join(unused)}")
    check(records, table, names, file)
    insert(records, table, names, folder.resolve().name, place(file, folder))


def _columns(table: str, header: list[str], names: OwnTables, file: Path) -> dict[str, int]:
    """Our field → the position of the file's column."""
    lower = [name.strip().lower() for name in header]
    found: dict[str, int] = {}
    for field, kind in FIELDS[table].items():
        choices = names.tables.get(table, {}).get(field, (field,))
        place = next((lower.index(choice.lower()) for choice in choices if choice.lower() in lower), None)
        if place is not None:
            found[field] = place
        elif kind.endswith("!"):
            raise BadInput(
                "the column is missing", file=file, line=1, field=field,
                fix=f"name it {' or '.join(choices)}, or give its name in columns.yaml",
            )  # fmt: skip
    return found


def _csv(file: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    try:
        lines = decode(file.read_bytes()).splitlines(keepends=True)
    except ValueError as error:
        raise BadInput(str(error), file=file, fix="save it as UTF-8") from None
    reader = csv.reader(lines, strict=True)
    header = [name.strip() for name in next(reader, [])]
    return header, _rows(reader, len(header), file)


def _rows(reader: Any, width: int, file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in reader:
            if cells and len(cells) != width:
                raise BadInput(
                    f"{len(cells)} cells where the header has {width}", file=file, line=reader.line_num,
                    fix="mend the row; a file that was cut ends so",
                )  # fmt: skip
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise BadInput(str(error), file=file, line=reader.line_num, fix="mend the quoting") from None


def _stage_parquet(records: Records, table: str, file: Path, names: OwnTables) -> list[str]:
    """Stage a Parquet file without a detour through Python; gives its column names."""
    try:
        shape = records.db.execute("describe select * from read_parquet($file)", {"file": str(file)}).fetchall()
    except duckdb.Error as error:
        raise BadInput(str(error).splitlines()[0], file=file, fix="give a whole Parquet file") from None
    header = [str(row[0]) for row in shape]
    found = _columns(table, header, names, file)
    cells = ", ".join(
        (f'cast("{header[found[field]]}" as varchar)' if field in found else "cast(null as varchar)") + f' as "{field}"'
        for field in FIELDS[table]
    )
    records.db.execute(
        f"create or replace temp table staged as select file_row_number + 1 as line, {cells}"  # noqa: S608
        " from read_parquet($file, file_row_number = true)",
        {"file": str(file)},
    )
    return header
