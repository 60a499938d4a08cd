"""Phrases in folded text: Aho-Corasick over all at once, with word boundaries, alternatives, gaps and negation.

A phrase of the data files is lower-case words in which `(a|b)` gives alternatives (one may be empty) and `…` lets up to
three words of the same clause stand between: `(keep|hold) … (passport|papers)`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle, product

from ahocorasick_rs import AhoCorasick, Implementation

from nlp.fold import Folded, fold

GAP = "…"

_GAP_WORDS = 3
_GAP_WIDTH = 60  # characters
_NEGATION_WORDS = 3
_SOFT_END = re.compile(r"[\t\r]|(?<!\n)\n(?!\n)")
_GROUP = re.compile(r"\(([^()]*)\)")
_CLAUSE_END = re.compile(r"[.!?;:\n]|\bbut\b|\bpero\b|\bor else\b")
_NEGATIONS = frozenset((
    "no", "not", "never", "without", "don't", "dont", "doesn't", "doesnt", "won't", "wont", "isn't", "isnt", "aren't",
    "arent", "can't", "cannot", "nor", "neither", "nunca", "sin", "ni", "jamas", "tampoco",
))  # fmt: skip


class Lexicon:
    """Phrases by name, compiled once; finding is linear in the text."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._parts: list[str] = []
        self._starts: list[list[tuple[str, tuple[int, ...]]]] = []  # part → (name, parts that follow)
        numbers: dict[str, int] = {}
        for name, some in phrases.items():
            for phrase in some:
                for parts in _spellings(phrase):
                    known = tuple(self._number(part, numbers) for part in parts)
                    self._starts[known[0]].append((name, known[1:]))
        self._machine = AhoCorasick(self._parts, implementation=Implementation.DFA, store_patterns=False)

    def find(self, folded: Folded) -> Iterator[tuple[str, int, int]]:
        """(name, start, end) of each phrase in `folded.lower`; of one name, a match within another is left out."""
        text = one_line(folded.lower)
        places = self._places(text)
        widest: dict[str, list[tuple[int, int]]] = {}
        for part, spans in places.items():
            for name, rest in self._starts[part]:
                for span in spans:
                    end = _follow(text, span[1], rest, places)
                    if end:
                        widest.setdefault(name, []).append((span[0], end))
        for name, spans in widest.items():
            for start, end in _outermost(spans):
                yield name, start, end

    def _number(self, part: str, numbers: dict[str, int]) -> int:
        if part not in numbers:
            numbers[part] = len(self._parts)
            self._parts.append(part)
            self._starts.append([])
        return numbers[part]

    def _places(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Part → its places, at word boundaries."""
        places: dict[int, list[tuple[int, int]]] = {}
        for part, start, end in self._machine.find_matches_as_indexes(text, overlapping=True):
            if _bounded(text, start, end):
                places.setdefault(part, []).append((start, end))
        return places


def one_line(text: str) -> str:
    """The text with single line ends and tabs as spaces; it keeps its length, and empty lines still end a clause."""
    return _SOFT_END.sub(" ", text)


def negated(text: str, start: int) -> bool:
    """Whether one of the three words before `start` in a lower-case text, in the same clause, says no."""
    before = _CLAUSE_END.split(text[max(0, start - 60) : start])[-1].replace(",", " ")
    return not _NEGATIONS.isdisjoint(before.split()[-_NEGATION_WORDS:])


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins and ends at word boundaries."""
    left = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return left and (end == len(text) or not (text[end].isalnum() and text[end - 1].isalnum()))


def _follow(text: str, at: int, rest: tuple[int, ...], places: Mapping[int, list[tuple[int, int]]]) -> int | None:
    """Where the phrase ends whose parts in `rest` follow `at` within their gaps; none when they do not."""
    for part in rest:
        spans = places.get(part, [])
        following = bisect_left(spans, (at, 0))
        if following == len(spans) or spans[following][0] > at + _GAP_WIDTH:
            return None
        between = text[at : spans[following][0]]
        if len(between.split()) > _GAP_WORDS or _CLAUSE_END.search(between):
            return None
        at = spans[following][1]
    return at


def _outermost(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans that lie in no other."""
    reached = -1
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if end > reached:
            yield start, end
            reached = end


def _spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """Every way to write a phrase of the data, as the parts between its gaps."""
    pieces = _GROUP.split(phrase)  # text, alternatives, text, …
    choices = [piece.split("|") if group else [piece] for group, piece in zip(cycle((False, True)), pieces)]
    for choice in product(*choices):
        yield tuple(" ".join(fold(part).lower.split()) for part in "".join(choice).split(GAP))
