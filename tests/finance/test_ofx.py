from __future__ import annotations

from decimal import Decimal

import pytest

from finance.intake.read import read_content

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX>\n"


def movement(amount: str = "-34.51", date: str = "20260502120000.000", more: str = "") -> str:
    return (
        f"<STMTTRN>\n<TRNTYPE>POS\n<DTPOSTED>{date}\n<TRNAMT>{amount}\n<FITID>f1\n<NAME>MOTEL &amp; SONS\n"
        f"<MEMO>room\n{more}</STMTTRN>\n"
    )


def account(name: str, *movements: str, currency: str = "USD") -> str:
    told = f"<CURDEF>{currency}<BANKACCTFROM><BANKID>5472369148<ACCTID>{name}</BANKACCTFROM>\n"
    return f"<STMTRS>{told}{''.join(movements)}</STMTRS>\n"


def document(*accounts: str, head: str = HEAD) -> bytes:
    return f"{head}{''.join(accounts)}</OFX>\n".encode()


def test_a_movement_of_the_sgml_form() -> None:
    statement = read_content(document(account("AC-1", movement())))
    (row,) = statement.rows
    assert (statement.format, row.date, row.moment, row.amount, row.currency) == (
        "ofx",
        "2026-05-02",
        None,
        Decimal("-34.51"),
        "USD",
    )
    assert (row.counterparty, row.note, row.ref, row.kind, row.channel) == ("MOTEL & SONS", "room", "f1", "POS", "card")
    assert (row.account, row.line) == ("AC-1", 9)


def test_the_xml_form_reads_the_same() -> None:
    xml = '<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n<OFX>'
    closed = (
        "<STMTTRN><TRNTYPE>POS</TRNTYPE><DTPOSTED>20260502</DTPOSTED><TRNAMT>-34,51</TRNAMT><FITID>f1</FITID></STMTTRN>"
    )
    (row,) = read_content(document(account("AC-1", closed), head=xml)).rows
    assert (row.date, row.amount, row.ref) == ("2026-05-02", Decimal("-34.51"), "f1")


def test_each_account_keeps_its_rows_and_none_may_have_none() -> None:
    statement = read_content(
        document(account("A", movement()), account("B", movement("5"), currency="EUR"), account("C"))
    )
    assert [(row.account, row.currency) for row in statement.rows] == [("A", "USD"), ("B", "EUR")]
    assert read_content(document(account("A"))).contract()["totals"] == {}


def test_the_other_account_is_not_the_holders() -> None:
    rows = read_content(document(account("A", movement(more="<BANKACCTTO><ACCTID>B</BANKACCTTO>\n"), movement()))).rows
    assert [(row.account, row.counterparty_account) for row in rows] == [("A", "B"), ("A", None)]


@pytest.mark.parametrize(
    ("date", "moment"), [("20260502231500.000[-5:EST]", "2026-05-02T23:15:00-05:00"), ("20260502231500", None)]
)
def test_a_time_counts_only_with_its_zone(date: str, moment: str | None) -> None:
    assert read_content(document(account("A", movement(date=date)))).rows[0].moment == moment


def test_letters_of_the_charset_that_the_header_names() -> None:
    content = document(account("A", movement())).replace(b"MOTEL", "CAFÉ".encode("cp1252"))
    assert read_content(content).rows[0].counterparty == "CAFÉ & SONS"
    assert "not UTF-8" in read_content(content.replace(b"CHARSET:1252", b"CHARSET:NONE")).rejected[0].reason


@pytest.mark.parametrize(
    ("bad", "tag"),
    [(movement("12 USD"), "TRNAMT"), (movement(""), "TRNAMT"), (movement(date="20260230"), "DTPOSTED"),
     (movement(date=""), "DTPOSTED"), (movement(more="<CURRENCY><CURSYM>EUR</CURRENCY>\n"), "CURRENCY")],
)  # fmt: skip
def test_one_bad_movement_refuses_the_file(bad: str, tag: str) -> None:
    statement = read_content(document(account("A", movement(), bad)))
    assert (statement.rows, [(r.line, r.field) for r in statement.rejected]) == ((), [(17, tag)])


def test_a_file_cut_anywhere_is_refused() -> None:
    content = document(account("A", movement(), movement("5.00")))
    for end in range(len(HEAD), len(content) - 1):
        if content[:end].rstrip().endswith(b"</OFX>"):
            continue
        statement = read_content(content[:end], "ofx")
        assert statement.rows == ()
        assert statement.rejected
