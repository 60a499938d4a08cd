"""Spans of time that a price is for: "30 min", "hh", "2 1/2 hrs", "overnight"."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.selectors.scan import Scan

# Words of the lexicon's group `duration` by key; a number in front multiplies the hour and the minute.
_ALONE = {"hour": 60, "full": 60, "half": 30, "quarter": 15, "quick": 15, "night": 480, "day": 1440, "hour_half": 90}
_WORDS = {
    "a": 1, "an": 1, "one": 1, "un": 1, "una": 1, "une": 1, "uma": 1, "full": 1, "half": 0.5, "two": 2, "three": 3,
    "four": 4, "five": 5, "six": 6, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
_COUNT = re.compile(
    r"(?:(\d{1,3}) (1/2)|((?<![\w.,])\d[oil\d]{0,2}(?:[.,]\d)?)|(1/2|1/4|3/4)"
    rf"|(?<![a-z])({'|'.join(sorted(_WORDS, key=len, reverse=True))}))\s?-?\s?$"
)
BARE = frozenset({15, 20, 30, 45, 60, 90})  # minutes that stand without their unit
_LETTER = re.compile(r" ?[$€£]? ?/? ?([hm])(?![\w'.&-])")
_UNITS = {"h": "hour", "m": "minute"}
_LISTED = re.compile(r"(?<![\d.,$£€])(\d{2,3})\s?[/,&|]\s?$")
_MINUTES = frozenset({5, 10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 75, 90, 100, 120, 150, 180})


_DIGITS = str.maketrans("oil,", "011.")


class Duration(NamedTuple):
    """A length of time at a place of the folded text."""

    minutes: int
    start: int
    end: int


def durations(scan: Scan) -> list[Duration]:
    """The lengths of time in a text, in order."""
    hits = scan.hits("duration")
    halves = any(hit.key == "half" for hit in hits)  # "half 100, full 180"; else "full" says nothing of time
    words = [(hit.start, hit.end, hit.key) for hit in hits if halves or hit.key != "full"]
    after = [match for _, end in scan.free() if (match := _LETTER.match(scan.lower, end))]
    letters = [(match.start(1), match.end(), _UNITS[match[1]]) for match in after]
    found: list[Duration] = []
    for at, end, key in sorted(words + letters) if letters else words:
        if found and at < found[-1].end:
            continue
        start, minutes = _counted(scan.lower, at, key)
        if minutes:
            listed = _listed(scan.lower, start) if key == "minute" else []
            found += [*listed, Duration(minutes, start, end)]
    return found


def _listed(text: str, end: int) -> list[Duration]:
    """The counts before the last one: "15/30/60 min"."""
    found: list[Duration] = []
    while match := _LISTED.search(text, max(0, end - 6), end):
        if int(match[1]) not in _MINUTES:
            break
        found.append(Duration(int(match[1]), match.start(1), match.end(1)))
        end = match.start(1)
    return found[::-1]


def _counted(text: str, start: int, key: str) -> tuple[int, int]:
    """Where the duration begins and its minutes, the number in front counted in if it can be a count."""
    match = _COUNT.search(text, max(0, start - 12), start)
    if key == "minute":
        if not match:
            return start, 0
        count = _number(match)
        return (match.start(), int(count)) if int(count) in _MINUTES else (start, 0)
    if key in ("hour", "night", "day") and match and not _money(text, match):
        count = _number(match)
        if count <= (24 if key == "hour" else 3):
            return match.start(), int(count * _ALONE[key])
    return start, _ALONE[key]


def _money(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.start()] in ("$", "£", "€", ".", ",")


def _number(match: re.Match[str]) -> float:
    if match[2]:
        return float(match[1]) + 0.5
    if match[3]:
        return float(match[3].translate(_DIGITS))
    if match[4]:
        return {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}[match[4]]
    return _WORDS[match[5]]
