"""Matching without lists: both sides compare keyed tokens and learn only what both have.

The thin version: HMAC-SHA-256 under a key that the two share for one exchange. Without the key a token says nothing;
whoever has the key can try every phone number there is, so it protects against third parties, not between the two.
Between parties who do not trust each other with the list, private set intersection is needed (docs/sharing.md).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from config.errors import BadInput
from finance.records import Alias
from nlp.sheet import SheetRow

SHORTEST = 32  # bytes of a shared key


@dataclass(frozen=True, slots=True)
class Match:
    """An account of ours that carries a selector of theirs."""

    account: str
    kind: str
    value: str
    token: str


def tokens(rows: Iterable[SheetRow], key: bytes) -> frozenset[str]:
    """The tokens of selectors, to be sent; their order says nothing.

    Raises:
        BadInput: the key is shorter than 32 bytes.
    """
    _check(key)
    return frozenset(_token(row.kind, row.value, key) for row in rows)


def match(theirs: frozenset[str], aliases: Iterable[Alias], key: bytes) -> Iterator[Match]:
    """The aliases whose token the other side sent.

    Raises:
        BadInput: the key is shorter than 32 bytes.
    """
    _check(key)
    for alias in aliases:
        token = _token(alias.kind, alias.value, key)
        if token in theirs:
            yield Match(alias.account, alias.kind, alias.value, token)


def _token(kind: str, value: str, key: bytes) -> str:
    return hmac.new(key, f"{kind}:{value}".encode(), sha256).hexdigest()


def _check(key: bytes) -> None:
    if len(key) < SHORTEST:
        raise BadInput(f"the shared key has {len(key)} bytes", fix=f"at least {SHORTEST}, made at random")
