"""CSV exports, read by the description of their format (config/statements/tables)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from finance.intake.formats import Balance, TableFormat, table_formats
from finance.intake.statement import Control, Rejected, Row, Statement
from finance.intake.values import decode, money, when

SEARCH_ROWS = 30  # a header stands within these


@dataclass(frozen=True, slots=True)
class Record:
    """A row below the header: the line on which it ends, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def first(self, names: tuple[str, ...]) -> str:
        """The cell of the first of these columns that the file has; empty when it has none."""
        return next((self.cells[name] for name in names if name in self.cells), "")


class Refuse(ValueError):
    """One reason to refuse the file, with the field it concerns."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(reason)
        self.field = field


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
            if not _counts(form, record):
                continue
            (rows if _settled(form, record) else waiting).append(_row(form, record))
        except Refuse as error:
            rejected.append(Rejected(line=record.line, field=error.field, reason=str(error)))
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
            error = ValueError(f"{len(cells)} cells where the header has {len(header)}: the file is cut or shifted")
            error.line = line  # type: ignore[attr-defined] # told to the caller with the reason
            raise error
        yield Record(line, {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})


def _counts(form: TableFormat, record: Record) -> bool:
    """Whether a row is a movement: balances and disclaimers have neither date nor amount, some kinds moved nothing."""
    columns = form.columns
    if form.skip_without and not record.cells[form.skip_without]:
        if record.first(columns.date) or record.first(columns.amount):
            raise Refuse(form.skip_without, "empty, in a row that has a date or an amount")
        return False
    return not any(record.cells.get(column) in words for column, words in form.drop.items())


def _settled(form: TableFormat, record: Record) -> bool:
    if form.settled is None:
        return True
    word = record.cells[form.settled.column]
    if word in form.settled.yes:
        return True
    if word in form.settled.no:
        return False
    raise Refuse(form.settled.column, f"unknown status {word!r}")


def _row(form: TableFormat, record: Record) -> Row:
    columns = form.columns
    kind = record.first(columns.kind)
    fee = _money(form, record, columns.fee) if record.first(columns.fee) else None
    amount = _signed(form, kind, _money(form, record, columns.amount))
    if form.add_fee and fee:
        amount += fee if amount > 0 else -fee
    currency = form.currency or record.first(columns.currency)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refuse((columns.currency or ("currency",))[0], f"{currency!r} is not a currency code")
    return Row(
        line=record.line,
        date=_when(form, record),
        amount=amount,
        currency=currency,
        counterparty=_party(form, record, kind, amount),
        note=record.first(columns.note),
        ref=record.first(columns.ref),
        kind=kind,
        fee=fee,
        channel=form.channels.get(kind),
        place=place if (place := record.first(columns.place)) and place not in form.no_place else None,
    )


def _when(form: TableFormat, record: Record) -> str:
    columns = form.columns
    text = f"{record.first(columns.date)} {record.first(columns.clock)}".strip()
    try:
        return when(text, form.dates)
    except ValueError as error:
        raise Refuse(columns.date[0], str(error)) from None


def _money(form: TableFormat, record: Record, names: tuple[str, ...]) -> Decimal:
    try:
        return money(record.first(names), form.decimal)
    except ValueError as error:
        raise Refuse(names[0], str(error)) from None


def _signed(form: TableFormat, kind: str, amount: Decimal) -> Decimal:
    if not form.signs:
        return amount
    if kind not in form.signs:
        raise Refuse(form.columns.kind[0], f"{kind!r} does not say whether money came or went")
    return abs(amount) if form.signs[kind] == "+" else -abs(amount)


def _party(form: TableFormat, record: Record, kind: str, amount: Decimal) -> str:
    for party in form.party:
        if not party.kinds or kind in party.kinds:
            return record.cells.get(party.incoming if amount >= 0 else party.outgoing, "")
    return ""


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
