"""Spans of time that a price is for: "30 min", "hh", "2 1/2 hrs", "overnight"."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.selectors.scan import Scan

# Words of the lexicon's group `duration` by key; a number in front multiplies the hour and the minute.
_ALONE = {
    "hour": 60, "full": 60, "half": 30, "quarter": 15, "quick": 15, "visit": 0, "night": 480, "day": 1440,
    "hour_half": 90,
}  # fmt: skip
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
_LETTER = re.compile(r" ?(?:[$€£]|[^\W\d_]{1,5}(?=/))? ?/? ?([hm])(?![\w'.&-])")
_FOR = re.compile(rf"(?<=\d) for ({'|'.join(map(str, sorted(BARE)))})(?![\w%/:]|[.,]\d)")
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
        if minutes or key == "visit":
            listed = _listed(scan.lower, start, minutes) if key == "minute" else []
            found += [*listed, Duration(minutes, start, end)]
    return found or _bare(scan.lower)


def _bare(text: str) -> list[Duration]:
    """Minutes that stand without their unit throughout a list: "80 for 15, 120 for 30"."""
    if text.count(" for ") < 2:
        return []
    some = [Duration(int(match[1]), match.start(1), match.end(1)) for match in _FOR.finditer(text)]
    return some if len(some) > 1 else []


def _listed(text: str, end: int, least: int) -> list[Duration]:
    """The counts before the last one: "15/30/60 min"."""
    found: list[Duration] = []
    while match := _LISTED.search(text, max(0, end - 6), end):
        count = int(match[1])
        if count not in _MINUTES or count >= least:
            break  # no list of minutes, which grow: "120/30m"
        least = count
        found.append(Duration(count, match.start(1), match.end(1)))
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
    if key in ("hour", "night", "day") and match and (match[2] or not _money(text, match)):
        if match[2] and (int(match[1]) > 24 or _money(text, match)):
            return match.start(2), _ALONE[key] // 2  # "$160 1/2hr"
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
