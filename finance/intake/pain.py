"""ISO 20022 pain.001: credit transfers that a customer orders; money out of the ordering account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from finance.intake.statement import Control, Refuse, Rejected, Row, Statement
from finance.intake.values import when
from finance.intake.xml import Node, parse

NAME = "pain.001"
_MESSAGE = re.compile(rb"<(?:\w+:)?CstmrCdtTrfInitn[\s>]")
_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
_DATES = ("%Y-%m-%d", "%Y-%m-%d%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")


def recognise(content: bytes) -> str | None:
    """`pain.001` when the content is one."""
    return NAME if _MESSAGE.search(content[:20_000]) else None


def read(content: bytes) -> Statement:
    """Read one message: a row for each transfer, dated by the day on which it is to be made."""
    try:
        root = parse(content)
        rows = tuple(_rows(root))
    except Refuse as error:
        return Statement(format=NAME, rejected=(error.at(),))
    except ValueError as error:
        return Statement(format=NAME, rejected=(Rejected(line=None, field=None, reason=str(error)),))
    holders = {row.account for row in rows}
    return Statement(
        format=NAME,
        rows=rows,
        holder=holders.pop() if len(holders) == 1 else None,
        controls=tuple(_controls(root, rows)),
    )


def _rows(root: Node) -> Iterator[Row]:
    for order in root.walk():
        if order.name == "PmtInf":
            for transfer in order.all("CdtTrfTxInf"):
                yield _row(order, transfer)


def _row(order: Node, transfer: Node) -> Row:
    number, currency = _amount(transfer)
    return Row(
        line=transfer.line,
        date=_day(order),
        amount=-number,
        currency=currency,
        counterparty=transfer.value("Cdtr/Nm", "Cdtr/Pty/Nm"),
        counterparty_account=_account(transfer, "CdtrAcct"),
        note=" ".join(node.text.strip() for node in transfer.all("RmtInf/Ustrd")),
        ref=transfer.value("PmtId/EndToEndId", "PmtId/InstrId"),
        account=_account(order, "DbtrAcct"),
        channel="payroll" if transfer.value("Purp/Cd") in ("SALA", "PAYR") or _wages(order) else "transfer",
        place=transfer.value("Cdtr/PstlAdr/TwnNm") or None,
    )


def _wages(order: Node) -> bool:
    return order.value("PmtTpInf/CtgyPurp/Cd") == "SALA"


def _account(node: Node, name: str) -> str | None:
    return node.value(f"{name}/Id/IBAN", f"{name}/Id/Othr/Id", f"{name}/Prxy/Id") or None


def _amount(transfer: Node) -> tuple[Decimal, str]:
    node = transfer.find("Amt/InstdAmt", "Amt/EqvtAmt/Amt")
    if node is None:
        raise Refuse("Amt", "no amount", transfer.line)
    text, currency = node.text.strip(), node.attributes.get("Ccy", "")
    if not _NUMBER.fullmatch(text):
        raise Refuse(node.name, f"{text!r} is not an amount", node.line)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refuse("Ccy", f"{currency!r} is not a currency code", node.line)
    return Decimal(text), currency


def _day(order: Node) -> str:
    node = order.find("ReqdExctnDt/Dt", "ReqdExctnDt/DtTm", "ReqdExctnDt")
    if node is None:
        raise Refuse("ReqdExctnDt", "no day of execution", order.line)
    try:
        return when(node.text, _DATES)
    except ValueError as error:
        raise Refuse(node.name, str(error), node.line) from None


def _controls(root: Node, rows: tuple[Row, ...]) -> Iterator[Control]:
    """The number and sum that the header tells."""
    header = next((node for node in root.walk() if node.name == "GrpHdr"), root)
    if told := header.value("NbOfTxs"):
        yield Control(name="NbOfTxs", told=told, counted=str(len(rows)))
    if told := header.value("CtrlSum"):
        yield Control(name="CtrlSum", told=told, counted=str(-sum((row.amount for row in rows), Decimal(0))))
