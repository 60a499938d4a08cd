"""ISO 20022 camt.052, camt.053 and camt.054: reports, statements and notifications of a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from config.data import folder, load_yaml
from finance.intake.formats import Strict
from finance.intake.statement import Control, Rejected, Row, Statement
from finance.intake.values import when
from finance.intake.xml import Node, parse

_DATES = ("%Y-%m-%d", "%Y-%m-%d%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f",
          "%Y-%m-%dT%H:%M:%S.%f%z")  # fmt: skip
_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+")
_MESSAGE = re.compile(rb"<(?:\w+:)?(BkToCstmr\w+)[\s>]")


class CamtFormat(Strict):
    """config/statements/camt.yaml."""

    id: str
    title: str
    source: str
    messages: dict[str, str]
    parts: tuple[str, ...]
    settled: tuple[str, ...]
    not_settled: tuple[str, ...]
    balances: dict[str, tuple[str, ...]]
    channels: dict[str, str]


class Refuse(ValueError):
    """One reason to refuse the file, with the element it concerns."""

    def __init__(self, node: Node, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.rejected = Rejected(line=node.line, field=field or node.name, reason=reason)


@cache
def camt_format() -> CamtFormat:
    """The facts of the format."""
    return load_yaml(folder("statements") / "camt.yaml", CamtFormat)


def recognise(content: bytes) -> str | None:
    """`camt.052`, `camt.053` or `camt.054` when the content is one."""
    match = _MESSAGE.search(content[:20_000])
    return camt_format().messages.get(match[1].decode()) if match else None


def read(content: bytes, name: str) -> Statement:
    """Read one message; an entry with several transactions gives one row each. One unreadable part refuses it all."""
    try:
        root = parse(content)
    except ValueError as error:
        return Statement(format=name, rejected=(Rejected(line=None, field=None, reason=str(error)),))
    facts = camt_format()
    parts = [node for node in root.walk() if node.name in facts.parts]
    rows: list[tuple[bool, Row]] = []
    rejected: list[Rejected] = []
    controls: list[Control] = []
    for part in parts:
        before = len(rows)
        for entry in part.all("Ntry"):
            try:
                settled = _settled(facts, entry)
                rows += [(settled, row) for row in _entry(facts, part, entry)]
            except Refuse as error:
                rejected.append(error.rejected)
        controls += _controls(facts, part, [row for _, row in rows[before:]], [row for ok, row in rows[before:] if ok])
    if rejected:
        return Statement(format=name, rejected=tuple(rejected))
    return Statement(
        format=name,
        rows=tuple(row for settled, row in rows if settled),
        not_settled=tuple(row for settled, row in rows if not settled),
        holder=_account(parts[0]) if len(parts) == 1 else None,
        controls=tuple(controls),
    )


def _account(part: Node) -> str | None:
    return part.value("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Prxy/Id", "Acct/Id/PrtryAcct/Id") or None


def _settled(facts: CamtFormat, entry: Node) -> bool:
    word = entry.value("Sts/Cd", "Sts")
    if word in facts.settled:
        return True
    if word in facts.not_settled:
        return False
    raise Refuse(entry, f"unknown status {word!r}", "Sts")


def _entry(facts: CamtFormat, part: Node, entry: Node) -> Iterator[Row]:
    details = list(entry.all("NtryDtls/TxDtls"))
    if len(details) <= 1:
        yield _row(facts, part, entry, details[0] if details else entry, entry)
        return
    rows = [_row(facts, part, entry, detail, detail) for detail in details]
    amount = sum((row.amount for row in rows), Decimal(0))
    if rows[0].currency == _amount(entry)[1] and amount != _sign(entry, entry) * _amount(entry)[0]:
        raise Refuse(entry, f"its transactions come to {amount}, not to the amount of the entry", "TxDtls")
    yield from rows


def _row(facts: CamtFormat, part: Node, entry: Node, detail: Node, priced: Node) -> Row:
    """One transaction. `priced` is the element whose amount counts: of several details each its own."""
    number, currency = _amount(priced)
    sign = _sign(entry, priced)
    side = "Dbtr" if sign > 0 else "Cdtr"
    if entry.value("RvslInd") == "true":  # of a reversal the parties stay those of the first payment
        side = "Cdtr" if side == "Dbtr" else "Dbtr"
    parties = detail.find("RltdPties") or Node("", 0, {})
    return Row(
        line=detail.line,
        date=_date(entry, detail),
        amount=sign * number,
        currency=currency,
        counterparty=parties.value(f"{side}/Nm", f"{side}/Pty/Nm", f"{side}/Agt/FinInstnId/Nm"),
        note=" ".join(node.text.strip() for node in detail.all("RmtInf/Ustrd")) or entry.value("AddtlNtryInf"),
        ref=_ref(entry, detail),
        kind=_code(entry, detail),
        account=_account(part),
        counterparty_account=_other(parties, side),
        channel=next((facts.channels[code] for code in _codes(entry, detail) if code in facts.channels), None),
        mcc=detail.value("RltdPties/TradgPty/MrchntCtgyCd", "CardTx/POI/MrchntCtgyCd") or entry.value(
            "CardTx/Card/MrchntCtgyCd") or None,
        place=detail.value(f"RltdPties/{side}/PstlAdr/TwnNm", f"RltdPties/{side}/Pty/PstlAdr/TwnNm") or None,
    )  # fmt: skip


def _amount(node: Node) -> tuple[Decimal, str]:
    amount = node.find("Amt", "AmtDtls/TxAmt/Amt")
    if amount is None:
        raise Refuse(node, "no amount", "Amt")
    currency = amount.attributes.get("Ccy", "")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refuse(amount, f"{currency!r} is not a currency code", "Ccy")
    text = amount.text.strip()
    if not _NUMBER.fullmatch(text):
        raise Refuse(amount, f"{text!r} is not an amount")
    return Decimal(text), currency


def _sign(entry: Node, priced: Node) -> int:
    word = priced.value("CdtDbtInd") or entry.value("CdtDbtInd")
    if word not in ("CRDT", "DBIT"):
        raise Refuse(entry, f"{word!r} is neither CRDT nor DBIT", "CdtDbtInd")
    return 1 if word == "CRDT" else -1


def _date(entry: Node, detail: Node) -> str:
    node = (
        detail.find("RltdDts/TxDtTm", "RltdDts/AccptncDtTm")
        or entry.find("BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt")
        or entry
    )
    if node is entry:
        raise Refuse(entry, "no booking and no value date", "BookgDt")
    text = node.text.strip()
    try:
        return when(text[:-1] + "+00:00" if text.endswith("Z") else text, _DATES)
    except ValueError as error:
        raise Refuse(node, str(error)) from None


def _ref(entry: Node, detail: Node) -> str:
    unknown = ("", "NOTPROVIDED")
    refs = (
        *(detail.value(f"Refs/{name}") for name in ("EndToEndId", "TxId", "InstrId", "AcctSvcrRef")),
        entry.value("AcctSvcrRef"),
        entry.value("NtryRef"),
    )
    return next((ref for ref in refs if ref not in unknown), "")


def _other(parties: Node, side: str) -> str | None:
    account = parties.find(f"{side}Acct")
    return account.value("Id/IBAN", "Prxy/Id", "Id/Othr/Id", "Id/PrtryAcct/Id") or None if account else None


def _codes(entry: Node, detail: Node) -> list[str]:
    """Purpose and transaction codes, the most telling first."""
    paths = ("BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Prtry/Cd")
    return [
        code
        for code in (detail.value("Purp/Cd"), *(node.value(path) for path in paths for node in (detail, entry)))
        if code
    ]


def _code(entry: Node, detail: Node) -> str:
    return next(iter(_codes(entry, detail)), "")


def _controls(facts: CamtFormat, part: Node, rows: list[Row], booked: list[Row]) -> Iterator[Control]:
    """Numbers and sums of the summary, and the closing against the opening balance."""
    summary = part.find("TxsSummry/TtlNtries")
    if summary is not None and summary.value("NbOfNtries"):
        yield Control(name="entries", told=summary.value("NbOfNtries"), counted=str(len(list(part.all("Ntry")))))
    if summary is not None and summary.value("Sum"):
        counted = sum((abs(row.amount) for row in rows), Decimal(0))
        yield Control(name="sum of entries", told=summary.value("Sum"), counted=str(counted))
    opening, closing = (_balance(part, facts.balances[name]) for name in ("opening", "closing"))
    if opening is not None and closing is not None:
        counted = opening + sum((row.amount for row in booked), Decimal(0))
        yield Control(name="closing balance", told=str(closing), counted=str(counted))


def _balance(part: Node, codes: tuple[str, ...]) -> Decimal | None:
    for balance in part.all("Bal"):
        if balance.value("Tp/CdOrPrtry/Cd") in codes:
            return _sign(balance, balance) * _amount(balance)[0]
    return None
