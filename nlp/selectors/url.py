"""Addresses of the web, also defanged (`hxxp`, `[.]`); kinds `url` and `domain` (a bare host name)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.mention import Mention
from nlp.selectors import numerals
from nlp.selectors.domains import registered
from nlp.selectors.scan import Scan, Selector

_DOT = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\\\.)"
_DOTS = re.compile(_DOT)
_SCHEME = re.compile(r"h(?:tt|xx|\*\*)p(s?)(?::|\[:\])//", re.IGNORECASE)
_HOST = rf"[a-z0-9](?:[a-z0-9-]{{0,62}}){_DOT}(?:[a-z0-9-]{{1,63}}{_DOT}){{0,4}}[a-z][a-z0-9-]{{1,30}}"
_FULL = re.compile(r"(?:h(?:tt|xx|\*\*)ps?(?::|\[:\])//)([^\s<>\"']{1,2000})", re.IGNORECASE)
_APP = re.compile(  # links that open an app
    r"(?<!\w)(?:tg|venmo|cashme|paypal|whatsapp|viber|instagram|twitter|snapchat|line)://[^\s<>\"']{1,500}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w@.-])({_HOST})(?::\d{{2,5}})?((?:/[^\s<>\"']{{0,2000}})?)(?![\w@-])", re.IGNORECASE)
_LABELS = re.compile(r"[a-z0-9]+")
_DOTTED = re.compile(r"(?:\.|[\[({](?:\.|dot)[\])}]|\\\.)[a-z]")
_TRAIL = ".,;:!?)]}'\"*"


def find(scan: Scan) -> Iterator[Mention]:
    """Web addresses and bare host names."""
    text = scan.text
    if "://" in text or "[:]//" in text:
        for match in _FULL.finditer(text):
            yield from _full(scan, match)
        for match in _APP.finditer(text):
            end = match.end() - len(match[0]) + len(match[0].rstrip(_TRAIL))
            scan.take(match.start(), end)
            value = text[match.start() : end]
            yield scan.mention("url", value, match.start(), end, confidence=0.97, method="app", context=())
    done = 0
    for dot in _DOTTED.finditer(scan.lower):
        if dot.start() < done or scan.taken(dot.start(), dot.end()):
            continue
        start, done = _token(text, dot.start())
        for match in _BARE.finditer(text, max(start, 0), done):
            if not scan.taken(match.start(), match.end()):
                yield from _bare(scan, match)


def _token(text: str, place: int) -> tuple[int, int]:
    """The stretch without white space around a place, within the longest address that is read."""
    start = place
    while start and place - start < 260 and not text[start - 1].isspace():
        start -= 1
    end = place
    while end < len(text) and end - place < 2000 and not text[end].isspace():
        end += 1
    return start, end


def _full(scan: Scan, match: re.Match[str]) -> Iterator[Mention]:
    body = match[1].rstrip(_TRAIL)
    host, slash, rest = body.partition("/")
    host = _DOTS.sub(".", host).lower()
    domain = registered(host.rpartition("@")[2].partition(":")[0].partition("?")[0])
    secure = "s" if _SCHEME.match(match[0])[1] else ""  # type: ignore[index] # the pattern that found it begins so
    end = match.start(1) + len(body)
    scan.take(match.start(), end)
    value = f"http{secure}://{host}{slash}{rest}"
    details = {"domain": domain} if domain else {}
    yield scan.mention("url", value, match.start(), end, confidence=0.97, method="plain", context=(), details=details)


def _bare(scan: Scan, match: re.Match[str]) -> Iterator[Mention]:
    if not match[2] and any(hit[:2] == match.span(1) for hit in scan.between("service", *match.span(1))):
        return  # "cash.app" is a name here
    host = _DOTS.sub(".", match[1]).lower()
    if match[1].rpartition(".")[2][:1].isupper() and not match[1][0].isupper():
        return  # "the end.Next": two sentences
    domain = registered(host)
    if not domain or all(numerals.read(label) for label in _LABELS.findall(host)):  # "five.five.five" is a number
        return
    path = match[2].rstrip(_TRAIL)
    end = match.end(1) if not path else match.start(2) + len(path)
    scan.take(match.start(), end)
    kind = "url" if path or host.startswith("www.") else "domain"
    value = f"http://{host}{path}" if kind == "url" else host
    yield scan.mention(
        kind,
        value,
        match.start(),
        end,
        confidence=0.9 if kind == "url" else 0.7,
        method="plain",
        context=(),
        details={"domain": domain},
    )


URL = Selector(
    kind="url",
    group="contact",
    forms="scheme and host in lower case, refanged",
    examples=("https://rosie.example/book", "hxxps://rosie[.]example/"),
    source="RFC 3986; public suffix list",
    find=find,
)
DOMAIN = Selector(
    kind="domain",
    group="contact",
    forms="host name in lower case",
    examples=("rosie.example",),
    source="public suffix list",
    find=find,
)
