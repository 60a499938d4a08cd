"""The CSV exports of config/statements/tables. Files are made here from the headers that the formats name."""

from __future__ import annotations

import re

import pytest

from config.data import folder
from finance.intake.formats import TableFormat, table_formats
from finance.intake.read import known, read_content
from finance.intake.statement import Row
from tests.finance.headers import APPLE, CARD, CHECKING, CITI, DISCOVER, N26, REVOLUT

CASHAPP = (
    "Transaction ID,Date,Transaction Type,Currency,Amount,Fee,Net Amount,Asset Type,Asset Price,Asset Amount,Status,"
    "Notes,Name of sender/receiver,Account\n"
)
PAYPAL = (
    '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address",'
    '"To Email Address","Transaction ID","Item Title","Subject","Note","Balance Impact"\n'
)
WISE = (
    "ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,Target fee amount,"
    "Target fee currency,Source name,Source amount (after fees),Source currency,Target name,"
    "Target amount (after fees),Target currency,Exchange rate,Reference,Batch,Created by,Category,Note\n"
)
BOFA = (
    'Description,,Summary Amt.\nTotal credits,,"1.00"\n\nDate,Description,Amount,Running Bal.\n'
    '05/01/2026,Beginning balance as of 05/01/2026,,"0.00"\n'
)


def wise(direction: str, status: str = "COMPLETED", finished: str = "2026-05-02 10:00:00") -> str:
    return (
        f"{WISE}T-1,{status},{direction},2026-05-01 10:00:00,{finished},0.45,EUR,,,Pat Sample,120.00,EUR,Robin Sample,"
        "100.00,GBP,0.83,rent,,Pat Sample,,\n"
    )


def paypal(zone: str = "PDT", status: str = "Completed", impact: str = "Credit", date: str = "05/02/2026") -> str:
    return (
        f'{PAYPAL}"{date}","22:10:00","{zone}","Robin Sample","General Payment","{status}","USD",'
        f'"1,220.00","-3.40","1,216.60","robin@mail.example","pat@mail.example","1AB","two roses","","","{impact}"\n'
    )


CASES = [
    ("cashapp-csv", CASHAPP + "x1,05/02/2026,Sent P2P,USD,-88,0,-88,,,,PAYMENT SENT,dinner,Robin Sample,Your Cash\n",
     ("2026-05-02", "-88", "Robin Sample", "dinner", "x1", "p2p", None)),
    ("cashapp-csv",
     CASHAPP + "x2,2026-05-02 20:15:00 EDT,P2P,USD,$25.00,0,$25.00,,,,PAYMENT DEPOSITED,,Robin Sample,\n",
     ("2026-05-02T20:15:00", "25.00", "Robin Sample", "", "x2", "p2p", "2026-05-02T20:15:00-04:00")),
    ("cashapp-csv", CASHAPP + "x3,05/02/2026,Bitcoin Buy,USD,($370),0,($370),,,,COMPLETED,,,\n",
     ("2026-05-02", "-370", "", "", "x3", "crypto", None)),
    ("paypal-csv", paypal(),
     ("2026-05-02T22:10:00", "1220.00", "Robin Sample", "two roses", "1AB", "p2p", "2026-05-02T22:10:00-07:00")),
    ("paypal-csv", paypal("CET", date="02.05.2026"),
     ("2026-05-02T22:10:00", "1220.00", "Robin Sample", "two roses", "1AB", "p2p", "2026-05-02T22:10:00+01:00")),
    ("wise-csv", wise("OUT"), ("2026-05-02T10:00:00", "-120.45", "Robin Sample", "rent", "T-1", "transfer", None)),
    ("wise-csv", wise("IN"), ("2026-05-02T10:00:00", "100.00", "Pat Sample", "rent", "T-1", "transfer", None)),
    ("wise-csv", wise("NEUTRAL"), ("2026-05-02T10:00:00", "-120.45", "Robin Sample", "rent", "T-1", None, None)),
    ("bofa-checking-csv",
     BOFA + '05/02/2026,"Zelle payment from ROBIN S for "two, roses"; Conf# a1","1,220.00","1.00"\n',
     ("2026-05-02", "1220.00", "ROBIN S", "two, roses", "a1", "p2p", None)),
    ("bofa-checking-csv", BOFA + '05/02/2026,"Zelle payment to ROBIN S Conf# x1","-20.00","1.00"\n',
     ("2026-05-02", "-20.00", "ROBIN S", "", "x1", "p2p", None)),
    ("bofa-checking-csv", BOFA + '05/02/2026,"MOTEL EXAMPLE 05/01 PURCHASE DEBIT CARD *0000","-63.46","1.00"\n',
     ("2026-05-02", "-63.46", "", "MOTEL EXAMPLE 05/01 PURCHASE DEBIT CARD *0000", "", "card", None)),
    ("chase-checking-csv",
     CHECKING + "CREDIT,05/02/2026,Zelle payment from ROBIN SAMPLE WFCT0ABC1DEF,40.00,QUICKPAY_CREDIT,1.00,,\n",
     ("2026-05-02", "40.00", "ROBIN SAMPLE", "", "WFCT0ABC1DEF", "p2p", None)),
    ("chase-card-csv", CARD + "05/01/2026,05/02/2026,CORNER CAFE,Food & Drink,Sale,-4.00,\n",
     ("2026-05-02", "-4.00", "", "CORNER CAFE", "", "card", None)),
    ("n26-csv", N26 + "2026-05-02,Robin Sample,DE02120300000000202051,Income,rent,40.5,,,\n",
     ("2026-05-02", "40.5", "Robin Sample", "rent", "", "transfer", None)),
    ("revolut-csv",
     REVOLUT + "TRANSFER,Current,2026-05-01 10:00:00,2026-05-02 10:00:00,To Robin Sample,-12.00,0.00,GBP,COMPLETED,1\n",
     ("2026-05-02T10:00:00", "-12.00", "Robin Sample", "", "", "p2p", None)),
    ("discover-csv", DISCOVER + "05/01/2026,05/02/2026,CORNER CAFE,12.00,Restaurants\n",
     ("2026-05-02", "-12.00", "", "CORNER CAFE", "", "card", None)),
    ("citi-csv", CITI + "Cleared,05/02/2026,CORNER CAFE,12.00,,PAT SAMPLE\n",
     ("2026-05-02", "-12.00", "", "CORNER CAFE", "", "card", None)),
    ("citi-csv", CITI + "Cleared,05/02/2026,THANK YOU,,-30.00,PAT SAMPLE\n",
     ("2026-05-02", "30.00", "", "THANK YOU", "", "card", None)),
    ("apple-card-csv", APPLE + "05/01/2026,05/02/2026,CORNER CAFE 1,Corner Cafe,Restaurants,Purchase,12.00,Pat\n",
     ("2026-05-02", "-12.00", "Corner Cafe", "CORNER CAFE 1", "", "card", None)),
]  # fmt: skip


