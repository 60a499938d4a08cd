"""E-mail addresses, also with the at and the dots in words, brackets or gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp.mention import Mention
from nlp.selectors import numerals
from nlp.selectors.domains import registered
from nlp.selectors.scan import Scan, Selector

_DOT_WORD = r"(?:dot|punto|ponto|point|punkt|period)"
_OPEN, _CLOSE = "[({<*_|-~", "])}>*_|-~"
_DOT = rf"(?:\s?[\[({{<*_-]\s?(?:\.|{_DOT_WORD})\s?[\])}}>*_-]\s?|\s?\.\s?|\s{_DOT_WORD}\s|,(?=com\b))"
_DOMAIN = re.compile(rf"([a-z0-9][a-z0-9-]{{0,62}})((?:{_DOT}[a-z0-9-]{{1,63}}){{1,4}})(?![a-z0-9])")
_DOTS = re.compile(_DOT)
_TIGHT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,5}")
_LOCAL_BACK = re.compile(r"[a-z0-9._%+&'=-]{1,64}$")
_WORDS_BACK = re.compile(rf"(?:[a-z0-9_+-]{{1,40}}{_DOT})*[a-z0-9_+-]{{1,40}}$")
PROVIDERS = {
    "gmail": "gmail.com", "gml": "gmail.com", "gmial": "gmail.com", "gmai": "gmail.com", "gamil": "gmail.com",
    "gmal": "gmail.com", "g-mail": "gmail.com", "googlemail": "googlemail.com", "hotmail": "hotmail.com",
    "hotmal": "hotmail.com", "yahoo": "yahoo.com", "yaho": "yahoo.com", "ymail": "ymail.com", "outlook": "outlook.com",
    "icloud": "icloud.com", "protonmail": "protonmail.com", "proton": "proton.me", "aol": "aol.com", "live": "live.com",
    "msn": "msn.com",
}  # fmt: skip
_HOSTS = frozenset(PROVIDERS.values())
_PROVIDER = re.compile(rf"({'|'.join(sorted(map(re.escape, PROVIDERS), key=len, reverse=True))})(?![\w.-]*\w)")


_NO_NAME = frozenset((
    "me", "us", "it", "is", "look", "looking", "found", "visit", "see", "here", "online", "site", "website",
    "page", "find", "check", "listing", "ad", "more", "am", "arrive",
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
        if method == "at" and not (value.partition("@")[2] in _HOSTS or scan.near("email", start, end)):
            continue  # "book at rosie.example"
        if start < done or scan.taken(start, end):
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


class At(NamedTuple):
    """A place that may be the at of an address, with the brackets and spaces around it."""

    left: int
    right: int
    sign: bool  # an @, not a word for it
    plain: bool  # an @ and nothing around it
    bracketed: bool


def _ats(scan: Scan) -> Iterator[At]:
    """Every @, and every word for it that stands between brackets or spaces; in order."""
    text = scan.lower
    spots = [(hit.start, hit.end, False) for hit in scan.hits("at")]
    place = text.find("@")
    while place >= 0:
        spots.append((place, place + 1, True))
        place = text.find("@", place + 1)
    for start, end, sign in sorted(spots):
        left, right = start, end
        while left and start - left < 4 and (text[left - 1] in " " or text[left - 1] in _OPEN):
            left -= 1
        while right < len(text) and right - end < 4 and (text[right] in " " or text[right] in _CLOSE):
            right += 1
        if sign or (left < start and right > end):
            yield At(left, right, sign, sign and right - left == 1, text[left:start].strip() != "")


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
    name = local[0].lstrip(".'=&-%+") if local else ""
    start = at.left - len(name)
    if not at.plain or method != "plain":
        wide = _WORDS_BACK.search(text, max(0, at.left - 80), at.left)
        if wide and _DOTS.search(wide[0]) and wide[0].count(" ") <= 6:
            name, start = _DOTS.sub(".", wide[0]), wide.start()
    name = name.rstrip(".")
    if not name or ".." in name or (not at.sign and name in _NO_NAME) or _spelled(domain):
        return None
    if method == "plain" and not at.plain:
        method = "words" if at.sign or at.bracketed else "at"
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
    provider = _PROVIDER.match(text, start)
    if provider and (not worded or provider[1] not in ("live", "proton")):
        return PROVIDERS[provider[1]], provider.end(), "provider"
    return None, start, ""


def _shorten(loose: re.Match[str]) -> tuple[str | None, int]:
    """The longest part of a spelled domain that ends in a public suffix."""
    ends = [*[match.start() + loose.start(2) for match in _DOTS.finditer(loose[2])][1:], loose.end()]
    for end in reversed(ends):
        value = _DOTS.sub(".", loose.string[loose.start() : end])
        if registered(value):
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
