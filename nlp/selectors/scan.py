"""One look at a text, shared by all kinds: its fold, its trigger words, its digits, and what is taken already."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nlp.fold import fold
from nlp.mention import Detail, Mention
from nlp.selectors.triggers import Hit, spot

_DIGITS = re.compile(r"[0-9]+")
_KEPT = frozenset({"phone", "email", "url", "domain"})  # kinds in which accounts of services are found
_ENDS = re.compile(r"[\d!?\n]|\.\s*[^\s:]")


@dataclass(frozen=True, kw_only=True)
class Selector:
    """One kind: what `docs/selectors.md` says about it, and how it is found."""

    kind: str
    group: str  # contact | payment | crypto | bank | post
    forms: str  # the normal form
    examples: tuple[str, ...]
    source: str
    find: Callable[[Scan], Iterator[Mention]]


class Place(NamedTuple):
    """A value at a place of the folded text."""

    start: int
    end: int
    value: str


class Scan:
    """A text under the eyes of all selectors. All offsets are into the folded text, except those of a `Mention`."""

    def __init__(self, raw: str, region: str) -> None:
        self.raw = raw
        self.region = region
        self.folded = fold(raw)
        self.text = self.folded.text
        self.lower = self.folded.lower
        self.places: dict[str, list[Place]] = {}  # what was found so far, by kind
        self._starts: dict[tuple[str, int], Place] = {}
        self._ends: dict[tuple[str, int], Place] = {}
        self._hits = spot(self.lower)
        self._taken: list[tuple[int, int]] = []
        self._free: list[tuple[int, int]] | None = None  # as `free` gave it last, while it holds

    @cached_property
    def digits(self) -> list[tuple[int, int]]:
        """Where digits stand."""
        return [match.span() for match in _DIGITS.finditer(self.lower)]

    def hits(self, group: str) -> list[Hit]:
        """The trigger words of a group, in order."""
        return self._hits.get(group, [])

    def between(self, group: str, start: int, end: int) -> list[Hit]:
        """The trigger words of a group that lie wholly within a stretch."""
        hits = self._hits.get(group)
        if not hits:
            return []
        low = bisect_left(hits, (start,))
        if low == len(hits) or hits[low][0] > end:
            return []
        found = []
        for hit in hits[low : low + 64]:
            if hit[0] > end:
                break
            if hit[1] <= end:
                found.append(hit)
        return found

    def near(self, group: str, start: int, end: int, before: int = 40, after: int = 24) -> tuple[str, ...]:
        """The trigger words of a group close to a span, as the lexicon writes them."""
        if group not in self._hits:
            return ()
        found = self.between(group, start - before, start) + self.between(group, end, end + after)
        return tuple(dict.fromkeys([hit.word for hit in found])) if found else ()

    def before(self, group: str, start: int, reach: int = 16) -> Hit | None:
        """The trigger word right before a place, with no digit and no end of a sentence in between."""
        for hit in reversed(self.between(group, start - reach - 20, start)):
            gap = self.lower[hit.end : start]
            if len(gap) <= reach and not _ENDS.search(gap):
                return hit
        return None

    def take(self, start: int, end: int) -> None:
        """Keep a span from the selectors that follow."""
        insort(self._taken, (start, end))
        self._free = None

    def free(self) -> list[tuple[int, int]]:
        """Where digits stand that are not taken."""
        if self._free is not None:
            return self._free
        taken = self._taken
        found: list[tuple[int, int]] = []
        at, count = 0, len(taken)
        for span in self.digits:
            while at < count and taken[at][1] <= span[0]:
                at += 1
            if at == count or taken[at][0] >= span[1]:
                found.append(span)
        self._free = found
        return found

    def taken(self, start: int, end: int) -> bool:
        """Whether a span overlaps one that is taken."""
        if not self._taken:
            return False
        at = bisect_left(self._taken, (end, 0))
        return at > 0 and self._taken[at - 1][1] > start

    def starting(self, kind: str, *starts: int) -> Place | None:
        """What was found of a kind at the first of these places where something was."""
        return next((place for start in starts if (place := self._starts.get((kind, start)))), None)

    def ending(self, kind: str, end: int, reach: int) -> Place | None:
        """What was found of a kind that ends at a place or up to `reach` characters before."""
        return next((place for at in range(end, end - reach, -1) if (place := self._ends.get((kind, at)))), None)

    def mention(
        self,
        kind: str,
        value: str,
        start: int,
        end: int,
        *,
        confidence: float,
        method: str,
        context: tuple[str, ...] = (),
        details: Mapping[str, Detail] | None = None,
    ) -> Mention:
        """A mention of a folded span."""
        first, last = self.folded.span(start, end)
        if kind in _KEPT:
            place = Place(start, end, value)
            self.places.setdefault(kind, []).append(place)
            self._starts[kind, start] = self._ends[kind, end] = place
        return Mention(
            kind=kind, value=value, raw=self.raw[first:last], start=first, end=last,
            confidence=min(confidence, 1.0), method=method, context=context, details=details or {},
        )  # fmt: skip
