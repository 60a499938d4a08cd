"""CSV exports, read by the description of their format (config/statements/tables)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from finance.intake.formats import Balance, TableFormat, table_formats
from finance.intake.rows import Record, counts, row_of, settled
from finance.intake.statement import Control, Refuse, Rejected, Row, Statement
from finance.intake.values import decode, money

SEARCH_ROWS = 30  # a header stands within these


class Cut(ValueError):
    """A line that is not of the table."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def recognise(content: bytes) -> str | None:
    """The id of the table format whose header the file has, or nothing."""
    try:
        rows = _head(decode(content))
    except (ValueError, csv.Error):
        return None
    return next((form.id for form in table_formats() if any(_is_header(form, row) for row in rows)), None)


def read(content: bytes, form: TableFormat) -> Statement:
    """Read one file of a known format.

    Every row is settled, not settled, or said to be skipped; a row that cannot be read refuses the file.
    """
    try:
        preamble, records = _split(decode(content), form)
    except (ValueError, csv.Error) as error:
        line = getattr(error, "line", None)
        return Statement(format=form.id, rejected=(Rejected(line=line, field=None, reason=str(error)),))
    rows: list[Row] = []
    waiting: list[Row] = []
    rejected: list[Rejected] = []
    for record in records:
        try:
            if counts(form, record):
                (rows if settled(form, record) else waiting).append(row_of(form, record))
        except Refuse as error:
            rejected.append(error.at(record.line))
    if rejected:
        return Statement(format=form.id, rejected=tuple(rejected))
    holder = re.search(form.holder, preamble) if form.holder else None
    return Statement(
        format=form.id,
        rows=tuple(rows),
        not_settled=tuple(waiting),
        holder=holder[1] if holder else None,
        controls=_controls(form.balance, records, rows),
    )


def _head(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text[:20_000]))
    return [row for row, _ in zip(reader, range(SEARCH_ROWS), strict=False)]


def _is_header(form: TableFormat, row: list[str]) -> bool:
    names = {cell.strip() for cell in row}
    return names.issuperset(form.header) and names.isdisjoint(form.header_absent)


def _split(text: str, form: TableFormat) -> tuple[str, list[Record]]:
    """The text above the header, and the records below it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    above: list[str] = []
    for row in reader:
        if _is_header(form, row):
            if form.line:
                return "\n".join(above), list(_matches(form.line, text, reader.line_num))
            return "\n".join(above), list(_records(reader, [cell.strip() for cell in row]))
        above.append(",".join(row))
    raise ValueError(f"no header of {form.title} found")


def _records(reader: Iterator[list[str]], header: list[str]) -> Iterator[Record]:
    named = [name for name in header if name]
    if len(named) != len(set(named)):
        raise ValueError("the header names a column twice")
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined] # csv readers have it, their protocol does not say so
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
            raise Cut(line, f"{len(cells)} cells where the header has {len(header)}: the file is cut or shifted")
        yield Record(line, {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})


def _matches(pattern: str, text: str, start: int) -> Iterator[Record]:
    """The rows of an export that quotes wrongly, by a pattern; `start` is the line of the header."""
    for number, line in enumerate(text.splitlines()[start:], start=start + 1):
        match = re.fullmatch(pattern, line.strip())
        if match is None and line.strip():
            raise Cut(number, "the line does not have the form of the export: the file is cut or shifted")
        if match is not None:
            yield Record(number, {name.replace("_", " "): cell or "" for name, cell in match.groupdict().items()})


def _controls(balance: Balance | None, records: list[Record], rows: list[Row]) -> tuple[Control, ...]:
    """The end balance against the start balance and the rows that touched it."""
    if balance is None:
        return ()
    start = next((record.cells.get(balance.start) for record in records if record.cells.get(balance.start)), None)
    end = next((record.cells.get(balance.end) for record in records if record.cells.get(balance.end)), None)
    if not start or not end:
        return ()
    cells = {record.line: record.cells for record in records}
    try:
        counted = money(start) + sum(row.amount for row in rows if _touches(balance, row, cells[row.line]))
        return (Control(name="ending balance", told=str(money(end)), counted=str(counted)),)
    except ValueError:
        return ()


def _touches(balance: Balance, row: Row, cells: Mapping[str, str]) -> bool:
    """Whether a row moved the balance: payments that a card or bank funded did not."""
    place = cells.get(balance.place.incoming if row.amount >= 0 else balance.place.outgoing, "")
    return place in ("", balance.word)
