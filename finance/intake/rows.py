"""One row of a CSV export, as its format describes it, becomes one movement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finance.intake.formats import Party, TableFormat
from finance.intake.statement import Refuse, Row
from finance.intake.values import money, when


@dataclass(frozen=True, slots=True)
class Record:
    """A row below the header: the line on which it ends, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def first(self, names: tuple[str, ...]) -> str:
        """The first cell of these columns that is there and not empty; else empty."""
        return next((cell for name in names if (cell := self.cells.get(name))), "")


def counts(form: TableFormat, record: Record) -> bool:
    """Whether a row is a movement: balances and disclaimers have neither date nor amount, some kinds moved nothing.

    Raises:
        Refuse: a row that must be skipped has a date or an amount.
    """
    if any(re.fullmatch(p, record.cells.get(column, "")) for column, patterns in form.drop.items() for p in patterns):
        return False
    if form.skip_without and not record.cells[form.skip_without]:
        if record.first(form.columns.date) or record.first(form.columns.amount):
            raise Refuse(form.skip_without, "empty, in a row that has a date or an amount")
        return False
    return True


def settled(form: TableFormat, record: Record) -> bool:
    """Whether the money moved.

    Raises:
        Refuse: a status that the format does not know.
    """
    verdicts = []
    for choice in form.settled:
        word = record.cells[choice.column]
        if word not in choice.yes and word not in choice.no:
            raise Refuse(choice.column, f"unknown status {word!r}")
        verdicts.append(word in choice.yes)
    return all(verdicts)


def row_of(form: TableFormat, record: Record) -> Row:
    """The movement that a row tells.

    Raises:
        Refuse: a cell that cannot be read.
    """
    columns = form.columns
    kind, note = record.first(columns.kind), record.first(columns.note)
    fee = _money(form, record, columns.fee) if record.first(columns.fee) else None
    amount = _amount(form, record, kind)
    if form.add_fee and fee and amount < 0:
        amount -= abs(fee)
    told = _described(form, note)
    date, offset = _date(form, record)
    return Row(
        line=record.line,
        date=date,
        moment=date + offset if offset and "T" in date else None,
        amount=amount,
        currency=_currency(form, record, amount),
        counterparty=told.get("counterparty") or _party(form.party, record, kind, amount),
        counterparty_account=_party(form.party_account, record, kind, amount) or None,
        note=told.get("note", "" if told else note),
        ref=told.get("ref") or record.first(columns.ref),
        kind=kind,
        fee=fee,
        channel=next((c for p, c in form.channels.items() if re.fullmatch(p, kind or note)), None),
        place=place if (place := record.first(columns.place)) and place not in form.no_place else None,
    )


def _date(form: TableFormat, record: Record) -> tuple[str, str | None]:
    """The date or time, and its offset where the row has a word for the zone that the format knows."""
    columns = form.columns
    text = f"{record.first(columns.date)} {record.first(columns.clock)}".strip()
    start, _, last = text.rpartition(" ")
    word = record.first(columns.zone)
    if last in form.zones:
        text, word = start, last
    forms = form.dates
    if form.dates_by_zone:
        forms = form.dates_by_zone.get(word, ())
        if not forms:
            raise Refuse(columns.zone[0], f"{word!r} does not tell the order of day and month")
    try:
        return when(text, forms), form.zones.get(word)
    except ValueError as error:
        raise Refuse(columns.date[0], str(error)) from None


def _amount(form: TableFormat, record: Record, kind: str) -> Decimal:
    columns = form.columns
    if columns.credit and columns.debit:
        told = [(sign, names) for sign, names in ((1, columns.credit), (-1, columns.debit)) if record.first(names)]
        if len(told) != 1:
            raise Refuse(columns.debit[0], "a row needs a debit or a credit, and not both")
        return told[0][0] * abs(_money(form, record, told[0][1]))
    sign = form.signs.get(kind)
    if form.signs and sign is None:
        raise Refuse(columns.kind[0], f"{kind!r} does not say whether money came or went")
    amount = _money(form, record, columns.amount_in if sign == "+" and columns.amount_in else columns.amount)
    if sign is None:
        return -amount if form.flip else amount
    return abs(amount) if sign == "+" else -abs(amount)


def _money(form: TableFormat, record: Record, names: tuple[str, ...]) -> Decimal:
    try:
        return money(record.first(names), form.decimal)
    except ValueError as error:
        raise Refuse(names[0], str(error)) from None


def _currency(form: TableFormat, record: Record, amount: Decimal) -> str:
    names = form.columns.currency_in if amount > 0 and form.columns.currency_in else form.columns.currency
    currency = form.currency or record.first(names)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refuse(names[0] if names else "currency", f"{currency!r} is not a currency code")
    return currency


def _party(parties: tuple[Party, ...], record: Record, kind: str, amount: Decimal) -> str:
    for party in parties:
        if not party.kinds or kind in party.kinds:
            return record.cells.get(party.incoming if amount >= 0 else party.outgoing, "")
    return ""


def _described(form: TableFormat, note: str) -> dict[str, str]:
    """What a pattern reads out of the note; empty where none fits."""
    match = next((match for pattern in form.describe if (match := re.fullmatch(pattern, note))), None)
    return {name: text.strip() for name, text in match.groupdict().items() if text} if match else {}
