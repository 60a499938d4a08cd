"""E-mail addresses, also with the at and the dots in words, brackets or gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp.mention import Mention
from nlp.selectors import numerals, services
from nlp.selectors.domains import registered
from nlp.selectors.scan import Scan, Selector

_DOT_WORD = r"(?:dot|d0t|punto|ponto|point|punkt|period)"
_OPEN, _CLOSE = "[({<*_|-~/\"'", "])}>*_|-~/\"'"
_DOT = (
    rf"(?:\s?[\[({{<*_|/\"'-]{{1,2}}\s?(?:\.|{_DOT_WORD})\s?[\])}}>*_|/\"'-]{{1,2}}\s?|\s?\.\s?|\s{_DOT_WORD}\s"
    r"|&#46;|&period;|,(?=com\b))"
)
_DOMAIN = re.compile(
    rf"((?:g|hot|y|proton) mail|[a-z0-9][a-z0-9-]{{0,62}})((?:{_DOT}[a-z0-9-]{{1,63}}){{1,4}})(?![a-z0-9])"
)
_DOTS = re.compile(_DOT)
_TIGHT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,5}")
_SENTENCE_END = re.compile(r"\.\s|.*\n.*", re.DOTALL)  # a dot with a blank only behind it
_SPREAD = re.compile(  # g m a i l . c o m
    r"(?:[a-z0-9-] ){2,30}[a-z0-9-]? ?\. ?[a-z0-9](?: [a-z0-9]){1,12}(?: ?\. ?[a-z0-9](?: [a-z0-9]){1,3})?(?![a-z0-9])"
)
_SPREAD_BACK = re.compile(r"(?<![a-z0-9])(?:[a-z0-9._-] ){2,40}[a-z0-9._-]$")
_GLUED = re.compile(r"(?<![\w.-])([a-z0-9][a-z0-9._-]*)AT([a-z0-9-]+)DOT([a-z]{2,10})(?![A-Za-z0-9])")
_MADE = re.compile(r"[a-z]+(?:[._][a-z0-9]+)+")  # a name as only addresses have
_NUMBERED = re.compile(r"[a-z]{3,}\d{2,}")
_LINE_START, _LINE_END = re.compile(r"(?:^|[:\n])\s*$"), re.compile(r"\s*(?:$|[\n.,;)])")
_REMOTE = re.compile(r":[\w.-]+/")  # git@host:path
_USER = re.compile(r"://[^\s/@]*$")  # https://user:word@host
_SIGNS = ("@", "%40", "&#64;", "&commat;", "(a)", "[a]", "{a}")
_LOCAL_BACK = re.compile(r"[a-z0-9._%+'-]{1,64}$")
_UNDERSCORE = re.compile(r"\s(?:underscore|underline|guion bajo)\s")
_WORDS_BACK = re.compile(rf"(?:[a-z0-9_+-]{{1,40}}(?:{_DOT}|{_UNDERSCORE.pattern}))*[a-z0-9_+-]{{1,40}}$")
PROVIDERS = {
    "gmail": "gmail.com", "gml": "gmail.com", "gmial": "gmail.com", "gmai": "gmail.com", "gamil": "gmail.com",
    "gmal": "gmail.com", "g-mail": "gmail.com", "g mail": "gmail.com",
    "googlemail": "googlemail.com", "hotmail": "hotmail.com", "hotmal": "hotmail.com", "yahoo": "yahoo.com",
    "yaho": "yahoo.com", "ymail": "ymail.com", "outlook": "outlook.com", "icloud": "icloud.com",
    "protonmail": "protonmail.com", "proton mail": "protonmail.com", "hot mail": "hotmail.com", "proton": "proton.me",
    "aol": "aol.com", "live": "live.com", "msn": "msn.com",
}  # fmt: skip
_HOSTS = frozenset(PROVIDERS.values())
_PROVIDER = re.compile(rf"({'|'.join(sorted(map(re.escape, PROVIDERS), key=len, reverse=True))})(?![\w.-]*\w)")


_NO_NAME = frozenset((
    "me", "us", "it", "is", "look", "looking", "found", "visit", "see", "here", "online", "site", "website",
    "page", "find", "check", "listing", "ad", "more", "am", "arrive", "email", "e-mail", "mail", "gmail", "you", "them",
    "reached", "available", "are", "was",
))  # fmt: skip


def find(scan: Scan) -> Iterator[Mention]:
    """E-mail addresses whose domain ends in a public suffix, or at a known provider."""
    done = 0
    for at in _ats(scan):
        if at.left < done or (at.sign and _in_name(scan, at.left)):
            continue
        found = _address(scan.lower, at)
        if found is None:
            continue
        value, start, end, method = found
        name, _, host = value.partition("@")
        if method == "at" and not (host in _HOSTS or _told(scan, name, start, end)):
            continue  # "book at rosie.example"
        if start < done or scan.taken(start, end) or _REMOTE.match(scan.lower, end):
            continue
        if _USER.search(scan.lower, max(0, start - 80), start):
            continue
        if at.loose and host not in _HOSTS and _named(scan, start, name):
            continue
        done = end
        scan.take(start, end)
        context = scan.near("email", start, end)
        yield scan.mention(
            "email",
            value,
            start,
            end,
            confidence=0.97 if method == "plain" else 0.85,
            method="words" if method == "at" else method,
            context=context,
        )
    if "DOT" in scan.text:
        for match in _GLUED.finditer(scan.text):
            if registered(f"{match[2]}.{match[3]}") and not scan.taken(*match.span()):
                value = f"{match[1]}@{match[2]}.{match[3]}"
                yield scan.mention("email", value, *match.span(), confidence=0.85, method="words")


def _told(scan: Scan, name: str, start: int, end: int) -> bool:
    """Whether words with " at " between them are an address: by their look, by their line, or by a word for it."""
    text = scan.lower
    alone = _LINE_START.search(text, max(0, start - 12), start) and _LINE_END.match(text, end)
    return bool(_MADE.fullmatch(name) or (alone and _NUMBERED.fullmatch(name)) or scan.near("email", start, end))


def _named(scan: Scan, start: int, name: str) -> bool:
    """Whether a word right before " @…" is none of an address: "paypal @rosie.me", "see you @ rosie.example"."""
    hits = scan.between("service", start, start + len(name)) + scan.between("network", start, start + len(name))
    if name in services.no_handle() or name in _NO_NAME or name.isdigit():
        return True
    return any(hit.start == start and hit.end == start + len(name) for hit in hits)


class At(NamedTuple):
    """A place that may be the at of an address, with the brackets and spaces around it."""

    left: int
    right: int
    sign: bool  # an @, not a word for it
    plain: bool  # an @ and nothing around it
    bracketed: bool
    loose: bool  # an @ with a blank before it: it may begin a handle or stand for the word


def _ats(scan: Scan) -> Iterator[At]:
    """Every @, and every word for it that stands between brackets or spaces; in order."""
    text = scan.lower
    spots = [(hit.start, hit.end, False) for hit in scan.hits("at")]
    for mark in _SIGNS:
        place = text.find(mark)
        while place >= 0:
            spots.append((place, place + len(mark), True))
            place = text.find(mark, place + 1)
    for start, end, sign in sorted(spots):
        left, right = start, end
        while left and start - left < 4 and _around(text[left - 1], _OPEN):
            left -= 1
        while right < len(text) and right - end < 4 and _around(text[right], _CLOSE):
            right += 1
        if sign or (left < start and right > end):
            plain, bracketed = sign and (left, right) == (start, end), text[left:start].strip() != ""
            yield At(left, right, sign, plain, bracketed, sign and left < start and not bracketed)


def _around(char: str, brackets: str) -> bool:
    """Whether a character may stand around an at: a blank, a bracket, an emoji."""
    return char == " " or char in brackets or (char > "\x7f" and not char.isalnum() and not char.isspace())


def _in_name(scan: Scan, place: int) -> bool:
    """Whether an @ is a letter of a service's name ("p@ypal")."""
    return any(hit.start < place < hit.end for hit in scan.between("service", place - 12, place + 12))


