"""Handles beside the name of a service: the grammar that payment services and social networks share.

A name ("cash app", "insta") or a list of names ("venmo / zelle") governs what follows it after joining words
("me at", ":", an arrow), else what stands right before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp.selectors import services
from nlp.selectors.scan import Place, Scan
from nlp.selectors.triggers import Hit

_WINDOW = 72  # characters that a name reaches
_MOST = 4  # values after one name or list of names
_SIGNS = re.compile(
    r"(?:[$£€] ?\d{1,4}(?:\.\d\d)?(?= +(?:at|to|on|a|al|para)\b)"  # "zelle me $50 at …"
    r"|[^\w$@+]|\+(?!\d)|[$@](?=\s*[$@]))*+"
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?(?![\w@$])")
_LIST = re.compile(r"[\s/&,+|·•-]*(?:\b(?:and|or|y|e|o|ou|et)\b)?[\s/&,+|·•-]*")
_POINTS = r"[:=→➡👉]|->"
_NAMES = r"\b(?:tag|id|name|username|user|handle|usuario|nombre)\b"
_ANNOUNCED = re.compile(rf"{_POINTS}|{_NAMES}|\b(?:me|us) at\b")  # any word that follows is a handle
_STRONG = re.compile(rf"{_POINTS}|{_NAMES}|\b(?:account|acct|at|under)\b|(?:me|us) on\b")  # a word with a digit is
_SENTENCE = re.compile(r"[.!?;,](?:\s|$)")
_NAMED = re.compile(rf"{_POINTS}|{_NAMES}")
_LETTERS = re.compile(r"(?:[a-z0-9_][ .\-*]){3,40}[a-z0-9_](?![a-z0-9_])")  # r o s i e
_SIGN_WORDS = re.compile(r"(dollar|at) ?sign\s+")
_BEHIND = re.compile(r"([a-z][a-z0-9_-]{1,19})\$(?!\w)")
_BEHIND_BACK = re.compile(r"(?<![\w$])([a-z][a-z0-9_-]{2,19})\$[^\w$@]{1,4}(?:on |via )?$")
_ALONE = re.compile(r" ?(?:$|[\n,.!)|/])")
_ENCLOSED = re.compile(r"[a-z0-9_.-]{3,40}[)\]\"*]")
_SIGIL = re.compile(r"(?<!\w)([$@]) ?([a-z0-9_][a-z0-9_.-]{1,39})")
_BACK = re.compile(
    r"(?:[\s(\[:|/~*-]|[^\x00-\x7f]|\b(?:on|via|for|my|is|by|thru|through|with|use|using|add|me|por|en|sur|no|pelo)\b)*+"
)
_PREPOSITION = re.compile(r"\b(?:on|via|for|por|en|sur|no|pelo|by|thru|through|using)\b")
_CLOSED = re.compile(r"\s*(?:$|[,;.!)\]|/&\n$@]|\b(?:and|or|y|e|et|o|ou)\b)")
_NEXT = re.compile(r"\s*(?:[,/&|]|\b(?:or|and|y|e|et|o|ou)\b)\s*(?=[$@])")
_SPELLED = re.compile(
    r"(?:\s?(?:\.|[(\[]?\bdot\b[)\]]?)\s?(?:me|com|app)\s?(?:/|\bslash\b)|\sme\sslash)\s?"
    r"(?:(?:u|add|pay|paypalme)\s?(?:/|\bslash\b)\s?)?[$@]?"
)
_NAME_BACK = re.compile(r"(?<![\w$@.-])([a-z][a-z0-9_.]{4,29}) (?:on |\()(?:my )?$")  # "add demorosie22 on …"
_CUE = re.compile(
    r"(?:^|[\n,;|/:=]|\b(?:add|find|follow|hmu|dm|msg|message|me|us|her|i'm|im|am|is|as|contact|chat)\b)\s*$"
)
_TALK = re.compile(r"\b(?:call|text|txt|sms|ring|contact|reach|msg|message|hmu)\b[^.!?\n]*$")
_PERSON = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+(?=\s*(?:$|[\n,.!)|]))")  # a person's name
_HOLDER = re.compile(r"((?:[A-Z][a-z]* ){1,2}[A-Z]?[a-z]*)[ .]*[-:(|,]? ?(?=[$@+(\d])")
_TICKER = re.compile(r"[$(][A-Z]{2,5}(?![\w-])")
_WEB = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_PATH = re.compile(r"\.(?:me|com|app|net)/(?:(?:u|add|pay|paypalme)/)?[$@]?")


class Found(NamedTuple):
    """A handle of a service, in the folded text."""

    service: str
    value: str
    start: int
    end: int
    confidence: float
    method: str
    word: str  # the name of the service as the lexicon writes it


def read(scan: Scan, group: services.Group) -> Iterator[Found]:
    """The handles of a group of services: of links, then of names."""
    yield from _linked(scan, group)
    hits = [hit for hit in scan.hits(group) if not scan.taken(hit.start, hit.end)]
    used: set[int] = set()
    at = 0
    while at < len(hits):
        last = at
        while last + 1 < len(hits) and _listed(scan.lower, hits[last], hits[last + 1]):
            last += 1
        names = hits[at : last + 1]
        limit = hits[last + 1].start if last + 1 < len(hits) else len(scan.lower)
        floor = hits[at - 1].end if at else 0
        limit, floor = min(limit, names[-1].end + _WINDOW), max(floor, names[0].start - _WINDOW)
        found = _governed(scan, group, names, (floor, limit), used)
        used.update(item.start for item in found)
        yield from found
        at = last + 1


def _governed(
    scan: Scan, group: services.Group, names: list[Hit], within: tuple[int, int], used: set[int]
) -> list[Found]:
    """What names govern: what follows, else what stands before; but in "$rosie for cashapp, …" what stands before."""
    floor, limit = within
    if not _keys(group, names):
        return []
    if not _CLOSED.match(scan.lower, names[-1].end):
        return list(_forward(scan, group, names, limit)) or _backward(scan, group, names, floor, used)
    back = _backward(scan, group, names, floor, used)
    if back and not _PREPOSITION.search(scan.lower, back[0].end, names[0].start):
        ahead = list(_forward(scan, group, names, limit))
        if ahead and not (_own(scan, group, back[0]) and not _own(scan, group, ahead[0])):
            return ahead
    served = {item.service for item in back}
    rest = [hit for hit in names if hit.key not in served]
    return back + (list(_forward(scan, group, rest, limit)) if rest and rest[-1] is names[-1] else [])


def _keys(group: services.Group, names: list[Hit]) -> list[str]:
    """The services that names stand for; those with keys of another kind (UPI, Pix) are none."""
    return [key for key in dict.fromkeys(hit.key for hit in names) if key in services.of(group)]


def _own(scan: Scan, group: services.Group, item: Found) -> bool:
    """Whether a handle has the sigil that is its service's own."""
    sigils = services.of(group)[item.service].sigils
    return bool(sigils) and scan.lower[item.start] == sigils[0]


