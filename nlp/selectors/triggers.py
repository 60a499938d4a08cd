"""The trigger words of all kinds, spotted in one pass (Aho-Corasick) over the folded text, leet undone.

Names of services are also read with a separator inside ("ven-mo"), between all letters ("v e n m o"), and with signs
between their two words ("cash 📲 app").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from nlp.fold import fold
from nlp.selectors import numerals

_BREAKS = " -._*~/|'"
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*~|/]{1,3}[^\W_]){3,40}(?![^\W_])")
_LETTERS = re.compile(r"[ .\-_*~|/][a-z][ .\-_*~|/]{1,3}[a-z][ .\-_*~|/]")
_APART = re.compile(r"[^\w\n]{1,8}")
_UNSPACED = "\u0e00"  # from Thai on: scripts that put no blanks between words
_AGAIN = 40  # characters that are read again behind a sigil that was taken for a letter


class Hit(NamedTuple):
    """A trigger word at a place of the folded text."""

    start: int
    end: int
    key: str
    word: str


class Lexicon(BaseModel):
    """data/lexicon.yaml: group → key → words. Groups in `apart` are also read with separators inside."""

    model_config = ConfigDict(extra="forbid")

    apart: list[str]
    glued: list[str]  # groups whose words may touch a digit ("30min")
    words: dict[str, dict[str, list[str]]]


class Ids(BaseModel):
    """data/not_phone.yaml: words before a number that is no phone, by language; before digits in one piece; after."""

    model_config = ConfigDict(extra="forbid")

    before: dict[str, list[str]]
    solid: dict[str, list[str]]
    after: dict[str, list[str]]


@cache
def lexicon() -> Lexicon:
    """The words as operators may read them; those that part ids and quantities from phones have a file of their own."""
    lexicon = load_yaml(numerals.DATA / "lexicon.yaml", Lexicon)
    ids = load_yaml(numerals.DATA / "not_phone.yaml", Ids)
    words = {"not_phone": ids.before, "not_phone_solid": ids.solid, "counted": ids.after}
    return lexicon.model_copy(update={"words": lexicon.words | words})


class _Meaning(NamedTuple):
    group: str
    key: str
    word: str
    glued: bool


class _Automaton:
    """All words with what they mean. Of overlapping words the longest is found; `shorter` are words it begins with."""

    def __init__(self) -> None:
        meanings: dict[str, dict[tuple[str, str], _Meaning]] = {}
        glued = set(lexicon().glued)
        for group, key, word, form in _forms():
            meanings.setdefault(form, {}).setdefault((group, key), _Meaning(group, key, word, group in glued))
        self.forms = list(meanings)
        self.meanings = [tuple(meanings[form].values()) for form in self.forms]
        self.number = [any(meaning.group == "number" for meaning in some) for some in self.meanings]
        self.index = {form: position for position, form in enumerate(self.forms)}
        self.shorter = [self._shorter(form) for form in self.forms]
        self.machine = AhoCorasick(self.forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)

    def _shorter(self, form: str) -> tuple[int, ...]:
        starts = (form[:size] for size in range(len(form) - 1, 1, -1))
        return tuple(self.index[start] for start in starts if start in self.index)


def _forms() -> Iterator[tuple[str, str, str, str]]:
    words = lexicon()
    for group, keys in words.words.items():
        for key, names in keys.items():
            for name in names:
                plain = fold(str(name)).lower
                for form in _spellings(plain.translate(numerals.LEET), group in words.apart):
                    yield group, key, plain, form
                first, _, rest = plain.partition(" ")
                if rest and len(first) > 2 and group in words.apart:
                    yield "first", f"{group} {key}", rest, first
    for word in numerals.words():
        yield "number", "", word, word


def _spellings(word: str, apart: bool) -> Iterator[str]:
    yield word
    if not apart:
        return
    solid = word.replace(" ", "")
    yield from ("".join(letters) for letters in product(*("li" if char == "l" else char for char in solid)))
    yield from {word.replace(" ", "-"), word.replace(" ", "_"), word.replace(" ", ".")}
    if len(solid) >= 5 and solid.isalpha():
        for cut in range(2, len(solid) - 1):
            for mark in _BREAKS:
                yield solid[:cut] + mark + solid[cut:]


@cache
def automaton() -> _Automaton:
    """Built once; some 20 milliseconds."""
    return _Automaton()


def spot(lower: str) -> dict[str, list[Hit]]:
    """Trigger words by group, in order."""
    look = _Look(lower)
    for index, start, end in automaton().machine.find_matches_as_indexes(look.plain):
        look.at(index, start, end)
    if _LETTERS.search(lower):
        for match in _SPACED.finditer(lower):
            _spaced(automaton(), match, look.found)
        for group in ("service", "network"):
            look.found.get(group, []).sort()
    return look.found


class _Look:
    """One look over a text, match by match."""

    def __init__(self, lower: str) -> None:
        self.auto = automaton()
        self.plain = numerals.plain(lower)
        self.text = f"{lower} "  # so that the last word has a character behind it, and the first one before it
        self.found: dict[str, list[Hit]] = {}

    def at(self, index: int, start: int, end: int) -> None:
        """A match of the automaton: kept if it is a word, or else the longest word that it begins with."""
        auto = self.auto
        before = self.text[start - 1]
        within = not self._follows(start) if auto.number[index] else _joined(before, self.plain[start])
        if within and before.isalpha():
            return  # within a word, whatever it means
        sign = self.text[start] in "$@" or (self.text[start].isdigit() and "/" in auto.forms[index])
        if self._longest(index, start, end) or not sign:
            return
        # A sign or digit that is no letter of this word ("$cashapp", "0/night"): a word may begin behind it.
        for again, first, last in auto.machine.find_matches_as_indexes(self.plain[start + 1 : start + _AGAIN]):
            if start + 1 + first >= end:
                break
            self._longest(again, start + 1 + first, start + 1 + last)

    def _longest(self, index: int, start: int, end: int) -> bool:
        """Keep a match, or else the longest word that it begins with; whether there is one."""
        before = self.text[start - 1]
        if self._keep(index, start, end, before):
            return True
        forms = self.auto.forms
        return any(
            self._keep(shorter, start, start + len(forms[shorter]), before) for shorter in self.auto.shorter[index]
        )

    def _keep(self, index: int, start: int, end: int, before: str) -> bool:
        """Keep the meanings of a word whose ends are ends of a word (number words: always); whether it has any."""
        text, plain, found = self.text, self.plain, self.found
        inside = _joined(text[end], plain[end - 1])
        counted = inside and text[end].isdigit() and text[end - 1].isalpha()  # "hh100"
        if inside and not counted and not self.auto.number[index]:
            return False
        leet = end - start <= 3 and text[start:end] != plain[start:end] and not text[start].isalpha()
        digit = _joined(before, plain[start])
        kept = False
        for group, key, word, glued in self.auto.meanings[index]:
            within = inside and not (counted and group == "duration")
            if group != "number" and (within or leet or (digit and not glued)):
                continue
            if group == "first":
                kept = self._second(start, end, key, word) or kept
                continue
            if group == "number" and before.isalpha() and not self._follows(start):
                continue
            if group in found:
                found[group].append(Hit(start, end, key, word))
            else:
                found[group] = [Hit(start, end, key, word)]
            kept = True
        return kept

    def _follows(self, start: int) -> bool:
        """Whether a number word ends where another begins ("fouronefive"): else it is a part of a word ("someone")."""
        numbers = self.found.get("number")
        return numbers is not None and numbers[-1].end == start

    def _second(self, start: int, end: int, key: str, rest: str) -> bool:
        """A name of two words with signs or emoji between them: "cash 📲 app"."""
        gap = _APART.match(self.plain, end)
        last = gap.end() + len(rest) if gap else 0
        if not gap or not self.plain.startswith(rest, gap.end()) or self.plain[last : last + 1].isalnum():
            return False
        group, name = key.split(" ")
        self.found.setdefault(group, []).append(Hit(start, last, name, f"{self.plain[start:end]} {rest}"))
        return True


def _joined(one: str, two: str) -> bool:
    """Whether two neighbours are of one word."""
    return one.isalnum() and two.isalnum() and one < _UNSPACED and two < _UNSPACED


def _spaced(auto: _Automaton, match: re.Match[str], found: dict[str, list[Hit]]) -> None:
    """Words written letter by letter: the longest known name at each place of the run."""
    text = match.string
    places = [place for place in range(match.start(), match.end()) if text[place].isalnum()]
    solid = "".join(text[place] for place in places).translate(numerals.LEET)
    at = 0
    while at < len(solid):
        size = next((size for size in range(min(16, len(solid) - at), 3, -1) if solid[at : at + size] in auto.index), 0)
        for group, key, word, _ in auto.meanings[auto.index[solid[at : at + size]]] if size else ():
            if group in ("service", "network"):
                hits = found.setdefault(group, [])
                hits.append(Hit(places[at], places[at + size - 1] + 1, key, word))
        at += size or 1
