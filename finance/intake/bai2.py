"""BAI2: cash management reports of American and Canadian banks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from finance.intake.statement import Control, Refuse, Rejected, Row, Statement
from finance.intake.values import decode

NAME = "bai2"
# Currencies whose amounts have no decimals; all others have two (BAI2 writes none).
_WHOLE = frozenset({"JPY", "KRW", "CLP", "ISK", "VND"})
_FUNDS = {"S": 3, "V": 2}  # how many cells follow these words of availability


@dataclass(slots=True)
class _Record:
    """A record with its continuations, without the slash that ends it."""

    code: str
    cells: list[str]
    line: int


def recognise(content: bytes) -> str | None:
    """`bai2` when the content starts with a file header and has a group."""
    return NAME if content.lstrip(b"\xef\xbb\xbf").startswith(b"01,") and b"\n02," in content[:2000] else None


def read(content: bytes) -> Statement:
    """Read one file; every account names its rows. One unreadable movement refuses it."""
    rows: list[Row] = []
    controls: list[Control] = []
    try:
        day = group = account = currency = ""
        for record in _records(decode(content)):
            cells = record.cells
            if record.code == "02":
                day, group = _date(record), cells[5] if len(cells) > 5 else ""
            elif record.code == "03":
                account, currency = cells[0], (cells[1] if len(cells) > 1 else "") or group or "USD"
            elif record.code == "16":
                rows.append(_row(record, day, account, currency))
            elif record.code == "99":
                controls.append(_end(record, content))
        if not controls:
            raise ValueError("the file has no end: it was cut")
    except Refuse as error:
        return Statement(format=NAME, rejected=(error.at(),))
    except ValueError as error:
        return Statement(format=NAME, rejected=(Rejected(line=None, field=None, reason=str(error)),))
    return Statement(format=NAME, rows=tuple(rows), controls=tuple(controls))


def _records(text: str) -> Iterator[_Record]:
    current: _Record | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        code, _, rest = line.strip().partition(",")
        cells = rest.removesuffix("/").split(",")
        if code == "88" and current is not None:
            current.cells += cells
        elif code in ("01", "02", "03", "16", "49", "98", "99"):
            if current is not None:
                yield current
            current = _Record(code, cells, number)
        elif code:
            raise Refuse("record", f"{code[:10]!r} is no record of BAI2", number)
    if current is not None:
        yield current


def _date(record: _Record) -> str:
    text = record.cells[3] if len(record.cells) > 3 else ""
    try:
        return datetime.strptime(text, "%y%m%d").date().isoformat()
    except ValueError:
        raise Refuse("as-of date", f"{text!r} is not a date", record.line) from None


def _row(record: _Record, day: str, account: str, currency: str) -> Row:
    """A detail record: type code, amount without point, availability, two references and a text."""
    cells = record.cells
    code, amount = cells[0], cells[1] if len(cells) > 1 else ""
    if not (amount.isascii() and amount.isdecimal()):
        raise Refuse("amount", f"{amount!r} is not an amount", record.line)
    after = 3 + _available(cells, record)
    references = cells[after : after + 2]
    return Row(
        line=record.line,
        date=day,
        amount=_sign(code, record) * Decimal(amount).scaleb(0 if currency in _WHOLE else -2),
        currency=currency,
        note=",".join(cells[after + 2 :]).strip(),
        ref=next((text for text in references if text), code),
        kind=code,
        account=account or None,
    )


def _available(cells: list[str], record: _Record) -> int:
    """How many cells the availability of the funds takes."""
    word = cells[2] if len(cells) > 2 else ""
    if word != "D":
        return _FUNDS.get(word, 0)
    if len(cells) < 4 or not cells[3].isdecimal():
        raise Refuse("funds type", "D without the number of its pairs", record.line)
    return 1 + 2 * int(cells[3])


def _sign(code: str, record: _Record) -> int:
    """Codes 101–399 and 920–959 are credits, 401–699 and 960–999 debits."""
    number = int(code) if len(code) == 3 and code.isascii() and code.isdecimal() else 0
    if 101 <= number <= 399 or 920 <= number <= 959:
        return 1
    if 401 <= number <= 699 or 960 <= number <= 999:
        return -1
    raise Refuse("type code", f"{code!r} does not say whether money came or went", record.line)


def _end(record: _Record, content: bytes) -> Control:
    """The number of records that the file says it has, and has."""
    counted = sum(bool(line.strip()) for line in content.splitlines())
    return Control(name="records", told=record.cells[-1].strip(), counted=str(counted))
