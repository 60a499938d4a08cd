"""OFX and QFX: statements of banks and cards, SGML (1.x) or XML (2.x), read by their tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from html import unescape

from finance.intake.statement import Refuse, Rejected, Row, Statement
from finance.intake.values import decode

NAME = "ofx"
_MARK = re.compile(rb"OFXHEADER\s*[:=]|<OFX>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z0-9.]+)>([^<]*)")
_TIME = re.compile(r"(\d{8})(?:(\d{6})(?:\.\d+)?(?:\[([+-]?\d{1,2})(?::\w+)?\])?)?(?:\.\d+)?(?:\[.*\])?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
_CHANNELS = {
    "POS": "card", "ATM": "cash", "CASH": "cash", "XFER": "transfer", "PAYMENT": "transfer", "DIRECTDEP": "payroll",
}  # fmt: skip


@dataclass(slots=True)
class _Movement:
    """The tags of one `STMTTRN`, with the account and currency that were told before it."""

    line: int
    account: str
    currency: str
    tags: dict[str, str] = field(default_factory=dict)


def recognise(content: bytes) -> str | None:
    """`ofx` when the content starts as one."""
    return NAME if _MARK.search(content[:2000]) else None


def read(content: bytes) -> Statement:
    """Read one file; of several accounts each row names its own. One unreadable movement refuses the file."""
    rows: list[Row] = []
    rejected: list[Rejected] = []
    try:
        for movement in _movements(_text(content)):
            try:
                rows.append(_row(movement))
            except Refuse as error:
                rejected.append(error.at(movement.line))
    except ValueError as error:
        rejected.append(Rejected(line=None, field=None, reason=str(error)))
    return Statement(format=NAME, rows=() if rejected else tuple(rows), rejected=tuple(rejected))


def _text(content: bytes) -> str:
    """The text; the header's CHARSET:1252 is believed where it is not UTF-8."""
    try:
        return decode(content)
    except ValueError:
        if not re.search(rb"CHARSET\s*:\s*1252", content[:2000]):
            raise
        return content.decode("cp1252", errors="replace")


def _movements(text: str) -> Iterator[_Movement]:
    account = currency = ""
    current: _Movement | None = None
    line, place = 1, 0
    for match in _TAG.finditer(text):
        line += text.count("\n", place, match.start())
        place = match.start()
        closing, tag, value = match[1], match[2].upper(), unescape(match[3]).strip()
        if tag == "STMTTRN" and closing:
            if current is not None:
                yield current
            current = None
        elif tag == "STMTTRN":
            if current is not None:
                raise ValueError(f"the movement at line {current.line} has no end")
            current = _Movement(line, account, currency)
        elif current is not None and not closing:
            current.tags.setdefault(tag, value)
        elif tag == "CURDEF" and not closing:
            currency = value
        elif tag == "ACCTID" and not closing:
            account = value
    if current is not None or not re.search(r"</OFX>\s*$", text, re.IGNORECASE):
        raise ValueError("the file has no end: it was cut")


def _row(movement: _Movement) -> Row:
    tags = movement.tags
    if "CURRENCY" in tags:
        raise Refuse("CURRENCY", "a movement in a currency other than the account's")
    if not re.fullmatch(r"[A-Z]{3}", movement.currency):
        raise Refuse("CURDEF", f"{movement.currency!r} is not a currency code")
    amount = tags.get("TRNAMT", "")
    if not _NUMBER.fullmatch(amount):
        raise Refuse("TRNAMT", f"{amount!r} is not an amount")
    date, moment = _when(tags.get("DTPOSTED", ""))
    return Row(
        line=movement.line,
        date=date,
        moment=moment,
        amount=Decimal(amount.replace(",", ".")),
        currency=movement.currency,
        counterparty=tags.get("NAME", "") or tags.get("PAYEE", ""),
        counterparty_account=tags.get("ACCTID"),
        note=tags.get("MEMO", ""),
        ref=tags.get("FITID", ""),
        kind=tags.get("TRNTYPE", ""),
        account=movement.account or None,
        channel=_CHANNELS.get(tags.get("TRNTYPE", "")),
        mcc=tags.get("SIC") or None,
    )


def _when(text: str) -> tuple[str, str | None]:
    """The day; and the moment only where the zone is told: many files write noon for "some time that day"."""
    match = _TIME.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        day = datetime.strptime(match[1], "%Y%m%d").date().isoformat()
        if match[2] is None or match[3] is None:
            return day, None
        clock = datetime.strptime(match[2], "%H%M%S").time().isoformat()
    except ValueError:
        raise Refuse("DTPOSTED", f"{text!r} is not a date") from None
    return day, f"{day}T{clock}{int(match[3]):+03d}:00"
