"""One look at a text, shared by all kinds: its fold, its trigger words, and what is taken already."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from nlp.fold import Folded, fold
from nlp.mention import Detail, Mention
from nlp.selectors.triggers import Hit, spot


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


@dataclass
class Scan:
    """A text under the eyes of all selectors. All offsets are into the folded text, except those of a `Mention`."""

    raw: str
    region: str
    mentions: list[Mention] = field(default_factory=list)
    places: dict[str, list[Place]] = field(default_factory=dict)
    _taken: list[tuple[int, int]] = field(default_factory=list)

    @cached_property
    def folded(self) -> Folded:
        """The fold of the text."""
        return fold(self.raw)

    @cached_property
    def text(self) -> str:
        """The folded text, case kept."""
        return self.folded.text

    @cached_property
    def lower(self) -> str:
        """The folded text in lower case."""
        return self.folded.lower

    @cached_property
    def _hits(self) -> dict[str, list[Hit]]:
        return spot(self.lower)

    def hits(self, group: str) -> list[Hit]:
        """The trigger words of a group, in order."""
        return self._hits.get(group, [])

    def between(self, group: str, start: int, end: int) -> list[Hit]:
        """The trigger words of a group that lie wholly within a stretch."""
        hits = self.hits(group)
        low = bisect_left(hits, start, key=_start)
        high = bisect_right(hits, end, key=_start)
        return [hit for hit in hits[low:high] if hit.end <= end]

    def near(self, group: str, start: int, end: int, before: int = 40, after: int = 24) -> tuple[str, ...]:
        """The trigger words of a group close to a span, as written."""
        hits = self.hits(group)
        if not hits:
            return ()
        found = self.between(group, start - before, start) + self.between(group, end, end + after)
        return tuple(dict.fromkeys(hit.word for hit in found))

    def before(self, group: str, start: int, reach: int = 16) -> Hit | None:
        """The trigger word right before a place, with no digit and no other sentence in between."""
        for hit in reversed(self.between(group, start - reach - 20, start)):
            gap = self.lower[hit.end : start]
            if len(gap) <= reach and not any(char.isdigit() or char in ".!?\n" for char in gap.rstrip(". ")):
                return hit
        return None

    def take(self, start: int, end: int) -> None:
        """Keep a span from the selectors that follow."""
        insort(self._taken, (start, end))

    def taken(self, start: int, end: int) -> bool:
        """Whether a span overlaps one that is taken."""
        at = bisect_left(self._taken, (end, 0))
        return at > 0 and self._taken[at - 1][1] > start

    def mention(
        self,
        kind: str,
        value: str,
        start: int,
        end: int,
        confidence: float,
        method: str,
        context: tuple[str, ...] = (),
        details: Mapping[str, Detail] | None = None,
    ) -> Mention:
        """A mention of a folded span."""
        first, last = self.folded.span(start, end)
        self.places.setdefault(kind, []).append(Place(start, end, value))
        return Mention(
            kind=kind, value=value, raw=self.raw[first:last], start=first, end=last,
            confidence=min(confidence, 1.0), method=method, context=context, details=details or {},
        )  # fmt: skip


def _start(hit: Hit) -> int:
    return hit.start
