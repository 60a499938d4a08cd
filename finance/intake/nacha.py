"""NACHA: files of the Automated Clearing House, in records of 94 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from finance.intake.statement import Control, Refuse, Rejected, Row, Statement
from finance.intake.values import decode

NAME = "nacha"
WIDTH = 94
_START = re.compile(rb"101[ \d]{20}\d{6}[ \d]{4}[A-Z0-9]094")
# The last digit of a transaction code, of the account kinds 2 (checking), 3 (savings), 4 (ledger) and 5 (loan).
_SIGNS = {"2": 1, "7": -1}
_DEBIT_LOAN = "55"
_NOT_MOVED = "134689"  # returns and changes (1, 6), notices without money (3, 8, 4, 9)
_WAGES = re.compile(r"PAYROLL|SALARY|WAGES|DIR DEP", re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """An entry with its addenda, and the batch it stands in."""

    text: str
    line: int
    batch: str
    addenda: list[str] = field(default_factory=list)

    @property
    def international(self) -> bool:
        """Whether it is an IAT entry, whose name stands in its first addendum."""
        return self.batch[50:53] == "IAT"


def recognise(content: bytes) -> str | None:
    """`nacha` when the content starts with a file header."""
    return NAME if _START.match(content) else None


def read(content: bytes) -> Statement:
    """Read one file. A row is signed from the side of the account that its entry names; the name is that holder's."""
    rows: list[tuple[bool, Row]] = []
    try:
        records = list(_records(decode(content)))
        rows = [(_moved(entry), _row(entry)) for entry in _entries(records)]
        controls = tuple(_controls(records, [row for _, row in rows]))
    except Refuse as error:
        return Statement(format=NAME, rejected=(error.at(),))
    except ValueError as error:
        return Statement(format=NAME, rejected=(Rejected(line=None, field=None, reason=str(error)),))
    return Statement(
        format=NAME,
        rows=tuple(row for moved, row in rows if moved),
        not_settled=tuple(row for moved, row in rows if not moved),
        controls=controls,
    )


def _records(text: str) -> Iterator[tuple[int, str]]:
    """Line and record; a file may come without line ends."""
    lines = text.splitlines()
    if len(lines) == 1:
        lines = [text[at : at + WIDTH] for at in range(0, len(text.rstrip()), WIDTH)]
    for number, line in enumerate(lines, start=1):
        if len(line) > WIDTH or line[:1] not in "156789":
            raise Refuse("record", f"not a record of {WIDTH} columns", number)
        if line.strip("9 "):
            yield number, line.ljust(WIDTH)


def _entries(records: list[tuple[int, str]]) -> Iterator[_Entry]:
    batch, current = "", None
    if not records or records[-1][1][0] != "9":
        raise ValueError("the file has no control record: it was cut")
    for line, text in records:
        if current is not None and text[0] != "7":
            yield current
            current = None
        if text[0] == "5":
            batch = text
        elif text[0] == "6":
            current = _Entry(text, line, batch)
        elif text[0] == "7" and current is not None:
            current.addenda.append(text)


def _moved(entry: _Entry) -> bool:
    """Whether money moved: not for prenotes, returns and notices of change."""
    returned = any(text[1:3] in ("98", "99") for text in entry.addenda)
    return not (returned or (entry.text[2] in _NOT_MOVED))


def _row(entry: _Entry) -> Row:
    text, batch = entry.text, entry.batch
    code, cents = text[1:3], text[29:39]
    sign = -1 if code == _DEBIT_LOAN else _SIGNS.get(code[1], 0)
    if code[0] not in "2345" or (sign == 0 and code[1] not in _NOT_MOVED):
        raise Refuse("transaction code", f"{code!r} does not say whether money came or went", entry.line)
    if not (cents.isascii() and cents.isdecimal()):
        raise Refuse("amount", f"{cents!r} is not an amount", entry.line)
    return Row(
        line=entry.line,
        date=_date(entry),
        amount=(sign or 1) * Decimal(cents).scaleb(-2),
        currency=_currency(entry),
        counterparty=_name(entry),
        note=" ".join(each[3:83].strip() for each in entry.addenda if each[1:3] == "05"),
        ref=text[79:94].strip(),
        kind=code,
        account=(text[39:74] if entry.international else text[12:29]).strip() or None,
        channel="payroll" if _WAGES.search(batch[53:63]) else "transfer",
    )


def _date(entry: _Entry) -> str:
    """The effective day of the batch."""
    try:
        return datetime.strptime(entry.batch[69:75], "%y%m%d").date().isoformat()
    except ValueError:
        raise Refuse("effective date", f"{entry.batch[69:75]!r} is not a date", entry.line) from None


def _currency(entry: _Entry) -> str:
    """US dollars; an international batch names the currency at the receiver."""
    return (entry.batch[66:69].strip() if entry.international else "") or "USD"


def _name(entry: _Entry) -> str:
    if entry.international:
        return next((text[46:81].strip() for text in entry.addenda if text[1:3] == "10"), "")
    return entry.text[54:76].strip()


def _controls(records: list[tuple[int, str]], rows: list[Row]) -> Iterator[Control]:
    """Entries and sums that the file control tells, beside those of the rows."""
    text = records[-1][1]
    entries = sum(record[0] in "67" for _, record in records)
    yield Control(name="entries and addenda", told=text[13:21].strip(), counted=str(entries))
    for name, told, sign in (("debits", text[31:43], -1), ("credits", text[43:55], 1)):
        mine = sum((abs(row.amount) for row in rows if row.amount * sign > 0), Decimal(0))
        amount = str(Decimal(told).scaleb(-2)) if told.isdecimal() else told
        yield Control(name=name, told=amount, counted=str(mine))
