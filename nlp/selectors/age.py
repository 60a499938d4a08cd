"""The age that an ad gives; legal notices ("must be 18") and ages asked of others are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.first_names import listed
from nlp.mention import Mention
from nlp.selectors import amounts, numerals
from nlp.selectors.scan import Scan, Selector
from nlp.selectors.triggers import Hit

YOUNGEST, OLDEST = 10, 79
_NUMBER = r"(\d{2}|[a-z]{3,12}(?:[ -][a-z]{3,5})?)"
_NO_RANGE = r"(?![\w%$:'°\"])(?!\s?[-–]\s?\d|/\d|\s?\+|\.\d)"
_LABELLED = re.compile(rf"\s?(?:is|es|est)?\s?[:=\-–.*]{{0,2}}\s{{0,2}}{_NUMBER}{_NO_RANGE}")
_SAID = re.compile(rf"(?: a| an| only| just| [a-z]{{3,12}},)?[\s:,\-–]{{1,3}}{_NUMBER}{_NO_RANGE}")
_BEFORE_OLD = re.compile(rf"(?<![a-z0-9_.$'-]){_NUMBER}[\s.)-]{{0,2}}$")
_MORE = re.compile(rf"\s?(?:and|&|y|e|et|und|и)\s?{_NUMBER}{_NO_RANGE}")  # "ages 24 and 22"
_PLAIN = range(18, 60)  # ages that are read without a word for age
_SHAPED = frozenset(["", *" e\n,;:(|!.-–"])  # before an age without a word
_LETTER = re.compile(r" ?f(?![\w'/])|y(?![\w'])")  # "24f", "24y"
_LETTER_BEFORE = re.compile(r"(?:^|[\n,;:(|!.]) ?$")
_NAME_BEFORE = re.compile(r"(?<![\w'-])([A-Z][a-z]{1,11})(?:, ?| ?[-–] ?| ?\()$")
_NAME_AFTER = re.compile(r"\s*(?:$|[,)\n!|]|\.\s|[-–]\s?[a-z])")
_NOT_BEFORE = re.compile(
    r"(?:than|be|over|under|least|above|below|minimum|min|older|younger|only|no|past|for|last|after|within|every|until"
    r"|men|gents?|guys|clients|adults?|18|21|mayores? de|mas de|menos de|moins de|plus de|between|experience|since|to"
    r"|hace|depuis|стаж|опыт|старше|более|boven|powyzej|vanaf)[^\w.!?\n]{0,3}$"
)
_NOT_AFTER = re.compile(
    r"\s?(?:of )?(?:experience|exp\b|ago|in (?:the )?(?:business|industry|field)|warranty|or (?:older|over|above|more)"
    r"|and (?:over|older|up|above)|min\b|mins\b|minutes|hours?|hrs?\b|lbs?\b|kg|cm|inches|dollars|roses|%|am\b|pm\b"
    r"|miles|minutos|de experiencia|o mas|plus|in any|days|weeks|people|girls|ervaring|doswiadczenia|опыта"
    r"|назад|geleden|temu)"
)


def find(scan: Scan) -> Iterator[Mention]:
    """Ages of persons."""
    seen: set[int] = set()
    for hit in scan.hits("age"):
        match = _near(scan.lower, hit)
        if match is None or match.start(1) in seen:
            continue
        age = _age(match[1])
        start, end = match.span(1)
        if age is None or scan.taken(start, end) or _not(scan.lower, start, hit):
            continue
        confidence = {"label": 0.95, "old": 0.9}.get(hit.key, 0.75)
        more = _MORE.match(scan.lower, end) if hit.key == "label" else None
        for number in (match, more) if more else (match,):
            seen.add(number.start(1))
            value = _age(number[1])
            if value is not None:
                yield _mention(scan, value, *number.span(1), confidence=confidence, word=hit.word)
    for start, end in scan.free():
        if end - start == 2 and start not in seen and scan.lower[start - 1 : start] in _SHAPED:
            word = _shape(scan, start, end) if int(scan.lower[start:end]) in _PLAIN else ""
            if word:
                yield _mention(scan, int(scan.lower[start:end]), start, end, confidence=0.6, word=word)


def _shape(scan: Scan, start: int, end: int) -> str:
    """What makes two digits an age without a word for age: a letter ("24f"), a name ("Rosie, 24"); else nothing."""
    text = scan.lower
    if text[start - 3 : start] == "age" and not text[start - 4 : start - 3].isalpha():
        return "" if text[end : end + 1].isalnum() else "age"
    letter = _LETTER.match(text, end)
    if letter:
        return letter[0].strip() if _LETTER_BEFORE.search(text, max(0, start - 2), start) else ""
    if not _NAME_AFTER.match(text, end):
        return ""
    name = _NAME_BEFORE.search(scan.text, max(0, start - 16), start)
    return name[1].lower() if name and listed(name[1].lower()) else ""


def _mention(scan: Scan, age: int, start: int, end: int, *, confidence: float, word: str) -> Mention:
    method = "plain" if scan.lower[start:end].isdigit() else "words"
    return scan.mention("age", str(age), start, end, confidence=confidence, method=method, context=(word,))


def _near(text: str, hit: Hit) -> re.Match[str] | None:
    """The number that an age word goes with: before "years old", after "age" and "I am"."""
    if hit.key == "old":
        return _BEFORE_OLD.search(text, max(0, hit.start - 20), hit.start)
    return (_LABELLED if hit.key == "label" else _SAID).match(text, hit.end)


def _not(text: str, start: int, hit: Hit) -> bool:
    """Whether the words around make it a notice, a wish, a span of time or something else."""
    first = min(start, hit.start)
    if hit.key != "label" and _NOT_BEFORE.search(text, max(0, first - 24), first):
        return True
    return bool(_NOT_AFTER.match(text, max(hit.end, start + 2)))


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