def _address(text: str, at: At) -> tuple[str, int, int, str] | None:
    if not at.left or not (text[at.left - 1].isalnum() or text[at.left - 1] in "._+-"):
        return None
    domain, end, method = _domain(text, at.right, worded=not at.sign)
    if domain is None:
        return None
    local = _LOCAL_BACK.search(text, max(0, at.left - 64), at.left)
    name = local[0].lstrip(".'-%+") if local else ""
    start = at.left - len(name)
    if not at.plain or method != "plain":
        wide = _WORDS_BACK.search(text, max(0, at.left - 80), at.left)
        if wide and (_DOTS.search(wide[0]) or _UNDERSCORE.search(wide[0])) and wide[0].count(" ") <= 6:
            name, start = _DOTS.sub(".", _UNDERSCORE.sub("_", wide[0])), wide.start()
        spread = _SPREAD_BACK.search(text, max(0, at.left - 80), at.left) if text[at.left - 2] == " " else None
        if spread:
            name, start = spread[0].replace(" ", ""), spread.start()
    name = name.rstrip(".")
    if not name or ".." in name or (not at.sign and name in _NO_NAME) or _spelled(domain):
        return None
    if method == "plain" and not at.plain:
        quoted = text[start - 1 : start] == "<" and text[end : end + 1] == ">"  # "<rosie at mail.example>"
        method = "words" if at.sign or at.bracketed or quoted else "at"
    return f"{name}@{domain}", start, end, "words" if method == "provider" else method