def _listed(text: str, one: Hit, two: Hit) -> bool:
    return 0 <= two.start - one.end <= 8 and bool(_LIST.fullmatch(text, one.end, two.start))


def _linked(scan: Scan, group: services.Group) -> Iterator[Found]:
    """Handles in links."""
    for place in scan.places.get("url", []) + scan.places.get("domain", []):
        url = _WEB.sub("", place.value).replace("%24", "$").replace("%40", "@").lower()
        for key, pattern in services.links(group):
            match = pattern.match(url)
            if match and not _page(url, match.start(1), match[1]):
                yield Found(key, match[1].rstrip(".-"), place.start, place.end, 0.97, "link", key)
                break
        else:
            yield from _disguised(scan, group, place)


def _page(text: str, start: int, value: str) -> bool:
    """Whether a link leads to a page of the site ("/help"), not to an account ("/$help")."""
    return value in services.table().pages and text[start - 1 : start] not in ("$", "@")


def _disguised(scan: Scan, group: services.Group, place: Place) -> Iterator[Found]:
    """A link whose host only looks like that of a service ("paypaI.me/…", "p@ypal.me/…")."""
    text = scan.lower
    for hit in scan.between(group, place.start, place.end):
        path = _PATH.match(text, hit.end) or _PATH.match(text, text.find(".", hit.start, hit.end))
        if path and hit.key in services.of(group) and text[hit.start : hit.end] != hit.word:
            value, end = _handle(text, group, hit.key, path.end())
            if value and not _page(text, path.end(), value):
                yield Found(hit.key, value, hit.start, end, 0.9, "link", hit.word)


