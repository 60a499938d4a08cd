"""How dates, numbers and titles read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import ModuleType

import pytest
from jinja2 import UndefinedError

from crawlers.post import Capture
from web.render import _environment, day, headline, moment, number

EAST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 23, 59, tzinfo=UTC), "2026-01-05"),
        (datetime(2026, 1, 5, 3, 0, tzinfo=EAST), "2026-01-04"),
    ],
)
def test_days_are_utc(value: date | None, shown: str) -> None:
    assert day(value) == shown


def test_moments_say_their_zone() -> None:
    assert moment(datetime(2026, 1, 5, 3, 0, tzinfo=EAST)) == "2026-01-04 18:00 UTC"
    assert moment(None) == "—"


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (1234567, "1,234,567"), (0.256, "0.26")])
def test_numbers_can_be_read(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("Sweet Rosie", "Sweet Rosie\n\nHi", "Sweet Rosie"),
        ("", "For our staff.\nThey travel.", "“For our staff.”"),
        ("", "word " * 40, f"“{('word ' * 14).rstrip()}…”"),
        ("", "", "(empty)"),
    ],
)
def test_a_post_without_title_is_named_by_its_words(world: ModuleType, title: str, text: str, shown: str) -> None:
    place = Capture(segment="s", record="r", sha256="0", url="u", fetched_at=world.START)
    document = replace(world.document(world.PEOPLE[0], 0, place), title=title, text=text)
    assert headline(document) == shown


def test_an_undefined_name_is_an_error_and_everything_is_escaped() -> None:
    environment = _environment()
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing }}").render()
    assert environment.from_string("{{ x }}").render(x="<b>'\"&") == "&lt;b&gt;&#39;&#34;&amp;"
