"""Spans of the search language: `price:<100`, `price:50..80`, `posted:2026-01..2026-03`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from indexer.query import Span, WrongQuery

_SPAN = re.compile(r"(?P<sign><=|>=|<|>)(?P<one>.+)|(?P<low>.*?)\.\.(?P<high>.*)|(?P<only>.+)", re.S)
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,8})?")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def prices(text: str, query: str, at: int) -> Span:
    """Prices; both ends of `50..80` belong to it.

    Raises:
        WrongQuery: not a number.
    """

    def number(part: str | None) -> float | None:
        if not part:
            return None
        if not _NUMBER.fullmatch(part):
            raise WrongQuery(f"{part!r} is not a price (write price:<100 or price:50..80)", query, at)
        return float(part)

    sign, one, low, high = _parts(text, query, at)
    if sign:
        bound = number(one)
        below = sign.startswith("<")
        return Span("price", None if below else bound, bound if below else None, sign == ">=", sign == "<=")
    return Span("price", number(low), number(high), True, True)


def dates(text: str, query: str, at: int) -> Span:
    """Days, months or years in UTC; both ends of `2026-01..2026-03` belong to it wholly.

    Raises:
        WrongQuery: not a date.
    """

    def period(part: str | None) -> tuple[datetime | None, datetime | None]:
        return _period(part, query, at) if part else (None, None)

    sign, one, low, high = _parts(text, query, at)
    start, end = period(one)
    match sign:
        case "<":
            return Span("posted", None, start)
        case "<=":
            return Span("posted", None, end)
        case ">":
            return Span("posted", end, None)
        case ">=":
            return Span("posted", start, None)
    return Span("posted", period(low)[0], period(high)[1])


def _parts(text: str, query: str, at: int) -> tuple[str | None, str | None, str | None, str | None]:
    """The sign and its value, or the two ends (equal for a single value)."""
    found = _SPAN.fullmatch(text)
    if not found or (found["low"] == "" and found["high"] == ""):
        raise WrongQuery("a span needs at least one end", query, at)
    if found["only"]:
        return None, None, found["only"], found["only"]
    return found["sign"], found["one"], found["low"], found["high"]


def _period(text: str, query: str, at: int) -> tuple[datetime, datetime]:
    """The first moment of a day, month or year, and the first one after it."""
    found = _DATE.fullmatch(text)
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        if day:
            return start, start + timedelta(days=1)
        after = (start + timedelta(days=31)).replace(day=1) if month else start.replace(year=start.year + 1)
        return start, after
    except (ValueError, OverflowError):
        raise WrongQuery(f"{text!r} is not a date (write 2026-01-31, 2026-01 or 2026)", query, at) from None