def _forward(scan: Scan, group: services.Group, names: list[Hit], limit: int) -> Iterator[Found]:
    """What follows the names: one value, or several in a row ("$a / @b")."""
    at = names[-1].end
    keys = _keys(group, names)
    named = names[-1].word.partition(" ")[2]  # "wechat id"
    yield from _spelled(scan, group, names[-1])
    doubt = {hit.key: hit.word in services.table().faint for hit in names if hit.word in services.doubtful()}
    for _ in range(_MOST):
        start = _joined(scan.lower, at, limit)
        joint = f"{named} {scan.lower[at:start]}" if named else scan.lower[at:start]
        start = _past_holder(scan, joint, start, limit)
        found = _value(scan, group, keys, start, joint) if start < len(scan.lower) else []
        found = [item for item in found if _trusted(scan, group, item, doubt)]
        for item in found:
            yield item._replace(word=next(hit.word for hit in names if hit.key == item.service))
            keys.remove(item.service)
        if not found:
            return
        at = found[0].end
        keys = keys or ([item.service for item in found] if _another(scan, found[0], limit) else [])
        if not keys:
            return


def _past_holder(scan: Scan, joint: str, start: int, limit: int) -> int:
    """Behind the name of the account's holder: "venmo: Rosie Demo @rosie22", "zelle name Rosie D 202-555-0143"."""
    holder = _HOLDER.match(scan.text, start, limit)
    if not holder or any(word in services.no_handle() for word in holder[1].lower().split()):
        return start
    signed = scan.lower[holder.end() : holder.end() + 1] in ("$", "@")
    return holder.end() if signed or "name" in joint or "-" in joint else start


def _trusted(scan: Scan, group: services.Group, item: Found, doubt: dict[str, bool]) -> bool:
    """Whether a value is a handle: no name itself, and without sigil behind a name that is a common word, marked."""
    text = scan.lower
    if any(hit.end == item.end and hit.start <= item.start + 1 for hit in scan.between(group, item.start, item.end)):
        return False
    if item.service in doubt and "\n" in text[max(0, item.start - 6) : item.start]:
        return False
    if item.method != "bare handle" or item.service not in doubt:
        return True
    announced = "_" in item.value and ":" in text[item.start - 2 : item.start]
    return not doubt[item.service] and (announced or any(char.isdigit() for char in item.value))


def _another(scan: Scan, item: Found, limit: int) -> bool:
    """Whether a second handle of the same service follows ("$rosie or $rosie22"), not one of the next name."""
    text = scan.lower
    joint = _NEXT.match(text, item.end, limit)
    value = _SIGIL.match(text, joint.end()) if joint and text[joint.end()] == text[item.start] else None
    if not value:
        return False
    near = scan.between("service", value.end(), value.end() + 24) + scan.between(
        "network", value.end(), value.end() + 24
    )
    return not any(_leads(text[value.end() : hit.start], 12) for hit in near)


def _spelled(scan: Scan, group: services.Group, name: Hit) -> Iterator[Found]:
    """A link in words: "paypal dot me slash rosie"."""
    path = _SPELLED.match(scan.lower, name.end)
    if path and name.key in services.of(group):
        value, end = _handle(scan.lower, group, name.key, path.end())
        if value and not _page(scan.lower, path.end(), value):
            yield Found(name.key, value, path.end(), end, 0.9, "link", name.word)


