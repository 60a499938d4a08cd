"""pain.001, in messages made here."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finance.intake.read import read_content


def transfer(amount: str = '<InstdAmt Ccy="CHF">6.20</InstdAmt>', more: str = "", ref: str = "E1") -> str:
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{ref}</EndToEndId></PmtId><Amt>{amount}</Amt>"
        "<Cdtr><Nm>Robin Sample</Nm><PstlAdr><TwnNm>Biel</TwnNm></PstlAdr></Cdtr>"
        "<CdtrAcct><Id><IBAN>CH9300762011623852957</IBAN></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>for</Ustrd><Ustrd>lark</Ustrd></RmtInf>{more}</CdtTrfTxInf>"
    )


def order(*transfers: str, day: str = "2026-05-02", account: str = "GB33BUKB20201555555555", more: str = "") -> str:
    return (
        f"<PmtInf>{more}<ReqdExctnDt>{day}</ReqdExctnDt><DbtrAcct><Id><IBAN>{account}</IBAN></Id></DbtrAcct>\n"
        f"{''.join(transfers)}</PmtInf>"
    )


def message(*orders: str, version: int = 3, head: str = "") -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version:02d}"
    text = f'<Document xmlns="{space}"><CstmrCdtTrfInitn>\n<GrpHdr>{head}</GrpHdr>\n{"".join(orders)}'
    return f"{text}</CstmrCdtTrfInitn></Document>".encode()


@pytest.mark.parametrize("version", [3, 9, 12])
def test_a_transfer_of_any_version(version: int) -> None:
    statement = read_content(message(order(transfer()), version=version))
    (row,) = statement.rows
    assert (statement.format, statement.holder) == ("pain.001", "GB33BUKB20201555555555")
    assert (row.date, row.amount, row.currency, row.ref) == ("2026-05-02", Decimal("-6.20"), "CHF", "E1")
    assert (row.counterparty, row.counterparty_account, row.place) == ("Robin Sample", "CH9300762011623852957", "Biel")
    assert (row.note, row.account, row.channel, row.line) == ("for lark", "GB33BUKB20201555555555", "transfer", 4)


def test_each_order_keeps_its_day_and_account() -> None:
    statement = read_content(
        message(order(transfer(), transfer(ref="E2")), order(transfer(), day="<Dt>2026-05-09</Dt>", account="CH2"))
    )
    assert [(row.date, row.account) for row in statement.rows] == [
        ("2026-05-02", "GB33BUKB20201555555555"),
        ("2026-05-02", "GB33BUKB20201555555555"),
        ("2026-05-09", "CH2"),
    ]
    assert statement.holder is None


@pytest.mark.parametrize(
    ("orders", "channel"),
    [
        (order(transfer(more="<Purp><Cd>SALA</Cd></Purp>")), "payroll"),
        (order(transfer(), more="<PmtTpInf><CtgyPurp><Cd>SALA</Cd></CtgyPurp></PmtTpInf>"), "payroll"),
        (order(transfer(more="<Purp><Cd>RENT</Cd></Purp>")), "transfer"),
    ],
)
def test_wages_are_told_by_their_purpose(orders: str, channel: str) -> None:
    assert [row.channel for row in read_content(message(orders)).rows] == [channel]


def test_a_proxy_stands_for_the_account() -> None:
    by_proxy = transfer().replace(
        "<CdtrAcct><Id><IBAN>CH9300762011623852957</IBAN></Id>", "<CdtrAcct><Prxy><Id>+12025550143</Id></Prxy>"
    )
    assert [row.counterparty_account for row in read_content(message(order(by_proxy))).rows] == ["+12025550143"]


def test_number_and_sum_are_compared_and_only_reported() -> None:
    head = "<NbOfTxs>1</NbOfTxs><CtrlSum>12.40</CtrlSum>"
    statement = read_content(message(order(transfer(), transfer()), head=head))
    assert [(c.name, c.told, c.counted, c.agrees) for c in statement.controls] == [
        ("NbOfTxs", "1", "2", False),
        ("CtrlSum", "12.40", "12.40", True),
    ]
    assert len(statement.rows) == 2


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (order(transfer("")), "Amt"),
        (order(transfer('<InstdAmt Ccy="CHF">6,20</InstdAmt>')), "InstdAmt"),
        (order(transfer('<InstdAmt Ccy="CHF">-6.20</InstdAmt>')), "InstdAmt"),
        (order(transfer("<InstdAmt>6.20</InstdAmt>")), "Ccy"),
        (order(transfer(), day="02.05.2026"), "ReqdExctnDt"),
        (order(transfer()).replace("ReqdExctnDt", "Other"), "ReqdExctnDt"),
    ],
)
def test_one_bad_transfer_refuses_the_file(bad: str, field: str) -> None:
    statement = read_content(message(order(transfer()), bad))
    assert statement.rows == ()
    assert [each.field for each in statement.rejected] == [field]
    assert statement.rejected[0].line is not None


def test_cut_files_and_entities_are_refused() -> None:
    whole = message(order(transfer()))
    assert read_content(whole[:-20]).rejected != ()
    assert read_content(b'<!DOCTYPE x [<!ENTITY e "1">]>' + whole).rejected != ()
