"""Handles beside the name of a service: the grammar that payment services and social networks share.

A name ("cash app", "insta") or a list of names ("venmo / zelle") governs what follows it after joining words
("me at", ":", an arrow), else what stands right before it. What the handle of a service looks like is data
(data/services.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from nlp.selectors.numerals import DATA
from nlp.selectors.scan import Place, Scan
from nlp.selectors.triggers import Hit

_WINDOW = 72
_JOINING = (
    "me us now only is it its at to on via my tag id name names username user handle account acct addr address number num no nr "
    "phone email mail e-mail ok okay okey accepted here pls please send sent deposit deposits payment payments pay with use add the "
    "or and under using by for find follow hit dm text txt msg message also too mine same app "
    "es mi a al en por numero correo solo usuario nombre para meu minha conta e o au mon sur par la le el"
).split()
_LINK = re.compile(
    rf"(?:[^\w$@+]|(?:{'|'.join(sorted(_JOINING, key=len, reverse=True))})(?![\w@$])|\+(?!\d))*+"
)
_LIST = re.compile(r"[\s/&,+|·•-]*(?:\b(?:and|or|y|e|o|ou|et)\b)?[\s/&,+|·•-]*")
_STRONG = re.compile(r"[:=→➡👉]|->|\b(?:tag|id|name|username|user|handle|account|acct|usuario|nombre)\b|(?:me|us) (?:at|on)\b|\bat\b|\bunder\b")
_WEAK = re.compile(r"\b(?:is|es|me|add)\b")
_SPACED = re.compile(r"(?:[a-z0-9_][ .\-*]){3,}[a-z0-9_](?![a-z0-9_])")
_SIGN_WORDS = re.compile(r"(dollar|at) ?sign\s+")
_BEHIND = re.compile(r"([a-z][a-z0-9_-]{1,19})\$(?!\w)")
_NO_HANDLE = frozenset(
    _JOINING
    + (
        "yes no none not never any all both first half full ready available accept accepts accepting preferred fine cool great good "
        "works welcome required req needed deal only cash card cards money venmo paypal zelle cashapp chime snap insta incall outcall "
        "call calls text txt come get see you your ur we he she they them this that these those when what where how if so does do "
        "just as of in out up off from be been was were are am will would can could has have had but nor than then there here "
        "fun pics pic vids video videos show shows content premium private session sessions service services today tonight "
        "tomorrow before after upon until till request requests info details link below above bio profile page website site "
        "friendly babe baby hun love daddy papi sexy hot new real verified legit girl girls guys men gents gentlemen serious "
        "http https www com gift giftcard giftcards etc apple google transfer bank wire crypto bitcoin btc facetime whatsapp telegram "
        "solo si con sin los las un una se aceptamos acepto aceito sim apenas oui non seulement"
    ).split()
)


class Service(BaseModel):
    """One row of data/services.yaml."""

    model_config = ConfigDict(extra="forbid")

    sigils: str = ""
    handle: str = ""
    by: list[str] = []
    links: list[str] = []
    source: str = ""


class Services(BaseModel):
    """data/services.yaml."""

    model_config = ConfigDict(extra="forbid")

    payment: dict[str, Service]
    network: dict[str, Service]


class Found(NamedTuple):
    """A handle of a service, in the folded text."""

    service: str
    value: str
    start: int
    end: int
    confidence: float
    method: str
    word: str


@dataclass(frozen=True)
class Family:
    """Services of one kind with their patterns ready."""

    group: str  # of the lexicon
    services: dict[str, Service]

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """The handle of a service."""
        return _compiled(self.services[key].handle) if key in self.services else None


@cache
def services() -> Services:
    """The services as operators may read them."""
    return load_yaml(DATA / "services.yaml", Services)


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?:{pattern})(?![a-z0-9_])") if pattern else None


def read(scan: Scan, family: Family) -> Iterator[Found]:
    """The handles of a family: of links, then of names."""
    yield from linked(scan, family)
    hits = [hit for hit in scan.hits(family.group) if hit.key in family.services and not _within_taken(scan, hit)]
    used: set[int] = set()
    at = 0
    while at < len(hits):
        last = at
        while last + 1 < len(hits) and _listed(scan.lower, hits[last], hits[last + 1]):
            last += 1
        names = hits[at : last + 1]
        limit = hits[last + 1].start if last + 1 < len(hits) else len(scan.lower)
        found = list(_forward(scan, family, names, min(limit, names[-1].end + _WINDOW)))
        floor = hits[at - 1].end if at else 0
        if not found:
            found = list(_backward(scan, family, names, max(floor, names[0].start - _WINDOW), used))
        for item in found:
            used.add(item.start)
            yield item
        at = last + 1


def _within_taken(scan: Scan, hit: Hit) -> bool:
    return scan.taken(hit.start, hit.end)


def _listed(text: str, one: Hit, two: Hit) -> bool:
    return two.start >= one.end and two.start - one.end <= 8 and bool(_LIST.fullmatch(text, one.end, two.start))


def linked(scan: Scan, family: Family) -> Iterator[Found]:
    """Handles in links."""
    for place in scan.places.get("url", []) + scan.places.get("domain", []):
        url = place.value.split("://")[-1].removeprefix("www.").replace("%24", "$")
        for key, pattern in _links(family.group):
            match = pattern.match(url.lower())
            if match and match[1] not in _PAGES:
                yield Found(key, match[1].rstrip(".-"), place.start, place.end, 0.97, "link", key)
                break
        else:
            yield from _disguised(scan, family, place)


def _disguised(scan: Scan, family: Family, place: Place) -> Iterator[Found]:
    """A link whose host only looks like that of a service ("paypaI.me/…", "p@ypal.me/…")."""
    text = scan.lower
    for hit in scan.between(family.group, place.start, place.end):
        path = _PATH.match(text, hit.end)
        if path and hit.key in family.services and text[hit.start : hit.end] != hit.key:
            value, end = _handle(text, family, hit.key, path.end())
            if value:
                yield Found(hit.key, value, hit.start, end, 0.9, "link", hit.word)


_PATH = re.compile(r"\.(?:me|com|app|net)/(?:(?:u|add|pay|paypalme)/)?[$@]?")
_PAGES = frozenset("p reel explore stories watch share sharer share.php home about help login signup account pages groups s u".split())


@cache
def _links(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    family = services().payment if group == "service" else services().network
    return tuple((key, re.compile(link)) for key, service in family.items() for link in service.links)


def _forward(scan: Scan, family: Family, names: list[Hit], limit: int) -> Iterator[Found]:
    """What follows the names: one value, or several in a row ("$a / @b")."""
    at = names[-1].end
    open_keys = list(dict.fromkeys(hit.key for hit in names))
    for _ in range(4):
        link = _LINK.match(scan.lower, at, limit)
        start = link.end() if link else at
        joint = scan.lower[at:start]
        found = _value(scan, family, open_keys, start, limit, joint)
        if not found:
            return
        for item in found:
            yield item._replace(word=next(hit.word for hit in names if hit.key == item.service))
            open_keys.remove(item.service)
        at = found[0].end
        if not open_keys:
            return


def _value(scan: Scan, family: Family, keys: list[str], start: int, limit: int, joint: str) -> list[Found]:
    """The value that begins at `start`, for each service that takes such a value."""
    for kind in ("phone", "email"):
        for place in scan.places.get(kind, ()):
            if place.start == start or (kind == "phone" and 0 <= place.start - start <= 1 and start < len(scan.lower)):
                return [
                    Found(key, place.value, place.start, place.end, 0.93, f"by {kind}", "")
                    for key in keys
                    if kind in family.services[key].by
                ]
    text = scan.lower
    sign = _SIGN_WORDS.match(text, start, limit)
    if start < len(text) and (text[start] in "$@" or sign):
        sigil = text[start] if not sign else "$" if sign[1] == "dollar" else "@"
        begin = sign.end() if sign else start + 1 + (text[start + 1 : start + 2] == " ")
        return _signed(scan, family, keys, sigil, start, begin)
    return _bare(scan, family, keys, start, joint)


def _signed(scan: Scan, family: Family, keys: list[str], sigil: str, start: int, begin: int) -> list[Found]:
    takers = [key for key in keys if sigil in family.services[key].sigils]
    own = [key for key in takers if family.services[key].sigils[0] == sigil] or takers
    found = []
    for key in own:
        value, end = _handle(scan.lower, family, key, begin)
        if value:
            found.append(Found(key, value, start, end, 0.95, "handle", ""))
    return found


def _handle(text: str, family: Family, key: str, begin: int) -> tuple[str, int]:
    """The handle of a service at a place, also letter by letter; and its end."""
    spaced = _SPACED.match(text, begin)
    if spaced:
        return re.sub(r"[ .\-*]", "", spaced[0]), spaced.end()
    pattern = family.pattern(key)
    match = pattern.match(text, begin) if pattern else None
    if not match:
        return "", begin
    value = match[0].rstrip(".-_") or match[0]
    if not any(char.isalpha() for char in value) and key != "qq":
        return "", begin
    return value, begin + len(value)


def _bare(scan: Scan, family: Family, keys: list[str], start: int, joint: str) -> list[Found]:
    """A handle without sigil: only after a joining word or sign that announces one."""
    strong = bool(_STRONG.search(joint)) or _enclosed(scan.lower, start, joint)
    if "\n\n" in joint or scan.taken(start, start + 1):
        return []
    if _sentence(joint):
        return []
    found = []
    for key in keys:
        if not family.services[key].handle:
            continue
        value, end = _handle(scan.lower, family, key, start)
        behind = _BEHIND.match(scan.lower, start)
        if behind and "$" in family.services[key].sigils:
            found.append(Found(key, behind[1], start, behind.end(), 0.9, "handle", ""))
            continue
        if not value or value in _NO_HANDLE or len(value) < 3:
            continue
        marked = any(char.isdigit() or char == "_" for char in value) and any(char.isalpha() for char in value)
        if not strong and not (marked and len(value) >= 5):
            continue
        if strong and not marked and not re.search(r"[:=→👉(\[\"]|->|\b(?:tag|id|name|username|user|handle|usuario)\b|me at", joint):
            continue
        found.append(Found(key, value, start, end, 0.8 if strong else 0.6, "bare handle", ""))
    return found


def _enclosed(text: str, start: int, joint: str) -> bool:
    """Whether one word stands alone in brackets or quotes behind the name: "skype (rosie.demo)"."""
    return joint.strip() in ("(", "[", '"', "*") and bool(re.match(r"[a-z0-9_.-]+[)\]\"*]", text[start : start + 40]))


def _sentence(joint: str) -> bool:
    return bool(re.search(r"[.!?;,]\s", joint + " ")) and not re.search(r"[:=→👉]|\b(?:name|tag|id|user|username)\b", joint)


def _backward(scan: Scan, family: Family, names: list[Hit], floor: int, used: set[int]) -> Iterator[Found]:
    """What stands right before the names: "$rosie (cash app)", "415… on zelle"."""
    text = scan.lower
    keys = list(dict.fromkeys(hit.key for hit in names))
    stop = names[0].start
    for match in reversed(list(_SIGIL.finditer(text, floor, stop))):
        gap = text[match.end() : stop]
        if match.start() in used or _claimed(scan, family, match.start()) or scan.taken(match.start(), match.end()) or not _back_link(gap, 24):
            break
        for item in _signed(scan, family, keys, match[1], match.start(), match.start(2)):
            if item.end <= stop:
                yield item._replace(word=names[0].word, confidence=0.85)
        return
    for kind in ("phone", "email"):
        for place in scan.places.get(kind, ()):
            if floor <= place.start and place.end <= stop and place.start not in used and _back_link(text[place.end : stop], 14):
                for key in keys:
                    if kind in family.services[key].by:
                        yield Found(key, place.value, place.start, place.end, 0.75, f"by {kind}", names[0].word)


def _claimed(scan: Scan, family: Family, start: int) -> bool:
    """Whether the name of another service stands right before a handle."""
    return any(
        hit.end <= start and not scan.lower[hit.end : start].strip(" :-=>") and hit.key not in family.services
        for group in ("service", "network")
        for hit in scan.between(group, start - 24, start)
    )


_SIGIL = re.compile(r"(?<!\w)([$@]) ?([a-z0-9_][a-z0-9_.-]{1,39})")
_BACK = re.compile(r"(?:[\s(\[:|/~*-]|[^\x00-\x7f]|\b(?:on|via|for|my|is|by|thru|through|with|use|using|is my|add me|me|por|en|sur|no|pelo)\b)*+")


def _back_link(gap: str, reach: int) -> bool:
    return len(gap) <= reach and bool(_BACK.fullmatch(gap))
