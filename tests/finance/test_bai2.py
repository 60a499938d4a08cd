"""BAI2, in files made here."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finance.intake.read import read_content
from finance.intake.statement import Statement

HEAD = "01,DEMOA,DEMOB,260521,0901,001,80,1,2/\n02,DEMOB,DEMOA,1,260520,,USD,/\n03,1020,,040,+000,,,045,+000,,/\n"
ROW = "16,409,2500,V,260520,,B7,C7,ROSES FOR LARK/\n"


def read(*rows: str, records: int | None = None, head: str = HEAD) -> Statement:
    count = records if records is not None else head.count("\n") + sum(row.count("\n") for row in rows) + 3
    return read_content((head + "".join(rows) + f"49,+0,3/\n98,+0,1,5/\n99,+0,1,{count}/\n").encode())


def test_a_movement() -> None:
    (row,) = read(ROW).rows
    assert (row.date, row.amount, row.currency, row.account) == ("2026-05-20", Decimal("-25.00"), "USD", "1020")
    assert (row.note, row.ref, row.kind, row.line) == ("ROSES FOR LARK", "B7", "409", 4)


@pytest.mark.parametrize(
    ("code", "sign"),
    [("101", 1), ("165", 1), ("399", 1), ("401", -1), ("475", -1), ("699", -1), ("920", 1), ("959", 1), ("960", -1)],
)
def test_the_type_code_tells_the_sign(code: str, sign: int) -> None:
    assert [row.amount for row in read(f"16,{code},100,,,,x/\n").rows] == [sign]


@pytest.mark.parametrize(
    ("available", "note"),
    [
        (",", "roses, two"),
        ("0,", "roses, two"),
        ("Z,", "roses, two"),
        ("V,260520,0900,", "roses, two"),
        ("S,100,200,300,", "roses, two"),
        ("D,2,0,100,1,200,", "roses, two"),
    ],
)
def test_the_text_stands_after_any_availability(available: str, note: str) -> None:
    (row,) = read(f"16,165,600,{available}B7,C7,{note}/\n").rows
    assert (row.note, row.ref) == (note, "B7")


def test_a_text_goes_on_in_the_next_record() -> None:
    (row,) = read("16,165,600,,B7,C7,for lark\n", "88,and robin/\n").rows
    assert row.note == "for lark,and robin"


@pytest.mark.parametrize(("currency", "amount"), [("USD", "6.00"), ("CAD", "6.00"), ("JPY", "600")])
def test_decimals_follow_the_currency(currency: str, amount: str) -> None:
    (row,) = read("16,165,600,,B7,,x/\n", head=HEAD.replace("03,1020,,", f"03,1020,{currency},")).rows
    assert (str(row.amount), row.currency) == (amount, currency)


def test_the_number_of_records_is_compared() -> None:
    assert [control.agrees for control in read(ROW).controls] == [True]
    told = read(ROW, records=99)
    assert [(c.told, c.counted, c.agrees) for c in told.controls] == [("99", "7", False)]
    assert len(told.rows) == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("16,100,5,,,,x/\n", "type code"),
        ("16,701,5,,,,x/\n", "type code"),
        ("16,190500000,5,,,,x/\n", "type code"),
        ("16,165,,,,,x/\n", "amount"),
        ("16,165,5.00,,,,x/\n", "amount"),
        ("16,165/\n", "amount"),
        ("16,165,5,D,x,/\n", "funds type"),
        ("17,165,5/\n", "record"),
    ],
)
def test_one_bad_movement_refuses_the_file(row: str, field: str) -> None:
    statement = read(ROW, row)
    assert statement.rows == ()
    assert [(each.line, each.field) for each in statement.rejected] == [(5, field)]


def test_a_day_that_is_none_and_a_cut_file_are_refused() -> None:
    assert read(ROW, head=HEAD.replace("1,260520,", "1,269920,")).rejected[0].field == "as-of date"
    assert "cut" in read_content((HEAD + ROW).encode()).rejected[0].reason
