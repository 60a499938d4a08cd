"""Names and working names as ads use them: a dictionary, the words around, and where asked a vote of spaCy.

NER trained on news finds half of such names and is wrong in a third (P .64, R .48 measured on ad-like text); so it only
adds weight to what the rules found, and what it finds alone stays a candidate (the order of NEAT, ACL Findings 2022).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from nlp import first_names
from nlp.fold import Folded, fold
from nlp.mention import Mention

_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_EDGE = " \t\n*~-!,.\"'()|_❤♥♡✨💕💋🌹"
_AGE = re.compile(r"\s?[,(]\s?[1-5]\d(?![\d.])")  # "Rosie, 29", "Rosie (29)"
_LOOK = 30  # characters looked at on each side


class _Rules(NamedTuple):
    names: frozenset[str]
    words: frozenset[str]
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    after: re.Pattern[str]
    joint: re.Pattern[str]
    not_before: frozenset[str]
    not_after: frozenset[str]
    never: frozenset[str]


class _Found(NamedTuple):
    start: int  # in the folded text
    end: int
    confidence: float
    cue: str


def find(folded: Folded) -> tuple[Mention, ...]:
    """Names with the cue that decided. Value: capitalised, "Rosie"; two beside each other are one, "Mia Rose"."""
    rules, text = _rules(), folded.text
    shouted = text.isupper()
    found: list[_Found] = []
    for word in _WORD.finditer(text):
        judged = _judge(folded, word, rules, shouted)
        if judged:
            found.append(judged)
    return tuple(_mention(folded, one) for one in _joined(text, found, rules) if one.confidence)


def vote(folded: Folded, names: Sequence[Mention], pipeline: Any) -> tuple[Mention, ...]:
    """Names after the vote of a spaCy pipeline: agreement adds weight, what it finds alone is a candidate (0.3)."""
    voted = list(names)
    for entity in pipeline(folded.text).ents:
        if entity.label_ not in ("PERSON", "PER"):
            continue
        alone = _mention(folded, _Found(entity.start_char, entity.end_char, 0.3, ""), method="ner")
        over = [i for i, name in enumerate(voted) if name.start < alone.end and alone.start < name.end]
        for i in over:
            voted[i] = replace(voted[i], confidence=min(0.99, voted[i].confidence + 0.1))
        if not over:
            voted.append(alone)
    return tuple(sorted(voted, key=lambda name: name.start))


def installed(models: tuple[str, ...]) -> str | None:
    """The first of these spaCy models that is installed; none without one, or without spaCy."""
    return next((model for model in models if find_spec("spacy") and find_spec(model)), None)


@cache
def pipeline(models: tuple[str, ...]) -> Any | None:
    """The first installed model with all but its entity recogniser left out; none when none is installed."""
    name = installed(models)
    if name is None:
        return None
    import spacy

    return spacy.load(name, enable=["tok2vec", "ner"])


@cache
def _rules() -> _Rules:
    lists = first_names.lists()
    return _Rules(
        names=frozenset(lists.names.split()),
        words=frozenset(lists.words.split()),
        strong=_phrases(lists.strong, before=True),
        weak=_phrases(lists.weak, before=True),
        after=_phrases(lists.after, before=False),
        joint=re.compile(r"(?:,?\s?\(?\d\d\)?)?\s*(?:" + "|".join(map(re.escape, lists.and_)) + r")\s*"),
        not_before=lists.not_before,
        not_after=lists.not_after,
        never=lists.never,
    )


def _phrases(phrases: Iterable[str], *, before: bool) -> re.Pattern[str]:
    """Any of the phrases at the end (`before` a name) or at the start of a text."""
    some = "|".join(re.escape(fold(phrase).lower) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({some}):?$" if before else rf"({some})(?!\w)")


def _judge(folded: Folded, word: re.Match[str], rules: _Rules, shouted: bool) -> _Found | None:
    """One word: whether the lists and the words around make it a name, and how sure."""
    start, end = word.span()
    low = folded.lower[start:end]
    listed, everyday = low in rules.names and low not in rules.words, low in rules.words
    capital = word[0][0].isupper() and not shouted
    if not (listed or everyday or (capital and len(low) > 2 and low not in rules.never)):
        return None
    before = folded.lower[max(0, start - _LOOK) : start].rstrip(_EDGE)
    after = folded.lower[end : end + _LOOK].lstrip(_EDGE)
    strong = rules.strong.search(before)
    weak = strong or rules.weak.search(before) or rules.after.match(after)
    confidence = 0.0
    if _first(after) in rules.not_after:
        return None
    if strong:
        confidence = 0.9 if listed else 0.8 if everyday else 0.65
    elif (weak or _AGE.match(folded.text, end)) and (listed or (everyday and capital)):
        confidence = 0.85 if listed else 0.7
    elif listed and _last(before) not in rules.not_before:
        confidence = 0.6 if capital else 0.4
    elif not (everyday and capital):
        return None  # an everyday word in capitals may still be joined to a name
    return _Found(start, end, confidence, weak[1] if weak else "")


def _first(text: str) -> str:
    word = _WORD.match(text)
    return word[0] if word else ""


def _last(text: str) -> str:
    return text[text.rfind(" ") + 1 :]


def _joined(text: str, found: list[_Found], rules: _Rules) -> list[_Found]:
    """Two names side by side are one; a name joined to a surer one by "and" is as sure."""
    names: list[_Found] = []
    for one in found:
        last = names[-1] if names else None
        between = text[last.end : one.start] if last else "\n"
        if last and between == " " and text[one.start].isupper():
            names[-1] = _Found(last.start, one.end, max(last.confidence, one.confidence), last.cue or one.cue)
        elif last and rules.joint.fullmatch(between):
            sure = max(last.confidence, one.confidence)
            names[-1] = last._replace(confidence=sure, cue=last.cue or one.cue)
            names.append(one._replace(confidence=sure, cue=one.cue or last.cue))
        else:
            names.append(one)
    return names


def _mention(folded: Folded, found: _Found, method: str = "dictionary") -> Mention:
    start, end = folded.span(found.start, found.end)
    return Mention(
        kind="name", value=folded.lower[found.start : found.end].title(), raw=folded.raw[start:end], start=start,
        end=end, confidence=found.confidence, method="cue" if found.cue else method,
        context=(found.cue,) if found.cue else (),
    )  # fmt: skip
