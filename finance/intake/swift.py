"""SWIFT's tagged messages: customer statements (MT940), interim reports (MT942), customer transfers (MT103)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from finance.intake.statement import Control, Refuse, Rejected, Row, Statement
from finance.intake.values import decode

NAMES = ("mt940", "mt942", "mt103")
_FIELD = re.compile(r"^:(\d\d[A-Z]?):", re.MULTILINE)
_MOVE = re.compile(r"(\d{6})(\d{4})?(R?[CD]|E[CD])([A-Z])?(\d+,\d*)([NSF].{3}.*)?", re.ASCII)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d+,\d*)", re.ASCII)
_FLOOR = re.compile(r"([A-Z]{3})[CD]?\d+,?\d*", re.ASCII)
_PAID = re.compile(r"(\d{6})([A-Z]{3})(\d+,\d*)", re.ASCII)
_TRANSFER = re.compile(r"\{2:([IO])103[^}]*\}")
_SUBFIELD = re.compile(r"\?(\d\d)")


@dataclass(frozen=True, slots=True)
class _Field:
    """A tag, its text (of any number of lines) and the line on which it starts."""

    tag: str
    text: str
    line: int


def recognise(content: bytes) -> str | None:
    """The kind of message by its fields, or nothing."""
    try:
        tags = set(_FIELD.findall(decode(content)[:100_000]))
    except ValueError:
        return None
    if {"20", "32A"} <= tags and "59" in {tag[:2] for tag in tags}:
        return "mt103"
    if "20" in tags and tags & {"60F", "60M"}:
        return "mt940"
    return "mt942" if {"20", "34F"} <= tags else None


def read(content: bytes, name: str) -> Statement:
    """Read one file of any number of messages; one field that cannot be read refuses it all."""
    rows: list[Row] = []
    controls: list[Control] = []
    try:
        text = decode(content).replace("\r\n", "\n")
        for message, line in _messages(text):
            fields = list(_fields(message, line))
            if name == "mt103":
                rows.append(_transfer(fields, text, line))
            else:
                mine = list(_movements(fields))
                rows += mine
                controls += _controls(fields, mine)
    except Refuse as error:
        return Statement(format=name, rejected=(error.at(),))
    except ValueError as error:
        return Statement(format=name, rejected=(Rejected(line=None, field=None, reason=str(error)),))
    return Statement(format=name, rows=tuple(rows), controls=tuple(controls))


def _messages(text: str) -> Iterator[tuple[str, int]]:
    """The text of each message from its `:20:` on, and the line on which it starts."""
    starts = [match.start() for match in re.finditer(r"^:20:", text, re.MULTILINE)]
    if not starts:
        raise ValueError("no message: field 20 is missing")
    if text.count("{4:\n") > text.count("\n-}"):
        raise ValueError("a message has no end: the file was cut")
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield text[start:end], text.count("\n", 0, start) + 1


def _fields(message: str, line: int) -> Iterator[_Field]:
    """The fields of a message; a line that is `-`, `-}` or the start of blocks ends it."""
    end = re.search(r"^-(\}|\s*$)", message, re.MULTILINE)
    body = message[: end.start()] if end else message
    found = list(_FIELD.finditer(body))
    for match, after in zip(found, [*(each.start() for each in found[1:]), len(body)], strict=True):
        yield _Field(match[1], body[match.end() : after].strip("\n"), line + body.count("\n", 0, match.start()))


def _first(fields: list[_Field], *tags: str) -> _Field | None:
    return next((field for field in fields if field.tag in tags), None)


def _need(fields: list[_Field], *tags: str) -> _Field:
    field = _first(fields, *tags)
    if field is None:
        raise Refuse(tags[0], "the field is missing", fields[0].line)
    return field


def _date(text: str, field: _Field) -> str:
    try:
        return datetime.strptime(text, "%y%m%d").date().isoformat()
    except ValueError:
        raise Refuse(field.tag, f"{text!r} is not a date", field.line) from None


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _currency(fields: list[_Field]) -> str:
    """The currency of the opening balance, or of the floor limit of an interim report."""
    field = _need(fields, "60F", "60M", "34F")
    match = (_FLOOR if field.tag == "34F" else _BALANCE).match(field.text)
    if match is None:
        raise Refuse(field.tag, "tells no currency", field.line)
    return match[1] if field.tag == "34F" else match[3]


def _movements(fields: list[_Field]) -> Iterator[Row]:
    """A row for each field 61, with the field 86 that follows it."""
    currency = _currency(fields)
    account = _need(fields, "25", "25P").text.partition("\n")[0].strip()
    if _first(fields, "34F") is None:
        _need(fields, "62F", "62M")  # a statement without closing balance was cut
    for place, field in enumerate(fields):
        if field.tag != "61":
            continue
        head, _, more = field.text.partition("\n")
        match = _MOVE.fullmatch(head.strip())
        if match is None:
            raise Refuse("61", "not a date, a mark of debit or credit, and an amount", field.line)
        told = fields[place + 1].text if fields[place + 1 : place + 2] and fields[place + 1].tag == "86" else ""
        party, other, note = _information(told)
        yield Row(
            line=field.line,
            date=_date(match[1], field),
            amount=_number(match[5]) * (1 if match[3] in ("C", "RD", "EC") else -1),  # RD takes a debit back
            currency=currency,
            counterparty=party,
            counterparty_account=other,
            note=note or more.strip(),
            ref=match[6] or "",
            kind=(match[6] or "")[:4],
            account=account or None,
        )


def _information(text: str) -> tuple[str, str | None, str]:
    """Name, account and purpose out of field 86: `?20…`, as German and Polish banks write it, or the text as it is."""
    if not re.match(r"\s*\d{3}\s*\?", text):
        return "", None, " ".join(text.split())
    parts = _SUBFIELD.split(text.replace("\n", ""))
    cells = dict(zip(parts[1::2], parts[2::2], strict=True))
    note = "".join(cells.get(f"{n}", "") for n in (*range(20, 30), *range(60, 64)))
    party = (cells.get("32", "") + cells.get("33", "")).strip()
    return party, cells.get("31", "").strip() or None, note.strip() or cells.get("00", "").strip()


def _controls(fields: list[_Field], rows: list[Row]) -> Iterator[Control]:
    """The closing balance against the opening one and the rows; the sums of an interim report."""
    start, end = (_balance(_first(fields, *tags)) for tags in (("60F", "60M"), ("62F", "62M")))
    if start is not None and end is not None:
        counted = start + sum(row.amount for row in rows)
        yield Control(name="closing balance", told=str(end), counted=str(counted))
    for tag, sign in (("90D", -1), ("90C", 1)):
        field = _first(fields, tag)
        match = re.match(r"(\d+)[A-Z]{3}(\d+,\d*)", field.text, re.ASCII) if field else None
        if match:
            mine = [abs(row.amount) for row in rows if row.amount * sign > 0]
            yield Control(name=f"{tag} count", told=match[1], counted=str(len(mine)))
            yield Control(name=f"{tag} sum", told=str(_number(match[2])), counted=str(sum(mine, Decimal(0))))


def _balance(field: _Field | None) -> Decimal | None:
    match = _BALANCE.match(field.text) if field else None
    return _number(match[4]) * (1 if match[1] == "C" else -1) if match else None


def _transfer(fields: list[_Field], text: str, line: int) -> Row:
    """One MT103. It came in unless its header says that the holder's bank sent it; both customers are named."""
    field = _need(fields, "32A")
    match = _PAID.fullmatch(field.text.strip())
    if match is None:
        raise Refuse("32A", "not a date, a currency and an amount", field.line)
    headers = _TRANSFER.findall("\n".join(text.split("\n")[:line]))
    sent = bool(headers) and headers[-1] == "I"
    payer, payer_account = _customer(_need(fields, "50K", "50F", "50A", "50"))
    payee, payee_account = _customer(_need(fields, "59", "59A", "59F"))
    note = _first(fields, "70")
    return Row(
        line=field.line,
        date=_date(match[1], field),
        amount=_number(match[3]) * (-1 if sent else 1),
        currency=match[2],
        counterparty=f"{payer} -> {payee}",
        counterparty_account=payee_account if sent else payer_account,
        account=payer_account if sent else payee_account,
        note=" ".join(note.text.split()) if note else "",
        ref=_need(fields, "20").text.strip(),
        channel="transfer",
    )


def _customer(field: _Field) -> tuple[str, str | None]:
    """Name and account of field 50 or 59: `/account`, then the name (form F numbers its lines)."""
    lines = [line.strip() for line in field.text.split("\n") if line.strip()]
    account = lines.pop(0)[1:] if lines and lines[0].startswith("/") else None
    name = re.sub(r"^1/", "", lines[0]) if lines else ""
    return name, account or None
