"""Dates as sites show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import read

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("just now", NOW),
        ("ahora mismo", NOW),
        ("today", NOW),
        ("hoy", NOW),
        ("yesterday", NOW - DAY),
        ("Yesterday", NOW - DAY),
        ("ayer", NOW - DAY),
        ("anteayer", NOW - 2 * DAY),
        ("5 minutes ago", NOW - timedelta(minutes=5)),
        ("an hour ago", NOW - HOUR),
        ("2 hours ago", NOW - 2 * HOUR),
        ("about 3 hours ago", NOW - 3 * HOUR),
        ("3 days ago", NOW - 3 * DAY),
        ("3d ago", NOW - 3 * DAY),
        ("2 weeks ago", NOW - 14 * DAY),
        ("hace 2 horas", NOW - 2 * HOUR),
        ("hace 3 días", NOW - 3 * DAY),
        ("Hace una semana", NOW - 7 * DAY),
        ("hace un mes", NOW - 30 * DAY),
        ("2026-11-03", datetime(2026, 11, 3, tzinfo=UTC)),
        ("2026-11-03 09:14", datetime(2026, 11, 3, 9, 14, tzinfo=UTC)),
        ("2026-11-03T09:14:05-05:00", datetime(2026, 11, 3, 14, 14, 5, tzinfo=UTC)),
        ("2026-11-03T09:14:05Z", datetime(2026, 11, 3, 9, 14, 5, tzinfo=UTC)),
        ("Oct 14, 2026", datetime(2026, 10, 14, tzinfo=UTC)),
        ("14 October 2026 at 5:30 pm", datetime(2026, 10, 14, 17, 30, tzinfo=UTC)),
        ("12 de octubre de 2026", datetime(2026, 10, 12, tzinfo=UTC)),
        ("  Oct\n 14,  2026 ", datetime(2026, 10, 14, tzinfo=UTC)),
    ],
)
def test_shown_dates(text: str, expected: datetime) -> None:
    shown = read(text, NOW, languages=("en", "es"))
    assert shown is not None
    assert shown.time == expected
    assert shown.time.tzinfo is UTC
    assert shown.earliest <= shown.time <= shown.latest


@pytest.mark.parametrize(
    "text",
    ["", " ", "whenever", "Sold", "n/a", "99999999 days ago", "9999 years ago", "2026-13-45", "call now!", "-"],
)
def test_what_is_not_understood_is_no_date(text: str) -> None:
    assert read(text, NOW) is None


def test_the_format_of_a_profile_is_exact() -> None:
    assert read("03/04/2026", NOW, form="%d/%m/%Y") == read("2026-04-03", NOW)
    assert read("03/04/2026", NOW, form="%m/%d/%Y") == read("2026-03-04", NOW)
    assert read("yesterday", NOW, form="%d/%m/%Y") is None  # no second guess


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC", "Pacific/Auckland"])
def test_a_date_without_a_zone_stands_in_that_of_the_site(zone: str) -> None:
    local = datetime(2026, 3, 8, 21, 30, tzinfo=ZoneInfo(zone))
    for text in ("2026-03-08 21:30", "March 8, 2026 9:30 pm"):
        shown = read(text, NOW, zone=zone)
        assert shown is not None
        assert shown.time == local


def test_the_bounds_say_how_exact_a_date_is() -> None:
    for text, before, after in (
        ("3 days ago", DAY, timedelta(minutes=1)),
        ("2 hours ago", HOUR, timedelta(minutes=1)),
        ("yesterday", DAY, DAY),
        ("2026-11-03", timedelta(0), DAY),
        ("2026-11-03 09:14", timedelta(0), timedelta(minutes=1)),
    ):
        shown = read(text, NOW)
        assert shown is not None
        assert (shown.time - shown.earliest, shown.latest - shown.time) == (before, after), text


@given(
    age=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)),
    later=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)),
)
def test_two_looks_at_one_post_agree(age: timedelta, later: timedelta) -> None:
    """What a site shows of one moment at two times never looks like a bump."""
    posted = NOW - age
    first, second = read(site_words(age), NOW), read(site_words(age + later), NOW + later)
    assert first is not None
    assert second is not None
    assert first.earliest <= posted <= first.latest
    assert second.earliest <= posted <= second.latest
    assert second.earliest <= first.latest


def site_words(age: timedelta) -> str:
    for unit, seconds in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if age.total_seconds() >= seconds:
            return f"{int(age.total_seconds() // seconds)} {unit} ago"
    return "just now"


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    shown = read(text, NOW, form="%d %b %Y")
    assert shown is None or shown.time.tzinfo is UTC


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=-5)))))
def test_iso_dates_are_exact(moment: datetime) -> None:
    shown = read(moment.isoformat(), NOW)
    if shown is None:  # out of the range of UTC dates
        assert moment.year in {1, 9999}
    else:
        assert shown.time == moment
