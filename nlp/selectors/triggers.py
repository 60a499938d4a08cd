"""The trigger words of all kinds, spotted in one pass (Aho-Corasick) over the folded text, leet undone.

Names of services are also read with a separator inside ("ven-mo", "cash.app") or between all letters ("v e n m o").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from nlp.fold import fold
from nlp.selectors import numerals

_BREAKS = " -._*~/|'"
_APART = re.compile(r"[^\w\n]{1,8}")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*~|/]{1,3}[^\W_]){3,}(?![^\W_])")


class Hit(NamedTuple):
    """A trigger word at a place of the folded text."""

    start: int
    end: int
    group: str
    key: str
    word: str


class Lexicon(BaseModel):
    """data/lexicon.yaml: group → key → words. Groups in `apart` are also read with separators inside."""

    model_config = ConfigDict(extra="forbid")

    apart: list[str]
    glued: list[str]  # groups whose words may touch a digit ("30min")
    words: dict[str, dict[str, list[str]]]


@cache
def lexicon() -> Lexicon:
    """The words as operators may read them."""
    return load_yaml(numerals.DATA / "lexicon.yaml", Lexicon)


class _Automaton:
    """All words with what they mean."""

    def __init__(self) -> None:
        meaning: dict[str, set[tuple[str, str, str]]] = {}
        for group, key, word, form in _forms():
            meaning.setdefault(form, set()).add((group, key, word))
        self.patterns = list(meaning)
        self.meanings = [tuple(sorted(meaning[form])) for form in self.patterns]
        self.lengths = [len(form) for form in self.patterns]
        self.automaton = AhoCorasick(
            self.patterns, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )
        self.index = {form: position for position, form in enumerate(self.patterns)}
        self.glued = frozenset(lexicon().glued)


def _forms() -> Iterator[tuple[str, str, str, str]]:
    words = lexicon()
    for group, keys in words.words.items():
        for key, names in keys.items():
            for name in names:
                plain = fold(str(name)).lower
                for form in _spellings(plain.translate(numerals.LEET), group in words.apart):
                    yield group, key, plain, form
                first, _, rest = plain.partition(" ")
                if rest and group in words.apart:
                    yield "first", f"{group} {key}", rest, first
    for word in numerals.words():
        yield "number", "", word, word


def _spellings(word: str, apart: bool) -> Iterator[str]:
    yield word
    if not apart:
        return
    solid = word.replace(" ", "")
    bases = {word, solid, solid.replace("l", "i"), word.replace(" ", "-"), word.replace(" ", "_")}
    yield from bases
    if len(solid) >= 5 and solid.isalpha():
        for cut in range(2, len(solid) - 1):
            for mark in _BREAKS:
                yield solid[:cut] + mark + solid[cut:]


@cache
def automaton() -> _Automaton:
    """Built once; a few milliseconds."""
    return _Automaton()


def spot(lower: str) -> dict[str, list[Hit]]:
    """Trigger words by group, in order, the longest where several overlap within a group."""
    machine = automaton()
    plain = lower.translate(numerals.LEET)
    size = len(lower)
    found: dict[str, list[Hit]] = {}
    for index, start, end in machine.automaton.find_matches_as_indexes(plain, overlapping=True):
        before = lower[start - 1] if start else " "
        after = lower[end] if end < size else " "
        for group, key, word in machine.meanings[index]:
            if group == "number":
                found.setdefault(group, []).append(Hit(start, end, group, key, word))
                continue
            if before.isalnum() and plain[start].isalnum() and (group not in machine.glued or before.isalpha()):
                continue
            if after.isalnum() and plain[end - 1].isalnum():
                continue
            if end - start <= 3 and lower[start:end] != plain[start:end]:
                continue
            if group == "first":
                _second(plain, start, end, key, word, found)
                continue
            found.setdefault(group, []).append(Hit(start, end, group, key, word))
    for match in _SPACED.finditer(lower):
        _spaced(machine, match, found)
    return {group: _longest(hits) if group != "number" else hits for group, hits in found.items()}


def _second(plain: str, start: int, end: int, key: str, rest: str, found: dict[str, list[Hit]]) -> None:
    """A name of two words with signs or emoji between them: "cash 📲 app"."""
    gap = _APART.match(plain, end)
    if gap and plain.startswith(rest, gap.end()) and not plain[gap.end() + len(rest) :][:1].isalnum():
        group, name = key.split(" ")
        found.setdefault(group, []).append(Hit(start, gap.end() + len(rest), group, name, f"{plain[start:end]} {rest}"))


def _spaced(machine: _Automaton, match: re.Match[str], found: dict[str, list[Hit]]) -> None:
    """Words written letter by letter: the longest known name at each place of the run."""
    places = [i for i in range(match.start(), match.end()) if match.string[i].isalnum() or match.string[i] in "$@"]
    if len(places) > 60:
        return
    solid = "".join(match.string[i] for i in places).translate(numerals.LEET)
    at = 0
    while at < len(solid):
        for length in range(min(16, len(solid) - at), 3, -1):
            index = machine.index.get(solid[at : at + length])
            if index is not None:
                for group, key, word in machine.meanings[index]:
                    if group in ("service", "network"):
                        hit = Hit(places[at], places[at + length - 1] + 1, group, key, word)
                        found.setdefault(group, []).append(hit)
                at += length
                break
        else:
            at += 1


def _longest(hits: list[Hit]) -> list[Hit]:
    if len(hits) < 2:
        return hits
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.end <= kept[-1].end and (hit[:2] != kept[-1][:2] or hit.key == kept[-1].key):
            continue
        kept.append(hit)
    return kept
