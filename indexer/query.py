"""The search language, read into one syntax tree that each engine compiles (docs/search.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.errors import BadInput


@dataclass(frozen=True, slots=True)
class Words:
    """These folded tokens, one after the other; a single word is one token."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any token that starts so."""

    start: str


@dataclass(frozen=True, slots=True)
class Exact:
    """A field of exact values holds this value: a facet, or `labels` (see `indexer.fields`)."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """A number or time between bounds; `None` is open. Each bound says whether it belongs to the span."""

    field: Literal["price", "posted"]
    low: float | datetime | None = None
    high: float | datetime | None = None
    with_low: bool = True
    with_high: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of these; of nothing: every document."""

    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these; of nothing: no document."""

    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not answer the node."""

    node: Node


Node = Words | Prefix | Exact | Span | Every | Some | Not


class WrongQuery(BadInput):
    """A query that cannot be read; `position` counts characters from 0."""

    def __init__(self, reason: str, query: str, position: int) -> None:
        self.position = position
        super().__init__(f"{reason} at character {position + 1} of the query: …{query[position : position + 20]!r}")


def positive(node: Node) -> list[Words | Prefix | Exact]:
    """The leaves that a hit may show: what is asked for, not what is refused."""
    match node:
        case Words() | Prefix() | Exact():
            return [node]
        case Every(nodes) | Some(nodes):
            return [leaf for child in nodes for leaf in positive(child)]
        case _:
            return []


def scores(node: Node) -> bool:
    """Whether answers differ in score; if not, the newest come first."""
    return any(isinstance(leaf, Words) for leaf in positive(node))
