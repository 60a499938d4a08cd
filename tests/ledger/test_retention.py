from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from ledger.retention import classes, due, ends


def test_the_classes_say_why() -> None:
    assert {"public", "quarantine"} <= set(classes())
    assert classes()["public"].days == 730
    assert all(one.why for one in classes().values())


@pytest.mark.parametrize(
    ("month", "first_day_gone"),
    [
        ("2026-01", date(2028, 2, 1)),
        ("2024-02", date(2026, 3, 1)),
        ("2023-02", date(2025, 2, 28)),
        ("2025-12", date(2028, 1, 1)),
    ],
)
def test_a_month_ends_its_days_after_its_last_day(month: str, first_day_gone: date) -> None:
    assert ends("public", month) == first_day_gone
    assert not due("public", month, first_day_gone - timedelta(days=1))
    assert due("public", month, first_day_gone)


def test_today_is_the_default() -> None:
    assert due("public", "2001-01")
    assert not due("public", "9000-01")


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-1", "", "2026-01-01", "x"])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(BadInput, match="not a month"):
        ends("public", month)


def test_what_is_no_class_is_refused() -> None:
    with pytest.raises(BadInput, match="no retention class 'forever'"):
        due("forever", "2026-01")


@given(st.sampled_from(sorted(classes())), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 4000))
def test_a_post_is_never_purged_early(name: str, collected: date, later: int) -> None:
    month, today = f"{collected:%Y-%m}", collected + timedelta(days=later)
    if later <= classes()[name].days:
        assert not due(name, month, today)
    if later > classes()[name].days + 31:
        assert due(name, month, today)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 2000), st.integers(0, 2000))
def test_what_is_due_stays_due(collected: date, one: int, more: int) -> None:
    month = f"{collected:%Y-%m}"
    if due("public", month, collected + timedelta(days=one)):
        assert due("public", month, collected + timedelta(days=one + more))
