"""E-mail addresses, also with the at and the dots in words, brackets or gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.mention import Mention
from nlp.selectors import numerals
from nlp.selectors.domains import registered
from nlp.selectors.scan import Scan, Selector

_AT_WORD = r"(?:at|arroba|chiocciola|arobase|arobas|klammeraffe)"
_DOT_WORD = r"(?:dot|punto|ponto|point|punkt|period)"
# Where an address may have its at. The plain word "at" needs a dot in words or a known provider behind it.
_AT = re.compile(
    rf"\s{{0,2}}[\[({{<*_|-]\s?(?:@|{_AT_WORD})\s?[\])}}>*_|-]\s{{0,2}}|\s{{0,2}}@\s{{0,2}}|\s{_AT_WORD}\s"
)
_DOT = rf"(?:\s?[\[({{<*_]\s?(?:\.|{_DOT_WORD})\s?[\])}}>*_]\s?|\s?\.\s?|\s{_DOT_WORD}\s|,(?=com\b))"
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
_PROVIDER = re.compile(rf"({'|'.join(sorted(map(re.escape, PROVIDERS), key=len, reverse=True))})(?![\w.-]*\w)")


_NO_NAME = frozenset("me us it is look looking found visit see here online site website page find check listing ad more am arrive".split())


def find(scan: Scan) -> Iterator[Mention]:
    """E-mail addresses whose domain ends in a public suffix, or at a known provider."""
    text = scan.lower
    done = 0
    for at in _AT.finditer(text):
        if at.start() < done or _in_name(scan, at.start()):
            continue
        found = _address(text, at)
        if found is None:
            continue
        value, start, end, method = found
        if start < done or scan.taken(start, end):
            continue
        done = end
        scan.take(start, end)
        context = scan.near("email", start, end)
        yield scan.mention("email", value, start, end, 0.97 if method == "plain" else 0.85, method, context)


def _in_name(scan: Scan, place: int) -> bool:
    """Whether an @ is a letter of a service's name ("p@ypal")."""
    return any(hit.start < place < hit.end for hit in scan.between("service", place - 12, place + 12))


def _address(text: str, at: re.Match[str]) -> tuple[str, int, int, str] | None:
    plain = at[0] == "@"
    local = _LOCAL_BACK.search(text, max(0, at.start() - 64), at.start())
    if local is None:
        return None
    domain, end, method = _domain(text, at.end(), plain, worded="@" not in at[0])
    if domain is None:
        return None
    name, start = local[0].lstrip(".'=&-%+"), local.start()
    start = at.start() - len(name)
    if not plain or method != "plain":
        wide = _WORDS_BACK.search(text, max(0, at.start() - 80), at.start())
        if wide and _DOTS.search(wide[0]) and wide[0].count(" ") <= 6:
            name, start = _DOTS.sub(".", wide[0]), wide.start()
    name = name.rstrip(".")
    if not name or ".." in name or ("@" not in at[0] and name in _NO_NAME) or _spelled(domain):
        return None
    return f"{name}@{domain}", start, end, "plain" if plain and method == "plain" else "words"


def _spelled(domain: str) -> bool:
    """Whether a host is a number in words: "tres.uno"."""
    return all(numerals.read(label) for label in re.split(r"[.-]", domain) if label)


def _domain(text: str, start: int, plain: bool, *, worded: bool) -> tuple[str | None, int, str]:
    """The domain that begins at `start`: value, end, method."""
    tight = _TIGHT.match(text, start)
    if tight and registered(tight[0].rstrip(".-")):
        value = tight[0].rstrip(".-")
        return value, start + len(value), "plain"
    loose = _DOMAIN.match(text, start)
    if loose:
        value, end = _shorten(loose)
        if value:
            return value, end, "words"
    provider = _PROVIDER.match(text, start)
    if provider and (not worded or provider[1] not in ("live", "proton")):
        return PROVIDERS[provider[1]], provider.end(), "provider"
    return None, start, ""


def _shorten(loose: re.Match[str]) -> tuple[str | None, int]:
    """The longest part of a spelled domain that ends in a public suffix."""
    ends = [match.start() + loose.start(2) for match in _DOTS.finditer(loose[2])][1:] + [loose.end()]
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
