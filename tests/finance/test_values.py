from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.intake.values import decode, money, when


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("- $75.00", ".", "-75.00"),
        ("+ $1,200.00", ".", "1200.00"),
        ("$50.00", ".", "50.00"),
        ("-$25.00", ".", "-25.00"),
        ("$-25.00", ".", "-25.00"),
        ("($370)", ".", "-370"),
        ("12", ".", "12"),
        (".5", ".", "0.5"),
        ("-1.234,56", ",", "-1234.56"),
        ("7,5", ",", "7.5"),
        ("£8.10", ".", "8.10"),
    ],
)
def test_reads_amounts_as_exports_write_them(text: str, decimal: str, amount: str) -> None:
    assert money(text, decimal) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", " ", "-", "$", "1.2.3", "1,23", "12,34.5", "+-5", "- $-5", "12 EUR", "1e3", "nan", "١٢"]
)
def test_refuses_what_is_not_one_number(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money(text)


def test_a_decimal_comma_is_never_taken_for_thousands() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money("12,50")
    with pytest.raises(ValueError, match="not an amount"):
        money("12.50", ",")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_amount_survives_the_dollar_form(amount: Decimal) -> None:
    sign = "-" if amount < 0 else "+"
    assert money(f"{sign} ${abs(amount):,.2f}") == amount


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_decodes_utf_8_and_utf_16(encoding: str) -> None:
    text = "ID,Note\n1,🌹 café\n"
    content = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    assert decode(content) == text


def test_other_encodings_are_refused_by_byte() -> None:
    with pytest.raises(ValueError, match="at byte 3"):
        decode("caf\xe9".encode("latin-1"))


def test_dates_stay_dates_and_times_get_no_zone() -> None:
    forms = ("%m/%d/%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")
    assert when("06/07/2026", forms) == "2026-06-07"
    assert when("2026-06-05T23:41:43", forms) == "2026-06-05T23:41:43"
    assert when("2026-06-05T23:41:43-0700", forms) == "2026-06-05T23:41:43-07:00"


@pytest.mark.parametrize("text", ["", "13/40/2026", "2026-02-30", "yesterday", "now"])
def test_no_date_is_made_up(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        when(text, ("%m/%d/%Y", "%Y-%m-%d"))
