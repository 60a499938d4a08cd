from __future__ import annotations

from decimal import Decimal

import pytest

from finance.intake.read import read_content
from finance.intake.statement import Statement

ACCOUNT = "<Acct><Id><Othr><Id>AC-1</Id></Othr></Id></Acct>"


def document(
    *entries: str, message: str = "BkToCstmrStmt", part: str = "Stmt", head: str = "", space: str = "053.001.08"
) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{space}"><{message}>'
        f"<GrpHdr><MsgId>m</MsgId></GrpHdr><{part}>{ACCOUNT}{head}\n{chr(10).join(entries)}"
        f"</{part}></{message}></Document>"
    ).encode()


def entry(
    amount: str = "120.00",
    sign: str = "CRDT",
    details: str = "",
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    more: str = "",
    date: str = "<BookgDt><Dt>2026-05-02</Dt></BookgDt>",
) -> str:
    return (
        f'<Ntry><Amt Ccy="USD">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}{status}{date}'
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def detail(amount: str, name: str, *, sign: str = "CRDT", side: str = "Cdtr", more: str = "") -> str:
    return (
        f"<TxDtls><Refs><EndToEndId>e-{name}</EndToEndId></Refs>"
        f'<Amt Ccy="USD">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        f"<RltdPties><{side}><Pty><Nm>{name}</Nm></Pty></{side}>{more}</RltdPties></TxDtls>"
    )


def test_one_entry_with_three_payees_is_three_rows() -> None:
    payees = "".join(detail(amount, name, sign="DBIT") for amount, name in (("50", "Ana"), ("30", "Ben"), ("40", "Cy")))
    statement = read_content(document(entry("120", "DBIT", payees)))
    assert [(row.amount, row.counterparty, row.ref) for row in statement.rows] == [
        (Decimal(-50), "Ana", "e-Ana"), (Decimal(-30), "Ben", "e-Ben"), (Decimal(-40), "Cy", "e-Cy"),
    ]  # fmt: skip
    assert statement.contract()["totals"] == {"USD": {"in": "0", "out": "-120"}}
    assert statement.holder == statement.rows[0].account == "AC-1"
    assert all(control.agrees for control in statement.controls)


def test_transactions_that_do_not_come_to_their_entry_are_reported() -> None:
    statement = read_content(
        document(entry("100", "DBIT", detail("50", "Ana", sign="DBIT") + detail("30", "Ben", sign="DBIT")))
    )
    assert [(c.told, c.counted, c.agrees) for c in statement.controls] == [("100", "80", False)]


@pytest.mark.parametrize(
    ("message", "part", "name"),
    [
        ("BkToCstmrAcctRpt", "Rpt", "camt.052"),
        ("BkToCstmrStmt", "Stmt", "camt.053"),
        ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054"),
    ],
)
def test_the_three_messages_of_any_version(message: str, part: str, name: str) -> None:
    for space in ("052.001.02", "053.001.08"):
        statement = read_content(document(entry(), message=message, part=part, space=space))
        assert (statement.format, len(statement.rows)) == (name, 1)


@pytest.mark.parametrize("name", ["<Nm>Ana</Nm>", "<Pty><Nm>Ana</Nm></Pty>"])
def test_names_of_old_and_new_versions(name: str) -> None:
    parties = (
        f"<TxDtls><RltdPties><Dbtr>{name}</Dbtr><DbtrAcct><Id><IBAN>DE00 1</IBAN></Id></DbtrAcct></RltdPties></TxDtls>"
    )
    row = read_content(document(entry(details=parties))).rows[0]
    assert (row.counterparty, row.counterparty_account) == ("Ana", "DE00 1")


def test_a_proxy_stands_for_the_other_account() -> None:
    proxy = "<DbtrAcct><Prxy><Tp><Cd>TELE</Cd></Tp><Id>+12025550143</Id></Prxy></DbtrAcct>"
    row = read_content(document(entry(details=detail("120.00", "Ana", side="Dbtr", more=proxy)))).rows[0]
    assert row.counterparty_account == "+12025550143"


def test_a_reversed_debit_comes_back_from_its_creditor() -> None:
    """CdtDbtInd is the direction of the reversal; the parties stay those of the payment that it undoes."""
    reversed_ = entry("9", "CRDT", detail("9", "Shop", side="Cdtr"), more="<RvslInd>true</RvslInd>")
    row = read_content(document(reversed_)).rows[0]
    assert (row.amount, row.counterparty) == (Decimal(9), "Shop")


@pytest.mark.parametrize("status", ["<Sts><Cd>PDNG</Cd></Sts>", "<Sts>PDNG</Sts>", "<Sts>INFO</Sts>"])
def test_what_is_not_booked_is_counted_apart(status: str) -> None:
    statement = read_content(document(entry(status=status), entry("5")))
    assert (len(statement.rows), len(statement.not_settled)) == (1, 1)


def test_transactions_without_amounts_leave_the_entry_one_row() -> None:
    bare = "<TxDtls><RmtInf><Ustrd>a</Ustrd></RmtInf></TxDtls>" * 2
    assert [row.amount for row in read_content(document(entry("120.00", "DBIT", bare))).rows] == [Decimal("-120.00")]


def test_balances_and_sums_are_compared() -> None:
    def balance(code: str, amount: str) -> str:
        kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        return f'<Bal>{kind}<Amt Ccy="USD">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'

    summary = "<TxsSummry><TtlNtries><NbOfNtries>7</NbOfNtries><Sum>125.00</Sum></TtlNtries></TxsSummry>"
    head = balance("OPBD", "10.00") + balance("CLBD", "125.00") + summary
    statement = read_content(document(entry(), entry("5.00", "DBIT"), head=head))
    assert [(c.name, c.counted, c.agrees) for c in statement.controls] == [
        ("number of entries", "2", False), ("sum of entries", "125.00", True), ("closing balance", "125.00", True),
    ]  # fmt: skip
    assert len(statement.rows) == 2


@pytest.mark.parametrize(
    ("bad", "field", "reason"),
    [
        (entry("12,00"), "Amt", "not an amount"),
        (entry(sign="BOTH"), "CdtDbtInd", "neither CRDT nor DBIT"),
        (entry(status="<Sts>MAYB</Sts>"), "Sts", "unknown status"),
        (entry(date=""), "BookgDt", "no booking"),
        (entry(date="<BookgDt><Dt>2026-02-30</Dt></BookgDt>"), "Dt", "not a date"),
        (entry().replace('Ccy="USD"', ""), "Ccy", "not a currency"),
    ],
)
def test_one_bad_entry_refuses_the_file(bad: str, field: str, reason: str) -> None:
    statement = read_content(document(entry(), bad))
    assert statement.rows == ()
    assert [(rejected.line, rejected.field) for rejected in statement.rejected] == [(4, field)]
    assert reason in statement.rejected[0].reason


ENTITY = b'<!DOCTYPE d [<!ENTITY a "aaaa">]><Document><BkToCstmrStmt><Stmt>&a;</Stmt></BkToCstmrStmt></Document>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ENTITY, "DTD"),
        (document(entry())[:-30], "not well-formed"),
        (document("<a>" * 100 + "</a>" * 100), "nested"),
    ],
)
def test_entities_broken_and_bottomless_files_are_refused(content: bytes, reason: str) -> None:
    statement: Statement = read_content(content)
    assert reason in statement.rejected[0].reason


def test_times_keep_their_zone() -> None:
    made = "<TxDtls><RltdDts><AccptncDtTm>2026-05-01T23:10:00-05:00</AccptncDtTm></RltdDts></TxDtls>"
    booked = "<BookgDt><DtTm>2026-05-02T04:10:00Z</DtTm></BookgDt>"
    row = read_content(document(entry(details=made, date=booked))).rows[0]
    assert (row.date, row.moment) == ("2026-05-02T04:10:00+00:00", "2026-05-01T23:10:00-05:00")