def told(row: Row) -> tuple[str | None, ...]:
    return (row.date, str(row.amount), row.counterparty, row.note, row.ref, row.channel, row.moment)


@pytest.mark.parametrize(("name", "text", "expected"), CASES)
def test_one_row_of_each_export(name: str, text: str, expected: tuple[str | None, ...]) -> None:
    statement = read_content(text.encode())
    assert (statement.format, statement.rejected) == (name, ())
    assert [told(row) for row in statement.rows] == [expected]


def test_every_format_has_a_case_and_its_own_name() -> None:
    tested = {name for name, _, _ in CASES} | {"venmo-csv"}
    assert {form.id for form in table_formats()} == tested
    assert len(set(known())) == len(known())


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (CASHAPP + "x,05/02/2026,Sent P2P,USD,-88,0,-88,,,,PAYMENT FAILED,,Robin,\n", "x"),
        (paypal(impact="Memo"), "1AB"),
        (paypal(status="Pending", impact="Memo"), "1AB"),
        (wise("OUT", "CANCELLED", ""), "T-1"),
    ],
)
def test_what_moved_no_money_is_counted_apart(text: str, ref: str) -> None:
    statement = read_content(text.encode())
    assert (statement.rows, [row.ref for row in statement.not_settled], statement.rejected) == ((), [ref], ())


@pytest.mark.parametrize(
    ("text", "line", "field", "reason"),
    [
        (CASHAPP + "x,05/02/2026,Sent P2P,USD,-88,0,-88,,,,PERHAPS,,Robin,\n", 2, "Status", "unknown status"),
        (CASHAPP + "x,05/02/2026,Sent P2P,,-88,0,-88,,,,PAYMENT SENT,,Robin,\n", 2, "Currency", "not a currency"),
        (paypal("JST"), 2, "TimeZone", "does not tell the order of day and month"),
        (paypal("PDT", date="25/02/2026"), 2, "Date", "not a date"),
        (wise("SIDEWAYS"), 2, "Direction", "whether money came or went"),
        (CITI + "Cleared,05/02/2026,CAFE,12.00,3.00,PAT\n", 2, "Debit", "not both"),
        (CITI + "Cleared,05/02/2026,CAFE,,,PAT\n", 2, "Debit", "needs a debit or a credit"),
        (BOFA + '05/02/2026,"MOTEL","-6\n', 6, None, "form of the export"),
        (DISCOVER + "05/01/2026,05/02/2026,CAFE\n", 2, None, "cut or shifted"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, line: int, field: str | None, reason: str) -> None:
    statement = read_content(text.encode())
    (rejected,) = statement.rejected
    assert (rejected.line, rejected.field, statement.rows) == (line, field, ())
    assert reason in rejected.reason


def test_paypal_tells_who_by_e_mail() -> None:
    assert read_content(paypal().encode()).rows[0].counterparty_account == "robin@mail.example"


@pytest.mark.parametrize("form", table_formats(), ids=lambda form: form.id)
def test_a_format_is_found_by_its_own_header_only(form: TableFormat) -> None:
    """No format takes the file of another, and all of its patterns are patterns."""
    others = [other.id for other in table_formats() if other is not form and set(other.header) <= set(form.header)]
    assert others == []
    for pattern in (*form.channels, *form.describe, form.line or "", *(p for drop in form.drop.values() for p in drop)):
        re.compile(pattern)
    assert form.source
    assert (folder("statements") / "tables" / f"{form.id.removesuffix('-csv')}.yaml").exists() or form.id == "wise-csv"