def _spelled(domain: str) -> bool:
    """Whether a host is no host but words: a number ("tres.uno"), "dot dot"."""
    labels = re.split(r"[.-]", domain)
    return labels[-1] == "dot" or all(numerals.read(label) for label in labels if label)


def _domain(text: str, start: int, *, worded: bool) -> tuple[str | None, int, str]:
    """The domain that begins at `start`: value, end, method."""
    tight = _TIGHT.match(text, start)
    if tight and registered(tight[0].rstrip(".-")):
        host = tight[0].rstrip(".-")
        return host, start + len(host), "plain"
    loose = _DOMAIN.match(text, start)
    value, end = _shorten(loose) if loose else (None, 0)
    if value:
        return value, end, "words"
    spread = _SPREAD.match(text, start)
    for end in range(spread.end(), start, -1) if spread else ():
        value = text[start:end].replace(" ", "")
        if registered(value):
            return value, end, "words"
    provider = _PROVIDER.match(text, start)
    if provider and (not worded or provider[1] not in ("live", "proton")):
        return PROVIDERS[provider[1]], provider.end(), "provider"
    return None, start, ""


def _shorten(loose: re.Match[str]) -> tuple[str | None, int]:
    """The longest part of a spelled domain that ends in a public suffix."""
    ends = [*[match.start() + loose.start(2) for match in _DOTS.finditer(loose[2])][1:], loose.end()]
    for end in reversed(ends):
        part = loose.string[loose.start() : end]
        value = _DOTS.sub(".", part).replace(" ", "")
        sentences = any(_SENTENCE_END.fullmatch(dot) for dot in _DOTS.findall(part))  # "… @rosie. Me too"
        if registered(value) and not (sentences and value not in _HOSTS):
            return value, end
    return None, 0


SELECTOR = Selector(
    kind="email",
    group="contact",
    forms="lower case",
    examples=("rosie@mail.example", "rosie (at) gmail dot com"),
    source="RFC 5322 in the form people write; public suffix list",
    find=find,
)
