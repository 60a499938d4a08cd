"""Values out of a page: text as a reader sees it, links, and fields by the picks of a profile."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]  # ships no types
from parsel import Selector
from w3lib.encoding import html_to_unicode
from w3lib.html import strip_html5_whitespace

from crawlers.profile import Follow, Pick

_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"script", "style", "template", "noscript", "head", "title"}
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\n{3,}")


def decode(body: bytes, content_type: str = "") -> str:
    """The page as text. Bytes that are UTF-8 are read so whatever is declared: other text hardly ever looks like it.

    Else header, byte order mark and meta element decide; where they do not fit, it is Windows-1252.
    """
    if not body.isascii() and b"\0" not in body:
        with suppress(UnicodeDecodeError):
            return body.decode("utf-8-sig")
    _, text = html_to_unicode(content_type or None, body, default_encoding="utf-8")
    return body.decode("cp1252", "replace") if "\ufffd" in text else text


def selector(text: str, url: str) -> Selector:
    """A tree of the page. A document that opens as XML (a sitemap, a feed) is read as XML."""
    kind = "xml" if text.lstrip("\ufeff \r\n\t").startswith("<?xml") and "<html" not in text[:1000].lower() else "html"
    # lxml refuses NUL and an encoding declaration that contradicts the text
    return Selector(text=text.replace("\0", "\ufffd") or "<html></html>", type=kind, base_url=url)


def visible(element: Any, without: Collection[Any] = ()) -> str:
    """The text of an element as a reader sees it: blocks and breaks become lines, other white space one space.

    Elements in `without` (quotes, signatures) are left out.
    """
    parts: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))  # no recursion: depth is the site's
    for event, node in walker:
        if event == "start":
            parts.append("\n" if node.tag in _BLOCKS else "")
            if node.tag in _UNSEEN or node in without:
                walker.skip_subtree()
            else:
                parts.append(_flat(node.text, node.tag))
            continue
        if event == "end" and node.tag in _BLOCKS and node.tag != "br":
            parts.append("\n")
        if node is not element:
            parts.append(_flat(node.tail))
    lines = (line.strip() for line in _SPACES.sub(" ", "".join(parts)).split("\n"))
    return _BREAKS.sub("\n\n", "\n".join(lines)).strip()


def _flat(text: str | None, tag: str = "") -> str:
    return (text or "") if tag in {"pre", "textarea"} else (text or "").replace("\n", " ")


def values(pick: Pick, scope: Selector, url: str) -> Iterator[str]:
    """Every value that a pick finds, in the order of the page, without empty ones."""
    for raw in _raw(pick, scope, url):
        text = raw
        if pick.regex is not None:
            found = re.search(pick.regex, raw)
            if not found:
                continue
            text = found[1] if found.re.groups else found[0]
        text = text.strip()
        if text:
            yield pick.prefix + text


def _raw(pick: Pick, scope: Selector, url: str) -> Iterator[str]:
    if pick.value is not None:
        yield pick.value
    elif pick.url is not None:
        if found := re.search(pick.url, url):
            yield found[1] if found.re.groups else found[0]
    else:
        for node in scope.xpath(pick.query or ""):
            # XPath also gives strings and numbers
            yield visible(node.root, _left_out(pick, node)) if hasattr(node.root, "tag") else str(node.root)


def _left_out(pick: Pick, scope: Selector) -> list[Any]:
    return [node.root for node in scope.css(pick.without)] if pick.without else []


def first(picks: tuple[Pick, ...], scope: Selector, url: str) -> str | None:
    """The first value of the first pick that finds one."""
    return next((value for pick in picks for value in values(pick, scope, url)), None)


def links(follow: Follow, page: Selector, base: str) -> Iterator[str]:
    """Absolute URLs to take, without fragments; an element counts by its `href`."""
    for node in page.xpath(follow.links.query or ""):
        root = node.root
        href = root if isinstance(root, str) else root.get("href", "") if hasattr(root, "get") else ""
        href = strip_html5_whitespace(href)
        if not href:
            continue
        try:
            url = urljoin(base, href).partition("#")[0]
        except ValueError:  # such as http://[ : no address at all
            continue
        if follow.match is None or re.search(follow.match, url):
            yield url
