"""Counts by month."""

from __future__ import annotations

from datetime import date

from web.months import by_month, filled


def test_days_become_months() -> None:
    assert by_month([(date(2026, 1, 1), 2), (date(2026, 1, 31), 3), (date(2026, 2, 1), 1)]) == {
        "2026-01": 5,
        "2026-02": 1,
    }


def test_empty_months_between_are_shown() -> None:
    assert filled({"2026-02": 4, "2025-11": 1}) == (("2025-11", 1), ("2025-12", 0), ("2026-01", 0), ("2026-02", 4))


def test_one_month_and_none() -> None:
    assert filled({"2026-12": 3}) == (("2026-12", 3),)
    assert filled({}) == ()
