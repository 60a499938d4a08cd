"""The terms of the search language: words, phrases, prefixes, fields, and selectors as pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from indexer import fields
from indexer.bounds import dates, prices
from indexer.query import Every, Exact, Node, Prefix, Words, WrongQuery
from indexer.words import label, words
from nlp.mention import is_selector
from nlp.normalise import as_said, normalise
from nlp.selectors import REGISTRY

# What may be pasted with spaces and parentheses within: numbers of seven digits and more, and IBANs.
_PASTED = re.compile(
    r"(?:\+?\(?\d[\d ().\-]{5,24}\d|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?=[\s)]|$)"
)
_FIELD = re.compile(r"([A-Za-z_]{2,20}):(?!//)")
_BARE = re.compile(r'[^\s()"]+')


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: a term with its node, or what stands between terms."""

    type: Literal["term", "(", ")", "-", "AND", "OR"]
    position: int
    node: Node | None = None


def tokens(query: str, region: str) -> Iterator[Token]:
    """Cut a query into its pieces.

    Raises:
        WrongQuery: a quotation mark without its twin, an unknown field, a value that its field cannot take.
    """
    at = 0
    while at < len(query):
        sign = query[at]
        if sign.isspace():
            at += 1
        elif sign in "()":
            if sign == "(" and (found := _pasted(query, at, region)):
                yield Token("term", at, found[0])
                at = found[1]
                continue
            yield Token("(" if sign == "(" else ")", at)
            at += 1
        elif sign == "-" and query[at + 1 : at + 2].strip():
            yield Token("-", at)
            at += 1
        else:
            token, at = _word(query, at, region)
            yield token


def _word(query: str, at: int, region: str) -> tuple[Token, int]:
    """The term that starts here, and where it ends."""
    if found := _pasted(query, at, region):
        return Token("term", at, found[0]), found[1]
    if query[at] == '"':
        text, end = _quoted(query, at)
        return Token("term", at, Words(words(text))), end
    if named := _FIELD.match(query, at):
        start = named.end()
        text, end = _quoted(query, start) if query[start : start + 1] == '"' else _bare(query, start)
        return Token("term", at, _field(named[1].lower(), text, query, at, region)), end
    text, end = _bare(query, at)
    if text in ("AND", "OR"):
        return Token("AND" if text == "AND" else "OR", at), end
    if text == "NOT":
        return Token("-", at), end
    return Token("term", at, selector(text, region) or _plain(text, query, at)), end


def _quoted(query: str, at: int) -> tuple[str, int]:
    end = query.find('"', at + 1)
    if end < 0:
        raise WrongQuery("this quotation mark has no twin", query, at)
    return query[at + 1 : end], end + 1


def _bare(query: str, at: int) -> tuple[str, int]:
    found = _BARE.match(query, at)
    return (found[0], found.end()) if found else ("", at)


def _plain(text: str, query: str, at: int) -> Node:
    """A word, which may fold into several that stand together, or the start of one."""
    if not text.endswith("*"):
        return Words(words(text))
    *before, last = words(text.rstrip("*")) or ("",)
    if not last:
        raise WrongQuery("the start of a word is missing before *", query, at)
    return Every((Words(tuple(before)), Prefix(last))) if before else Prefix(last)


def _pasted(query: str, at: int, region: str) -> tuple[Node, int] | None:
    """The longest selector with spaces within that starts here, and where it ends."""
    found = _PASTED.match(query, at)
    text = found[0] if found else ""
    while text:
        if text.count("(") == text.count(")") and (node := selector(text, region)):
            return node, at + len(text)
        text = text.rpartition(" ")[0]
    return None


def selector(text: str, region: str) -> Node | None:
    """A phone, handle, wallet, IBAN or e-mail in any spelling, whatever kind it was indexed as."""
    found = normalise(text, region)
    return Exact("labels", fields.handle(found[1])) if found else None


def _field(name: str, value: str, query: str, at: int, region: str) -> Node:
    """`name:value`."""
    if not value:
        raise WrongQuery(f"a value is missing after {name}:", query, at)
    if name == "price":
        return prices(value, query, at)
    if name == "posted":
        return dates(value, query, at)
    if name == "handle":
        return selector(value, region) or Exact("labels", fields.handle(value))
    if name == "selector":
        kind, _, value = value.partition(":")
        return _kind(kind, value, query, at, region)
    if name in fields.LABELS:
        return Exact("labels", label(name, value))
    return _kind(name, value, query, at, region)


def _kind(kind: str, value: str, query: str, at: int, region: str) -> Node:
    """A selector of a kind: as indexed, in the spelling that this kind is indexed in."""
    if not value or kind not in REGISTRY or not is_selector(kind):
        raise WrongQuery(f"{kind!r} is neither a field nor a kind of selector", query, at)
    return Exact("selectors", f"{kind}:{as_said(value, region)}")