def _joined(text: str, at: int, limit: int) -> int:
    """Where the joining words and signs that begin at a place end."""
    joining = services.table().joining
    while at < limit:
        signs = _SIGNS.match(text, at, limit)
        at = signs.end() if signs else at
        word = _WORD.match(text, at, limit)
        if not word or word[0] not in joining:
            break
        at = word.end()
    return at


def _value(scan: Scan, group: services.Group, keys: list[str], start: int, joint: str) -> list[Found]:
    """The value that begins at `start`, for each service that takes such a value."""
    known = services.of(group)
    for kind in ("phone", "email"):
        place = scan.starting(kind, start, start + 1) if kind == "phone" else scan.starting(kind, start)
        if place:
            takers = [key for key in keys if kind in known[key].by]
            return [Found(key, place.value, place.start, place.end, 0.93, f"by {kind}", "") for key in takers]
    text = scan.lower
    sign = _SIGN_WORDS.match(text, start)
    if sign:
        return _signed(text, group, keys, "$" if sign[1] == "dollar" else "@", start, begin=sign.end())
    if text[start] in "$@":
        begin = start + 1 + (text[start + 1 : start + 2] == " ")
        return _signed(text, group, keys, text[start], start, begin=begin)
    return _bare(scan, group, keys, start, joint)


def _signed(text: str, group: services.Group, keys: list[str], sigil: str, start: int, *, begin: int) -> list[Found]:
    """A handle behind a sigil, for the services whose own sigil it is, or else for those that take it."""
    known = services.of(group)
    takers = [key for key in keys if sigil in known[key].sigils]
    found = []
    loose = sigil == "@" and begin == start + 2  # "@ rosie", but also "wise @ home"
    for key in [key for key in takers if known[key].sigils[0] == sigil] or takers:
        value, end = _handle(text, group, key, begin)
        if value and not (loose and value in services.no_handle()):
            found.append(Found(key, value, start, end, 0.95, "bare handle" if loose else "handle", ""))
    return found


def _handle(text: str, group: services.Group, key: str, begin: int) -> tuple[str, int]:
    """The handle of a service at a place, also letter by letter; and its end."""
    pattern = services.handle(group, key)
    spaced = _LETTERS.match(text, begin) if pattern else None
    if spaced:
        return re.sub(r"[ .\-*]", "", spaced[0]), spaced.end()
    match = pattern.match(text, begin) if pattern else None
    value = match[0].rstrip(".-_") or match[0] if match else ""
    if key != "qq" and not any(char.isalpha() for char in value):
        return "", begin
    return value, begin + len(value)


def _bare(scan: Scan, group: services.Group, keys: list[str], start: int, joint: str) -> list[Found]:
    """A handle without sigil: only after a joining word or sign that announces one."""
    text = scan.lower
    enclosed = joint.strip() in ("(", "[", '"', "*") and bool(_ENCLOSED.match(text, start))
    if scan.taken(start, start + 1) or "\n\n" in joint or (_SENTENCE.search(joint) and not _NAMED.search(joint)):
        return []
    if enclosed and _TICKER.match(scan.text, start - 1):
        return []
    announced, strong = enclosed or bool(_ANNOUNCED.search(joint)), enclosed or bool(_STRONG.search(joint))
    dashed = joint.strip() in ("-", "--", "~", "|", "/")
    found = []
    for key in keys:
        behind = _BEHIND.match(text, start) if "$" in services.of(group)[key].sigils else None
        if behind:
            found.append(Found(key, behind[1], start, behind.end(), 0.9, "handle", ""))
            continue
        value, end = _handle(text, group, key, start)
        if len(value) < 3 or value in services.no_handle() or _code(text, joint, start, end):
            continue
        marked = _marked(value)
        if not marked and _PERSON.match(scan.text, start):
            continue
        if announced or (marked and (strong or len(value) >= 5)) or (dashed and _ALONE.match(text, end)):
            found.append(Found(key, value, start, end, 0.8 if strong else 0.6, "bare handle", ""))
    return found


