"""The age that an ad gives; legal notices ("must be 18") and ages asked of others are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.mention import Mention
from nlp.selectors import amounts, numerals
from nlp.selectors.scan import Scan, Selector

YOUNGEST, OLDEST = 10, 79
_NUMBER = r"(\d{2}|[a-z]{3,8}(?:[ -][a-z]{3,5})?)"
_LABEL = re.compile(rf"(?:\bage|\baged|\bedad|\bidade|\bage est|\balter|\bedad:|\beta)\s?(?:is)?\s?[:=\-–.]{{0,2}}\s{{0,2}}{_NUMBER}(?![\w])(?!\s?[-–/]\s?\d|\s?\+)")
_OLD = re.compile(
    rf"(?<![\w.$'-]){_NUMBER}[\s-]{{0,2}}(?:y\.?\s?/?\s?o\b\.?|y/o|yrs?\.?(?:\s?-?\s?old)?\b|years?[\s-]?(?:old|of age|young)\b|year[\s-]?old|yr[\s-]?old|anos\b|ans\b|jahre\b(?: alt)?|anni\b)"
)
_SELF = re.compile(rf"\b(?:i am|i'm|im|i m|soy|tengo|j'ai|tenho|about me:?|just turned|turned|she is|she's|young|barely|sweet|age)\b(?: a| an| only| just)?[\s:,\-–]{{1,3}}{_NUMBER}(?![\w%$:'°\"])(?!\s?[-–/.]\s?\d|\s?\+)")
_NOT_BEFORE = re.compile(
    r"(?:than|be|over|under|least|above|below|minimum|min|older|younger|only|no|past|for|last|after|within|every|until|men|gents?|guys|clients|adults?|18|21|mayores? de|mas de|moins de|plus de|ages?d? between|experience|since)\W{0,3}$"
)
_NOT_AFTER = re.compile(r"\s?(?:of )?(?:experience|exp\b|ago|in (?:the )?(?:business|industry|field)|warranty|or (?:older|over|above|more)|and (?:over|older|up|above)|min\b|mins\b|minutes|hours?|hrs?|lbs?|kg|cm|inches|dollars|roses|%|am\b|pm\b|miles|minutos|de experiencia|o mas|plus|in any)")


def find(scan: Scan) -> Iterator[Mention]:
    """Ages of persons."""
    seen: set[int] = set()
    for pattern, confidence in ((_LABEL, 0.95), (_OLD, 0.9), (_SELF, 0.75)):
        for match in pattern.finditer(scan.lower):
            age = _age(match[1])
            start, end = match.span(1)
            if age is None or start in seen or scan.taken(start, end) or _not(scan.lower, match, pattern):
                continue
            seen.add(start)
            yield scan.mention("age", str(age), start, end, confidence, "plain" if match[1].isdigit() else "words")


def _not(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    if pattern is not _LABEL and _NOT_BEFORE.search(text, max(0, match.start() - 24), match.start()):
        return True
    return bool(_NOT_AFTER.match(text, match.end()))


def _age(text: str) -> int | None:
    if text.isdigit():
        age: int | None = int(text)
    else:
        parts: list[int | str] = []
        for word in re.split(r"[ -]", text):
            read = numerals.read(word)
            if read is None:
                return None
            parts.extend(read)
        age = amounts.cardinal(parts)
    return age if age is not None and YOUNGEST <= age <= OLDEST else None


SELECTOR = Selector(
    kind="age",
    group="post",
    forms="years",
    examples=("22 yrs old", "age: 24", "twenty one y/o"),
    source="ad wording",
    find=find,
)
