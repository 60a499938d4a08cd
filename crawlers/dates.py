"""Dates as sites show them: ISO, a fixed format, or words such as "3 days ago" and "ayer"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# How much a relative date may move between two looks without having changed: its own unit.
_UNITS = (
    (re.compile(r"\b(sec|min|segundo|just now|ahora)", re.I), timedelta(minutes=1)),
    (re.compile(r"\b(h|hr|hrs|hours?|horas?)\b", re.I), timedelta(hours=1)),
    (re.compile(r"\b(d|days?|d[ií]as?|today|yesterday|hoy|ayer|anteayer)\b", re.I), timedelta(days=1)),
    (re.compile(r"\b(w|weeks?|semanas?)\b", re.I), timedelta(days=7)),
    (re.compile(r"\b(months?|mes|meses)\b", re.I), timedelta(days=31)),
    (re.compile(r"\b(years?|años?)\b", re.I), timedelta(days=366)),
)
_RELATIVE = re.compile(r"\b(ago|hace|just now|ahora|today|yesterday|hoy|ayer|anteayer)\b", re.I)


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that was read: aware UTC, and how far a relative one may drift between two looks."""

    time: datetime
    slack: timedelta = timedelta(0)


def read(
    text: str, now: datetime, *, zone: str = "UTC", languages: tuple[str, ...] = ("en",), form: str | None = None
) -> Shown | None:
    """Read a shown date as it was at `now` (the time of the fetch); None when it cannot be read.

    Never falls back to the present: a date that is not understood is no date.
    """
    text = " ".join(text.split())
    if not text:
        return None
    exact = _exact(text, zone, form)
    if exact is not None or form is not None:
        return Shown(exact) if exact else None
    parsed = _parse(text, now, zone, languages)
    if parsed is None:
        return None
    return Shown(parsed, _slack(text))


def _exact(text: str, zone: str, form: str | None) -> datetime | None:
    try:
        time = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return (time if time.tzinfo else time.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except OverflowError:
        return None


def _parse(text: str, now: datetime, zone: str, languages: tuple[str, ...]) -> datetime | None:
    from dateparser import parse

    options: Any = {
        "RELATIVE_BASE": now.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        "TIMEZONE": zone,
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "PREFER_DATES_FROM": "past",
    }
    # English beside the site's own: templates are often left untranslated
    return parse(text[:100], languages=list(dict.fromkeys((*languages, "en"))), settings=options)


def _slack(text: str) -> timedelta:
    if not _RELATIVE.search(text):
        return timedelta(0)
    return next((unit for pattern, unit in _UNITS if pattern.search(text)), timedelta(days=1))