def _code(text: str, joint: str, start: int, end: int) -> bool:
    """Whether a word behind a name is of a program or path: line_no, sc = Some(…), ig(self), fb/net2-small."""
    call = (joint == "(" or text[end : end + 1] == "(") and not _marked(text[start:end])
    path = joint == "/" and text[end : end + 1] == "-"
    return call or path or joint[-1:] == "{" or (joint == "" and text[start] == "_")


def _marked(value: str) -> bool:
    """Whether a word is written as only handles are."""
    return any(char.isdigit() or char == "_" for char in value)


def _backward(scan: Scan, group: services.Group, names: list[Hit], floor: int, used: set[int]) -> list[Found]:
    """What stands right before the names: "$rosie (cash app)", "add rosie22 on snap", "415… on zelle"."""
    for look in (_sigil_before, _word_before, _address_before):
        found = [
            item._replace(word=names[0].word)
            for item in look(scan, group, _keys(group, names), (floor, names[0].start))
            if item.start not in used
        ]
        if found:
            return found
    return []


def _sigil_before(scan: Scan, group: services.Group, keys: list[str], within: tuple[int, int]) -> Iterator[Found]:
    text, (floor, stop) = scan.lower, within
    match = next(reversed(list(_SIGIL.finditer(text, floor, stop))), None)
    if match is None or scan.taken(*match.span()) or _claimed(scan, group, match.start()):
        return
    if _TICKER.match(scan.text, match.start()) and not scan.text[stop].isupper():
        return  # "buy $BTC on cash app"
    if _leads(text[match.end() : stop], 24):
        for item in _signed(text, group, keys, match[1], match.start(), begin=match.start(2)):
            if item.end <= stop:
                yield item._replace(confidence=0.85)


def _word_before(scan: Scan, group: services.Group, keys: list[str], within: tuple[int, int]) -> Iterator[Found]:
    text, (floor, stop) = scan.lower, within
    floor = max(floor, stop - 40)
    behind = _BEHIND_BACK.search(text, floor, stop)
    if behind:
        for key in keys:
            if "$" in services.of(group)[key].sigils:
                yield Found(key, behind[1], behind.start(), behind.end(1) + 1, 0.85, "handle", "")
        return
    named = _NAME_BACK.search(text, floor, stop)
    if named and _marked(named[1]) and _CUE.search(text, floor, named.start(1)):
        for key in keys:
            value, end = _handle(text, group, key, named.start(1))
            if end == named.end(1):
                yield Found(key, value, named.start(1), end, 0.6, "bare handle", "")


def _address_before(scan: Scan, group: services.Group, keys: list[str], within: tuple[int, int]) -> Iterator[Found]:
    text, (floor, stop) = scan.lower, within
    for kind in ("phone", "email"):
        place = scan.ending(kind, stop, 14)
        if not place or place.start < floor or not _leads(text[place.end : stop], 14):
            continue
        if " for " in text[place.end : stop] and _TALK.search(text, max(0, place.start - 24), place.start):
            continue  # "text 202-555-0143 for zelle info"
        for key in keys:
            if kind in services.of(group)[key].by:
                yield Found(key, place.value, place.start, place.end, 0.75, f"by {kind}", "")


def _leads(gap: str, reach: int) -> bool:
    return len(gap) <= reach and bool(_BACK.fullmatch(gap))


def _claimed(scan: Scan, group: services.Group, start: int) -> bool:
    """Whether the name of a service of the other group stands right before a handle."""
    other = "network" if group == "service" else "service"
    return any(
        hit.end <= start and not scan.lower[hit.end : start].strip(" :-=>")
        for hit in scan.between(other, start - 24, start)
    )
