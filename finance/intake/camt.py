"""ISO 20022 camt.052, camt.053 and camt.054: reports, statements and notifications of a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from config.data import folder, load_yaml
from finance.intake.formats import Strict
from finance.intake.statement import Control, Refuse, Rejected, Row, Statement
from finance.intake.values import when
from finance.intake.xml import Node, parse

_DATES = ("%Y-%m-%d", "%Y-%m-%d%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f",
          "%Y-%m-%dT%H:%M:%S.%f%z")  # fmt: skip
_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
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
        mine: list[tuple[bool, Row]] = []
        try:
            for entry in part.all("Ntry"):
                mine += _entry(facts, part, entry)
            controls += _controls(facts, part, [row for settled, row in mine if settled])
        except Refuse as error:
            rejected.append(error.at())
        rows += mine
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
    raise Refuse("Sts", f"unknown status {word!r}", entry.line)


def _entry(facts: CamtFormat, part: Node, entry: Node) -> list[tuple[bool, Row]]:
    """One row a transaction, and whether it is settled; one for the entry where its transactions tell no amounts."""
    settled = _settled(facts, entry)
    details = _details(entry)
    if len(details) == 1:
        return [(settled, _row(facts, part, entry, details[0], entry))]
    if not details or not all(_priced(detail) for detail in details):
        return [(settled, _row(facts, part, entry, entry, entry))]
    return [(settled, _row(facts, part, entry, detail, detail)) for detail in details]


def _details(entry: Node) -> list[Node]:
    return [*entry.all("NtryDtls/TxDtls"), *entry.all("TxDtls")]


def _priced(node: Node) -> Node | None:
    return node.find("Amt", "AmtDtls/TxAmt/Amt")


def _row(facts: CamtFormat, part: Node, entry: Node, detail: Node, priced: Node) -> Row:
    """One transaction. `priced` is the element whose amount counts: of several details each its own."""
    number, currency = _amount(priced)
    sign = _sign(entry, priced)
    side = "Dbtr" if sign > 0 else "Cdtr"
    if entry.value("RvslInd") == "true":  # of a reversal the parties stay those of the first payment
        side = "Cdtr" if side == "Dbtr" else "Dbtr"
    made = detail.find("RltdDts/TxDtTm", "RltdDts/AccptncDtTm")
    parties = detail.find("RltdPties") or Node("", 0, {})
    return Row(
        line=detail.line,
        date=_booked(entry),
        moment=_when(made) if made else None,
        amount=sign * number,
        currency=currency,
        counterparty=parties.value(f"{side}/Nm", f"{side}/Pty/Nm", f"{side}/Agt/FinInstnId/Nm"),
        note=" ".join(node.text.strip() for node in detail.all("RmtInf/Ustrd")) or entry.value("AddtlNtryInf"),
        ref=_ref(entry, detail),
        kind=_code(entry, detail),
        account=_account(part),
        counterparty_account=_other(parties, side),
        channel=next((facts.channels[code] for code in _codes(entry, detail) if code in facts.channels), None),
        mcc=_mcc(detail),
        place=detail.value(f"RltdPties/{side}/PstlAdr/TwnNm", f"RltdPties/{side}/Pty/PstlAdr/TwnNm") or None,
    )


def _amount(node: Node) -> tuple[Decimal, str]:
    amount = _priced(node)
    if amount is None:
        raise Refuse("Amt", "no amount", node.line)
    currency = amount.attributes.get("Ccy", "")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refuse("Ccy", f"{currency!r} is not a currency code", amount.line)
    text = amount.text.strip()
    if not _NUMBER.fullmatch(text):
        raise Refuse(amount.name, f"{text!r} is not an amount", amount.line)
    return Decimal(text), currency


def _sign(entry: Node, priced: Node) -> int:
    word = priced.value("CdtDbtInd") or entry.value("CdtDbtInd")
    if word not in ("CRDT", "DBIT"):
        raise Refuse("CdtDbtInd", f"{word!r} is neither CRDT nor DBIT", entry.line)
    return 1 if word == "CRDT" else -1


def _booked(entry: Node) -> str:
    node = entry.find("BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt")
    if node is None:
        raise Refuse("BookgDt", "no booking and no value date", entry.line)
    return _when(node)


def _when(node: Node) -> str:
    text = node.text.strip()
    try:
        return when(text[:-1] + "+00:00" if text.endswith("Z") else text, _DATES)
    except ValueError as error:
        raise Refuse(node.name, str(error), node.line) from None


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


def _mcc(detail: Node) -> str | None:
    """The merchant's category: its own element, or the category of the card transaction where that is four digits."""
    texts = (node.text.strip() for node in detail.walk() if node.name in ("MrchntCtgyCd", "TxCtgy"))
    return next((text for text in texts if re.fullmatch(r"[0-9]{4}", text)), None)


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


def _controls(facts: CamtFormat, part: Node, booked: list[Row]) -> Iterator[Control]:
    """The summary's number and sum, the closing balance, and entries whose transactions come to another sum."""
    entries = list(part.all("Ntry"))
    summary = part.find("TxsSummry/TtlNtries") or Node("", 0, {})
    if told := summary.value("NbOfNtries"):
        yield Control(name="number of entries", told=told, counted=str(len(entries)))
    if told := summary.value("Sum"):
        yield Control(name="sum of entries", told=told, counted=str(sum(_amount(entry)[0] for entry in entries)))
    opening, closing = (_balance(part, facts.balances[name]) for name in ("opening", "closing"))
    if opening is not None and closing is not None:
        counted = opening + sum((row.amount for row in booked), Decimal(0))
        yield Control(name="closing balance", told=str(closing), counted=str(counted))
    for entry in entries:
        amounts = [_amount(detail) for detail in _details(entry) if _priced(detail)]
        if len(amounts) > 1 and {currency for _, currency in amounts} == {_amount(entry)[1]}:
            control = Control(
                name=f"entry at line {entry.line}",
                told=str(_amount(entry)[0]),
                counted=str(abs(sum(_sign(entry, d) * _amount(d)[0] for d in _details(entry)))),
            )
            if not control.agrees:
                yield control


def _balance(part: Node, codes: tuple[str, ...]) -> Decimal | None:
    for balance in part.all("Bal"):
        if balance.value("Tp/CdOrPrtry/Cd") in codes:
            return _sign(balance, balance) * _amount(balance)[0]
    return None
