"""Towns that a text names, by a gazetteer. A town's name is often another word too, so the words around decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.fold import Folded, fold
from nlp.gazetteer import City, gazetteer, words
from nlp.lexicon import Lexicon
from nlp.mention import Mention

_LOOK = 30  # characters looked at on each side
_EDGE = " \n-~*|/,:📍"
_KNOWN = 100_000  # inhabitants from which a name counts without a word around it in the post's country
_KNOWN_ABROAD = 500_000
_REGION = re.compile(r"(,?\s{1,2}\(?|\s?\()([A-Za-z]+(?: [A-Za-z]+)?)\b")
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{3}(?![A-Za-z0-9])")
_BESIDE = re.compile(r"\s*(?:[/,|>➡→✈-]|\bto\b)+\s*$")


class _Named(NamedTuple):
    """A town's name in the folded text. `end` includes the state or country that follows, if `regional`."""

    start: int
    end: int
    name: str
    city: City
    regional: bool


class _Rules(NamedTuple):
    lexicon: Lexicon
    common: frozenset[str]
    regional: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


def find(folded: Folded, region: str = "US") -> tuple[Mention, ...]:
    """Towns and airport codes. `value` is "Austin, US-TX" (see `City`); details: latitude, longitude, country."""
    found = sorted((*_towns(folded, region), *_airports(folded)), key=lambda m: (m.start, -m.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def locate(location: str, region: str = "US") -> City | None:
    """The town of a location field as a site shows it ("Austin, TX", "downtown Leeds"); none when it names none."""
    folded = fold(location.strip())
    return next((named.city for named in _named(folded, region)), None)


@cache
def _rules() -> _Rules:
    lists = words()
    before = "|".join(re.escape(fold(word).lower) for word in sorted(lists.before, key=len, reverse=True))
    after = "|".join(re.escape(word) for word in lists.after)
    return _Rules(
        lexicon=Lexicon({name: [name] for name in gazetteer().by_name if "(" not in name}),
        common=frozenset(lists.common.split()),
        regional=frozenset(lists.regional.split()),
        before=re.compile(rf"(?<!\w)({before})$"),
        after=re.compile(rf"({after})(?!\w)"),
    )


def _named(folded: Folded, region: str) -> Iterator[_Named]:
    """Every name of a town, the longest first where they overlap."""
    reached = -1
    for name, start, end in sorted(_rules().lexicon.find(folded), key=lambda hit: (hit[1], -hit[2])):
        if start < reached:
            continue
        within, last = _region_after(folded, end)
        city = gazetteer().choose(name, region, within) if within else None
        regional = city is not None
        city = city or gazetteer().choose(name, region)
        if city is not None:
            reached = last if regional else end
            yield _Named(start, reached, name, city, regional)


def _towns(folded: Folded, region: str) -> Iterator[Mention]:
    rules, shouted = _rules(), folded.text.isupper()
    for start, end, name, city, regional in _named(folded, region):
        capital = folded.text[start].isupper() and not shouted
        before = rules.before.search(folded.lower[max(0, start - _LOOK) : start].rstrip(_EDGE))
        cue = before or rules.after.match(folded.lower[end : end + _LOOK].lstrip(_EDGE))
        enough = _KNOWN if city.country == region else _KNOWN_ABROAD
        if regional:
            confidence = 0.95
        elif name in rules.regional:
            continue
        elif name in rules.common:
            confidence = 0.6 if before and capital else 0.0
        elif cue:
            confidence = 0.85 if capital else 0.7
        else:
            confidence = 0.6 if capital and city.population >= enough else 0.0
        if confidence:
            yield _mention(folded, (start, end), city, confidence, cue[1] if cue else "")


def _region_after(folded: Folded, end: int) -> tuple[str | None, int]:
    """The state or country that stands after a town, and where it ends; a bare code counts in capitals or after ","."""
    match = _REGION.match(folded.text, end)
    if not match:
        return None, end
    for written in (match[2], match[2].partition(" ")[0]):
        region = gazetteer().regions.get(written.lower())
        if region and (len(written) > 2 or "," in match[1] or written.isupper()):
            return region, match.start(2) + len(written)
    return None, end


def _airports(folded: Folded) -> Iterator[Mention]:
    if folded.text.isupper():
        return
    rules, last = _rules(), -1
    codes = [code for code in _CODE.finditer(folded.text) if code[0] in gazetteer().airports]
    for number, code in enumerate(codes):
        before = folded.lower[max(0, code.start() - _LOOK) : code.start()]
        cue = rules.before.search(before.rstrip(_EDGE)) or rules.after.match(
            folded.lower[code.end() : code.end() + _LOOK].lstrip(_EDGE)
        )
        following = codes[number + 1].start() if number + 1 < len(codes) else code.end()
        beside = _BESIDE.fullmatch(folded.text, last, code.start()) if last >= 0 else None
        ahead = _BESIDE.fullmatch(folded.text, code.end(), following)
        if cue or beside or ahead:
            word = cue[1] if cue else "another code"
            yield _mention(folded, code.span(), gazetteer().airports[code[0]], 0.7, word)
        last = code.end()


def _mention(folded: Folded, span: tuple[int, int], city: City, confidence: float, cue: str) -> Mention:
    first, last = folded.span(*span)
    return Mention(
        kind="place", value=city.value, raw=folded.raw[first:last], start=first, end=last, confidence=confidence,
        method="gazetteer", context=(cue,) if cue else (),
        details={"latitude": round(city.latitude, 2), "longitude": round(city.longitude, 2), "country": city.country},
    )  # fmt: skip
