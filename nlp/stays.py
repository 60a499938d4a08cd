"""Dates of stay that a text tells, as days: "in town till Friday", "visiting May 3-6", "hasta el viernes".

Days are coarse on purpose: whereabouts are shown by the day at the finest, and only where a purpose is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from config.data import folder, load_yaml
from nlp.fold import Folded, fold
from nlp.lexicon import one_line
from nlp.mention import Mention

_LONGEST = 60  # days; a longer stay is no stay
_NEAR = 70  # characters on each side in which a cue or a place counts
_SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n\s*\n")
_DAY = timedelta(days=1)


class _Words(BaseModel):
    """config/lexicons/stays.yaml."""

    model_config = ConfigDict(extra="forbid")

    months: dict[int, tuple[str, ...]]
    weekdays: dict[int, tuple[str, ...]]
    today: tuple[str, ...]
    tomorrow: tuple[str, ...]
    weekend: tuple[str, ...]
    week: tuple[str, ...]
    to: tuple[str, ...]
    until: tuple[str, ...]
    for_: tuple[str, ...]
    day: tuple[str, ...]
    only: tuple[str, ...]
    cues: tuple[str, ...]
    leaving: tuple[str, ...]
    arriving: tuple[str, ...]


class _Rules(NamedTuple):
    date: re.Pattern[str]
    to: re.Pattern[str]
    until: re.Pattern[str]
    days: re.Pattern[str]
    only: re.Pattern[str]
    cue: re.Pattern[str]
    leaving: re.Pattern[str]
    arriving: re.Pattern[str]
    month: dict[str, int]
    weekday: dict[str, int]


class _When(NamedTuple):
    """A date expression in the folded text: its first and last day."""

    start: int
    end: int
    first: date
    last: date


def find(folded: Folded, on: date, places: Sequence[Mention] = (), region: str = "US") -> tuple[Mention, ...]:
    """Stays, resolved against the day the post is of.

    `value` is an ISO 8601 interval of days, "2026-05-03/2026-05-06", its end ".." when not told. Details: `from`,
    `to`, and `place` when a place of `places` stands in the same sentence. Numeric dates are month/day in the
    United States and day/month elsewhere.
    """
    rules, text = _rules(), one_line(folded.lower)
    found: list[Mention] = []
    for start, end, first, last in (*_ranges(text, list(_dates(text, on, region)), on), *_spells(text, on)):
        low, high = _sentence(text, start, end)
        span = folded.span(start, end)
        near = min(
            (place for place in places if folded.span(low, high)[0] <= place.start < folded.span(low, high)[1]),
            key=lambda place: min(abs(place.start - span[1]), abs(span[0] - place.end)),
            default=None,
        )
        cue = rules.cue.search(text, low, high)
        if not (cue or near) or (last and not 0 <= (last - first).days <= _LONGEST):
            continue
        details = {"from": first.isoformat()} | ({"to": last.isoformat()} if last else {})
        mention = Mention(
            kind="stay", value=f"{first}/{last or '..'}", raw=folded.raw[slice(*span)], start=span[0], end=span[1],
            confidence=0.8 if cue else 0.6, method="dates", context=(cue[0],) if cue else (),
            details=details | ({"place": near.value} if near else {}),
        )  # fmt: skip
        found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


@cache
def _rules() -> _Rules:
    raw = load_yaml(folder("lexicons") / "stays.yaml", _Words)
    month = {fold(word).lower: number for number, some in raw.months.items() for word in some}
    weekday = {fold(word).lower: number for number, some in raw.weekdays.items() for word in some}
    to, months, day = _any(raw.to), _any(month), r"(?<![\d/])\d{1,2}(?:st|nd|rd|th)?(?![\d/:])"
    date_ = "|".join((
        rf"(?P<m1>{months})\.?\s(?P<d1>{day})(?:\s?(?:{to})\s?(?P<e1>{day})(?!\s(?:de\s)?(?:{months})\b))?",
        rf"(?:(?P<b2>{day})\s?(?:{to})\s?)?(?P<d2>{day})\s(?:de\s|of\s)?(?P<m2>{months})\b",
        r"(?<![\d/])(?P<n3>\d{1,2})/(?P<o3>\d{1,2})(?:/(?:20)?\d\d)?(?![\d/])",
        rf"(?P<w>{_any(weekday)})\b",
        r"(?:the|el)\s(?P<d5>\d{1,2})(?:st|nd|rd|th)?(?![\d/:]|\s?(?:am|pm))",
        rf"(?P<today>{_any(raw.today)})\b|(?P<tomorrow>{_any(raw.tomorrow)})\b",
        rf"(?P<weekend>{_any(raw.weekend)})\b|(?P<week>{_any(raw.week)})\b",
    ))  # fmt: skip
    return _Rules(
        date=re.compile(rf"(?<![\w$])(?:{date_})"),
        to=re.compile(rf"\s?(?:{to})\s?(?:the|el)?\s?"),
        until=re.compile(rf"\b(?:{_any(raw.until)})\s(?:the|el|este|next)?\s?$"),
        days=re.compile(rf"\b(?:{_any(raw.for_)})\s(\d{{1,2}})\s(?:{_any(raw.day)})\b"),
        only=re.compile(rf"\s(?:{_any(raw.only)})\b"),
        cue=re.compile(rf"\b(?:{_any((*raw.cues, *raw.leaving, *raw.arriving))})\b"),
        leaving=re.compile(rf"\b(?:{_any(raw.leaving)})\b[\s\w]{{0,12}}$"),
        arriving=re.compile(rf"\b(?:{_any(raw.arriving)})\b[\s\w]{{0,20}}$"),
        month=month,
        weekday=weekday,
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(fold(word).lower) for word in sorted(words, key=len, reverse=True))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of the sentence around a span that is near enough to decide about it."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - _NEAR), start)]
    after = _SENTENCE_END.search(text, end, end + _NEAR)
    return before[-1] if before else max(0, start - _NEAR), after.start() if after else min(len(text), end + _NEAR)


def _dates(text: str, on: date, region: str) -> Iterator[_When]:
    """Each date expression as days; what is no day of the calendar is left out."""
    rules = _rules()
    for match in rules.date.finditer(text):
        try:
            days = _days(match, on, region, rules)
        except ValueError:
            continue
        yield _When(match.start(), match.end(), *days)


def _days(match: re.Match[str], on: date, region: str, rules: _Rules) -> tuple[date, date]:
    got = match.groupdict()
    if got["m1"]:
        first = _nearest(on, rules.month[got["m1"]], _number(got["d1"]))
        return first, first.replace(day=_number(got["e1"])) if got["e1"] else first
    if got["m2"]:
        last = _nearest(on, rules.month[got["m2"]], _number(got["d2"]))
        return last.replace(day=_number(got["b2"])) if got["b2"] else last, last
    if got["n3"]:
        one, other = int(got["n3"]), int(got["o3"])
        day = _nearest(on, one, other) if region == "US" else _nearest(on, other, one)
    elif got["w"]:
        day = on + _DAY * ((rules.weekday[got["w"]] - on.weekday()) % 7)
    elif got["d5"]:
        day = next(d for d in (on + _DAY * i for i in range(62)) if d.day == _number(got["d5"]))
    elif got["weekend"]:
        saturday = on + _DAY * ((5 - on.weekday()) % 7) if on.weekday() != 6 else on
        return saturday, saturday + _DAY * (6 - saturday.weekday())
    elif got["week"]:
        return on, on + _DAY * (6 - on.weekday())
    else:
        day = on if got["today"] else on + _DAY
    return day, day


def _number(text: str) -> int:
    number = int(re.sub(r"\D", "", text))
    if not 1 <= number <= 31:
        raise ValueError("no day of a month")
    return number


def _nearest(on: date, month: int, day: int) -> date:
    """The day of the year that lies nearest to the post's day: posts tell of the weeks around them.

    Raises:
        ValueError: no such day.
    """
    years = [date(year, month, day) for year in (on.year - 1, on.year, on.year + 1) if (month, day) != (2, 29)]
    return min(years or [date(on.year, 2, 29)], key=lambda candidate: abs((candidate - on).days))


def _ranges(text: str, dates: list[_When], on: date) -> Iterator[tuple[int, int, date, date | None]]:
    """(start, end, first day, last day) of what stands as a range, after "until", or beside leaving and arriving."""
    rules, reached = _rules(), 0
    for when, following in zip_longest(dates, dates[1:]):
        if when.start < reached:
            continue
        before = text[max(0, when.start - 40) : when.start]
        until = rules.until.search(before)
        if following and rules.to.fullmatch(text, when.end, following.start):
            last = following.last if following.last >= when.first else following.last + _DAY * 7
            yield when.start, following.end, when.first, last
            reached = following.end
        elif when.first != when.last:
            yield when.start, when.end, when.first, when.last
        elif until:
            yield when.start - len(before) + until.start(), when.end, min(on, when.last), when.last
        elif rules.leaving.search(before):
            yield when.start, when.end, min(on, when.last), when.last
        elif rules.arriving.search(before):
            yield when.start, when.end, when.first, None
        elif rules.only.match(text, when.end):
            yield when.start, when.end, when.first, when.last


def _spells(text: str, on: date) -> Iterator[tuple[int, int, date, date | None]]:
    """Spells such as "for 3 days": so many days from the post's day on."""
    for match in _rules().days.finditer(text):
        yield match.start(), match.end(), on, on + _DAY * max(int(match[1]) - 1, 0)
