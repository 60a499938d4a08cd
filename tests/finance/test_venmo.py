from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from finance.intake.read import read_content
from finance.intake.statement import Statement

ME, ROBIN = "Lark Sample", "Robin Sample"
PAID = ("1", "2026-06-05T23:41:43", "Payment", "Complete", "🌹", ROBIN, ME, "+ $180.00", "", "Venmo balance")
ASKED = ("2", "2026-06-06T02:05:39", "Charge", "Complete", "hair, nails", ME, ROBIN, "+ $1,200.00", "", "Venmo balance")
SPENT = ("3", "2026-06-06T02:20:00", "Payment", "Complete", "room", ME, ROBIN, "- $89.50", "Venmo balance", "")
WAS_ASKED = ("4", "2026-06-06T03:00:00", "Charge", "Complete", "cab", ROBIN, ME, "- $10.00", "Venmo balance", "")
WAITS = ("5", "2026-06-07T09:00:00", "Payment", "Pending", "lunch", ME, ROBIN, "- $12.00", "Venmo balance", "")
TO_BANK = (
    "6",
    "2026-06-07T12:00:00",
    "Standard Transfer",
    "Issued",
    "",
    ME,
    "",
    "- $1,000.00",
    "",
    "Example Bank *0000",
)
FROM_CARD = ("7", "2026-06-08T12:00:00", "Payment", "Complete", "", ME, ROBIN, "- $5.00", "Example Card *1111", "")


def read(text: str, encoding: str = "utf-8") -> Statement:
    return read_content(text.encode(encoding))


def test_rows_sums_and_what_is_not_settled(venmo: Callable[..., str]) -> None:
    statement = read(venmo(PAID, ASKED, SPENT, WAITS, TO_BANK))
    assert statement.contract() | {"rows": None, "controls": None} == {
        "format": "venmo-csv", "n_transactions": 4, "n_not_settled": 1, "rejected": [], "not_settled": ["5"],
        "totals": {"USD": {"in": "1380.00", "out": "-1089.50"}}, "rows": None, "controls": None,
    }  # fmt: skip
    assert statement.holder == "demo-lark-9"
    assert statement.rows[0].told() == {
        "date": "2026-06-05T23:41:43", "amount": "180.00", "currency": "USD", "counterparty": ROBIN, "note": "🌹",
        "ref": "1", "kind": "Payment", "line": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "other"),
    [(PAID, ROBIN), (ASKED, ROBIN), (SPENT, ROBIN), (WAS_ASKED, ROBIN), (TO_BANK, "Example Bank *0000")],
)
def test_the_other_side_of_each_kind(venmo: Callable[..., str], row: tuple[str, ...], other: str) -> None:
    assert read(venmo(row)).rows[0].counterparty == other


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_reads_every_encoding_of_the_export(venmo: Callable[..., str], encoding: str) -> None:
    assert read(venmo(PAID, SPENT), encoding).rows == read(venmo(PAID, SPENT)).rows


def test_balances_are_compared_and_only_reported(venmo: Callable[..., str]) -> None:
    rows = (PAID, ASKED, SPENT, WAITS, TO_BANK, FROM_CARD)
    agrees = read(venmo(*rows, end="$340.50")).controls[0]
    assert (agrees.counted, agrees.agrees) == ("340.50", True)
    wrong = read(venmo(*rows, end="$341.00"))
    assert not wrong.controls[0].agrees
    assert len(wrong.rows) == 5


OLD = (
    " Username, ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (fee),Funding Source,Destination,"
    "Beginning Balance,Ending Balance,Statement Period Venmo Fees,Year to Date Venmo Fees,Disclaimer"
)


def test_the_older_header_without_preamble() -> None:
    row = f",9,2019-06-05T23:41:43,Payment,Complete,x,{ROBIN},{ME},+ $7.00,,,Venmo balance,,,,,"
    text = f"{OLD}\ndemo-lark-9,,,,,,,,,,,,$0.00,,,,\n{row}\n"
    statement = read(text)
    assert [(row.amount, row.counterparty) for row in statement.rows] == [(Decimal("7.00"), ROBIN)]


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({7: "twelve"}, "Amount (total)", "not an amount"),
        ({1: "06/05/26 23:41"}, "Datetime", "not a date"),
        ({1: ""}, "Datetime", "not a date"),
        ({3: "Levitated"}, "Status", "unknown status"),
        ({0: ""}, "ID", "empty"),
    ],
)
def test_one_bad_row_refuses_the_file(
    venmo: Callable[..., str], change: dict[int, str], field: str, reason: str
) -> None:
    row = tuple(change.get(n, cell) for n, cell in enumerate(SPENT))
    statement = read(venmo(PAID, row))
    assert statement.rows == ()
    assert [(r.line, r.field) for r in statement.rejected] == [(6, field)]
    assert reason in statement.rejected[0].reason


def test_a_file_cut_anywhere_below_the_header_is_refused_or_whole_rows(venmo: Callable[..., str]) -> None:
    """Cut at every byte: never a row that the whole file does not have."""
    text = venmo(PAID, ASKED, SPENT, TO_BANK)
    whole = read(text).rows
    for end in range(text.index("180.00"), len(text)):
        rows = read(text[:end]).rows
        assert rows == whole[: len(rows)]


def test_any_other_table_is_no_known_format() -> None:
    from config.errors import BadInput

    with pytest.raises(BadInput, match="no known statement format"):
        read("a,b\n1,2\n")


def test_a_forced_format_that_does_not_fit_is_refused() -> None:
    statement = read_content(b"a,b\n1,2\n", "venmo-csv")
    assert "no header" in statement.rejected[0].reason
