"""Dates as sites show them: ISO, a fixed format, or words such as "3 days ago" and "ayer"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
# Words for a unit in the sites' languages, and how long one is.
_UNITS = {
    timedelta(seconds=1): "s sec secs second seconds segundo segundos",
    _MINUTE: "m min mins minute minutes minuto minutos",
    timedelta(hours=1): "h hr hrs hour hours hora horas",
    _DAY: "d day days día días dia dias",
    timedelta(days=7): "w wk wks week weeks semana semanas",
    timedelta(days=30): "mo month months mes meses",
    timedelta(days=365): "y yr yrs year years año años",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_ONE = {"a", "an", "one", "un", "una"}
_AGO = re.compile(
    r"(?:hace\s+)?(?:about |around |unos? |unas? )?(\d{1,4}|an?|one|una?)\s*([a-zñáéíóú]+)(?:\s+ago)?", re.IGNORECASE
)
_SAID = re.compile(r"\b(ago|hace)\b", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")
_NAMED: dict[str, timedelta | None] = {
    "just now": None, "now": None, "ahora": None, "ahora mismo": None, "today": timedelta(0), "hoy": timedelta(0),
    "yesterday": _DAY, "ayer": _DAY, "anteayer": 2 * _DAY,
}  # fmt: skip
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that was read: aware UTC, and the bounds within which the real moment lies.

    "3 days ago" may be nearly four, "14 Nov" is any time of that day: two looks agree when their bounds meet.
    """

    time: datetime
    earliest: datetime
    latest: datetime


def _shown(moment: datetime, before: timedelta = timedelta(0), after: timedelta = timedelta(0)) -> Shown:
    moment = moment.astimezone(UTC)
    return Shown(moment, moment - before, moment + after)


def read(
    text: str, now: datetime, *, zone: str = "UTC", languages: tuple[str, ...] = ("en",), form: str | None = None
) -> Shown | None:
    """Read a shown date as it was at `now` (the time of the fetch); None when it cannot be read.

    Never falls back to the present: a date that is not understood is no date.
    """
    text = " ".join(text.split())
    if not text:
        return None
    try:
        if form is not None or _ISO.match(text):
            return _dated(datetime.strptime(text, form) if form else datetime.fromisoformat(text), zone)
        return _relative(text.lower().rstrip("."), now) or _written(text, now, zone, languages)
    except (ValueError, OverflowError):
        return None


def _dated(moment: datetime, zone: str) -> Shown:
    """A date without a time of day is any time of it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return _shown(aware, after=_DAY if moment.time() == _MIDNIGHT else _MINUTE)


def _relative(text: str, now: datetime) -> Shown | None:
    """The common forms, read without a library: they stand on every page and a library takes milliseconds."""
    if text in _NAMED:
        span = _MINUTE if _NAMED[text] is None else _DAY
        return _shown(now - (_NAMED[text] or timedelta(0)), before=span, after=span)
    found = _AGO.fullmatch(text) if _SAID.search(text) else None
    if found is None or found[2] not in _UNIT:
        return None
    count, unit = 1 if found[1] in _ONE else int(found[1]), _UNIT[found[2]]
    return _shown(now - count * unit, before=unit, after=_MINUTE)


def _written(text: str, now: datetime, zone: str, languages: tuple[str, ...]) -> Shown | None:
    from dateparser import parse

    options: Any = {
        "RELATIVE_BASE": now.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        "TIMEZONE": zone,
        "RETURN_AS_TIMEZONE_AWARE": True,
        "PREFER_DATES_FROM": "past",
    }
    # English beside the site's own: templates are often left untranslated
    parsed = parse(text[:100], languages=list(dict.fromkeys((*languages, "en"))), settings=options)
    if parsed is None:
        return None
    return _shown(parsed, before=_DAY, after=_DAY) if _SAID.search(text) else _dated(parsed, zone)
