"""Money in is positive and money out negative, whatever an export writes; a zone counts where the file tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from finance.folder import read_folder
from finance.intake.read import read_content
from tests.finance.headers import APPLE, CARD, CHECKING, CITI, DISCOVER, N26, REVOLUT

CASHAPP = (
    "Transaction ID,Date,Transaction Type,Currency,Amount,Fee,Net Amount,Asset Type,Asset Price,Asset Amount,Status,"
    "Notes,Name of sender/receiver,Account\n"
)
PAYPAL = (
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
    "Item Title,Subject,Note,Balance Impact\n"
)
MT940 = ":20:D\n:25:4711\n:60F:C260501USD0,\n:61:260502C4,NTRF\n:61:260502D4,NTRF\n:62F:C260502USD0,\n"
BAI2 = "01,A,B,260502,0900,1,80,1,2/\n02,B,A,1,260502,,USD,/\n03,4711,USD/\n16,165,400/\n16,475,400/\n99,+0,1,6/\n"
DAY = "05/02/2026"

# One movement in and one out of four, as each format writes them.
BOTH = {
    "cashapp-csv": (
        f"{CASHAPP}x1,{DAY},Received P2P,USD,$4,0,$4,,,,PAYMENT DEPOSITED,,Pat,\n"
        f"x2,{DAY},Sent P2P,USD,-$4,0,-$4,,,,PAYMENT SENT,,Pat,\n"
    ),
    "paypal-csv": (
        f"{PAYPAL}{DAY},22:10:00,PDT,Pat,General Payment,Completed,USD,4,0,4.00,a@b.example,c@d.example,1,,,,Credit\n"
        f"{DAY},22:10:00,PDT,Pat,General Payment,Completed,USD,-4.00,0,-4.00,c@d.example,a@b.example,2,,,,Debit\n"
    ),
    "n26-csv": f"{N26}2026-05-02,Pat,,Income,x,4.0,,,\n2026-05-02,Pat,,Outgoing Transfer,x,-4.0,,,\n",
    "revolut-csv": "".join(
        [REVOLUT]
        + [f"TRANSFER,Current,2026-05-01 10:00:00,2026-05-02 10:00:00,To Pat,{n},0,USD,COMPLETED,1\n" for n in (4, -4)]
    ),
    "chase-checking-csv": (f"{CHECKING}CREDIT,{DAY},A,4.00,ACH_CREDIT,1.00,,\nDEBIT,{DAY},B,-4.00,ACH_DEBIT,1.00,,\n"),
    "chase-card-csv": f"{CARD}{DAY},{DAY},A,,Payment,4.00,\n{DAY},{DAY},B,Food,Sale,-4.00,\n",
    "discover-csv": f"{DISCOVER}{DAY},{DAY},A,-4.00,Payments\n{DAY},{DAY},B,4.00,Food\n",
    "citi-csv": f"{CITI}Cleared,{DAY},A,,-4.00,PAT\nCleared,{DAY},B,4.00,,PAT\n",
    "apple-card-csv": f"{APPLE}{DAY},{DAY},A,A,Payment,Payment,-4.00,Pat\n{DAY},{DAY},B,B,Food,Purchase,4.00,Pat\n",
    "mt940": MT940,
    "bai2": BAI2,
}


@pytest.mark.parametrize("name", BOTH)
def test_both_ways_of_each_format(name: str) -> None:
    statement = read_content(BOTH[name].encode())
    assert (statement.format, statement.rejected) == (name, ())
    assert [row.amount for row in statement.rows] == [Decimal(4), Decimal(-4)]
    assert all(control.agrees for control in statement.controls)


def ofx(posted: str) -> str:
    return (
        "OFXHEADER:100\n\n<OFX><CURDEF>USD<ACCTID>a1<STMTTRN><TRNTYPE>POS"
        f"<DTPOSTED>{posted}<TRNAMT>-4.00<FITID>1</STMTTRN></OFX>\n"
    )


def paypal(zone: str) -> str:
    return BOTH["paypal-csv"].replace("PDT", zone).partition("Credit\n")[0] + "Credit\n"


def cashapp(time: str) -> str:
    return f"{CASHAPP}x1,{time},Received P2P,USD,$4,0,$4,,,,PAYMENT DEPOSITED,,Pat,\n"


@pytest.mark.parametrize(
    ("text", "zone", "time", "clock"),
    [
        (ofx("20260502231500[-5:EST]"), "", "2026-05-03T04:15", "2026-05-02T23:15"),
        (ofx("20260502231500[-5:EST]"), "Europe/London", "2026-05-03T04:15", "2026-05-03T05:15"),
        (ofx("20260502231500"), "America/New_York", None, None),
        (ofx("20260502"), "America/New_York", None, None),
        (paypal("PDT"), "", "2026-05-03T05:10", "2026-05-02T22:10"),
        (paypal("PST"), "", "2026-05-03T06:10", "2026-05-02T22:10"),
        (cashapp("2026-05-02 20:15:00 EDT"), "", "2026-05-03T00:15", "2026-05-02T20:15"),
        (cashapp("2026-05-02 20:15:00 EDT"), "America/Los_Angeles", "2026-05-03T00:15", "2026-05-02T17:15"),
        (cashapp(DAY), "America/Los_Angeles", None, None),
    ],
)
def test_the_zone_of_a_statement_becomes_moment_and_clock(
    bank: Callable[..., Path], text: str, zone: str, time: str | None, clock: str | None
) -> None:
    """The moment is the file's; the clock is the account's where its zone is known, else the file's."""
    folder = bank(accounts=["a1"])
    (folder / "accounts.csv").write_text(f"account,zone\na1,{zone}\n", encoding="utf-8")
    (folder / "statements").mkdir()
    (folder / "statements" / "a1.txt").write_text(text, encoding="utf-8")
    (move,) = read_folder(folder).transactions()
    assert move.time == (datetime.fromisoformat(time).replace(tzinfo=UTC) if time else date(2026, 5, 2))
    assert move.clock == (datetime.fromisoformat(clock) if clock else None)
