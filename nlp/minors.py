"""Whether a text suggests that a minor is offered. Such a text goes to the quarantine and nowhere else."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from config.data import folder, load_yaml
from nlp.fold import Folded, fold
from nlp.lexicon import Lexicon

_LOOK = 28  # characters looked at on each side of an age
_NUMBERS = (
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete",
)  # fmt: skip
_AGE = re.compile(
    rf"(?<![\w$€£.,/+-])(?:[89]|1[0-7]|{'|'.join(_NUMBERS)})"
    r"(?:[\s-]?(?P<unit>y/?o|yr?s?\.?[\s-]?old|years?[\s-]?old|yrs?|anos|anitos)(?!\w)|(?![\w:$%+/-]|[.,]\d))"
)
_SAID = re.compile(  # before an age: somebody's own
    r"\b(?:i'?m|i am|she'?s|she is|he'?s|he is|age|aged|edad|soy de|tengo|tiene|turned|just|only)"
    r"[\s:]{1,2}(?:only |just |de )?$"
)
_NO_AGE = re.compile(  # after a number: of something else
    r"[\s-]?(?:of\b|en\b|exp|de (?!edad)|ago\b|mins?|minutes|miles?|mi\b|km|blocks?|hours?|hrs?|days?|weeks?|months?"
    r"|am|pm|%|dollars|bucks|inch|in\b|ft|lbs?|kg|oz|cm|people|rooms?|available|left|th\b|st\b|or older|and up|\+)"
)


class _Words(BaseModel):
    """config/lexicons/minors.yaml."""

    model_config = ConfigDict(extra="forbid")

    offers: tuple[str, ...]
    sections: tuple[str, ...]
    persons: tuple[str, ...]
    plain: tuple[str, ...]
    warnings: frozenset[str]
    warned: frozenset[str]
    things: tuple[str, ...]
    owners: tuple[str, ...]


class _Rules(NamedTuple):
    lexicon: Lexicon  # "offer" and "plain"
    section: re.Pattern[str]
    warnings: frozenset[str]
    warned: frozenset[str]
    person_before: re.Pattern[str]
    person_after: re.Pattern[str]
    thing: re.Pattern[str]
    owner: re.Pattern[str]


def suggests_minor(folded: Folded, section: str = "") -> bool:
    """Whether the text offers somebody under 18: an age in a text of offers, or a cue that is no warning.

    `section` is the site's category; in one for adults every text is an offer.
    A legal notice ("must be 18+", "no minors"), an age of a thing, and somebody's child do not count. In doubt it
    says yes: a text held back can be released by the report path, one that was shown cannot be unseen.
    """
    rules, text = _rules(), folded.lower
    offers = bool(rules.section.search(fold(section).lower))
    for name, start, end in rules.lexicon.find(folded):
        if name == "offer":
            offers = True
        elif not (_warned(text, start, rules) or _warned_after(text, end, rules)):
            return True
    return offers and any(_of_person(text, match, rules) for match in _AGE.finditer(text))


@cache
def _rules() -> _Rules:
    words = load_yaml(folder("lexicons") / "minors.yaml", _Words)
    return _Rules(
        lexicon=Lexicon({"offer": words.offers, "plain": words.plain}),
        section=re.compile(rf"\b(?:{_any(words.sections)})\b"),
        warnings=words.warnings,
        warned=words.warned,
        person_before=re.compile(rf"\b(?:{_any(words.persons)})[\s,]{{1,2}}$"),
        person_after=re.compile(rf"[\s,]{{1,2}}(?:{_any(words.persons)})\b"),
        thing=re.compile(rf"[\s,]*(?:{_any(words.things)})\b"),
        owner=re.compile(rf"\b(?:{_any(words.owners)})\s$"),
    )


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(fold(word).lower) for word in sorted(words, key=len, reverse=True))


def _warned(text: str, start: int, rules: _Rules) -> bool:
    """Whether one of the four words before says that it is a warning."""
    before = re.split(r"[.!?;\n]", text[max(0, start - 40) : start])[-1]
    return not rules.warnings.isdisjoint(re.findall(r"\w+", before)[-4:])


def _warned_after(text: str, end: int, rules: _Rules) -> bool:
    """Whether one of the four words after says that it is a warning."""
    after = re.split(r"[.!?;\n]", text[end : end + 50])[0]
    return not rules.warned.isdisjoint(re.findall(r"\w+", after)[:4])


def _of_person(text: str, match: re.Match[str], rules: _Rules) -> bool:
    """Whether a number under 18 is the age of the person the text is about."""
    before, after = text[max(0, match.start() - _LOOK) : match.start()], text[match.end() : match.end() + _LOOK]
    if _NO_AGE.match(after) or rules.thing.match(after) or _warned(text, match.start(), rules):
        return False
    said = _SAID.search(before)
    if match["unit"]:
        return bool(said) or not rules.owner.search(before)
    return bool(said or rules.person_before.search(before) or rules.person_after.match(after))
