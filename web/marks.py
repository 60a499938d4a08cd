"""Texts with marks: cut at the ends of mentions and highlights, so that a template can show each piece escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nlp.mention import Mention

Span = tuple[int, int]  # start and end, character offsets

SNIPPET = 320  # characters of a text that a list of hits shows


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks. `number` is the position of `mention` among the mentions, for anchors."""

    text: str
    mention: Mention | None = None
    number: int | None = None
    highlighted: bool = False
    first: bool = False  # the first piece of its mention


def pieces(text: str, mentions: Sequence[Mention] = (), highlights: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """The whole text in order; joining the pieces gives it back. Of mentions that overlap the most certain is shown."""
    shown = _apart(mentions, len(text))
    lights = [
        (max(start, 0), min(end, len(text))) for start, end in highlights if start < min(end, len(text)) and end > 0
    ]
    cuts = {0, len(text)}
    for start, end in [*lights, *((m.start, m.end) for _, m in shown)]:
        cuts |= {start, end}
    return tuple(_piece(text, start, end, shown, lights) for start, end in pairwise(sorted(cuts)))


def snippet(text: str, mentions: Sequence[Mention] = (), highlights: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """About `SNIPPET` characters around the first highlight, else from the start; cut at white space."""
    lights = sorted(highlights)
    start, end = _window(text, lights[0][0] if lights else 0)
    before = Piece("… ") if start else None
    after = Piece(" …") if end < len(text) else None
    moved = [(a - start, b - start) for a, b in lights if a < end and b > start]
    inside = [
        replace(m, start=m.start - start, end=m.end - start) for m in mentions if m.start >= start and m.end <= end
    ]
    body = pieces(text[start:end], inside, moved)
    return tuple(piece for piece in (before, *body, after) if piece is not None)


def _apart(mentions: Sequence[Mention], length: int) -> list[tuple[int, Mention]]:
    """Mentions with their numbers that do not overlap; certain ones first, then longer ones."""
    taken: list[tuple[int, Mention]] = []
    order = sorted(enumerate(mentions), key=lambda item: (-item[1].confidence, item[1].start - item[1].end))
    for number, mention in order:
        inside = 0 <= mention.start < mention.end <= length
        if inside and all(mention.end <= other.start or mention.start >= other.end for _, other in taken):
            taken.append((number, mention))
    return taken


def _piece(text: str, start: int, end: int, shown: list[tuple[int, Mention]], lights: list[Span]) -> Piece:
    number, mention = next(((n, m) for n, m in shown if m.start <= start and end <= m.end), (None, None))
    return Piece(
        text=text[start:end],
        mention=mention,
        number=number,
        highlighted=any(a <= start and end <= b for a, b in lights),
        first=mention is not None and mention.start == start,
    )


def headed(
    title: str, text: str, mentions: Sequence[Mention] = (), highlights: Iterable[Span] = ()
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """A hit: its title, and a snippet of what comes after the title where the text begins with it."""
    lights = list(highlights)
    skip = len(title) if title and text.startswith(title) else 0
    skip += len(text[skip:]) - len(text[skip:].lstrip())
    rest = [replace(m, start=m.start - skip, end=m.end - skip) for m in mentions if m.start >= skip]
    later = [(start - skip, end - skip) for start, end in lights if start >= skip]
    head = pieces(title, (), lights) if text.startswith(title) else pieces(title)
    return head, snippet(text[skip:], rest, later)


def _window(text: str, middle: int) -> Span:
    start = max(0, middle - SNIPPET // 3)
    if start:
        space = text.find(" ", start, middle)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        space = text.rfind(" ", max(start, middle), end)
        end = space if space > start else end
    return start, end
