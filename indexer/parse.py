"""Reading the search language: recursive descent, OR binds weaker than the AND that is silent between terms."""

from __future__ import annotations

from typing import NoReturn

from indexer.query import Every, Node, Not, Some, Words, WrongQuery
from indexer.terms import Token, selector, tokens

LONGEST, DEEPEST = 10_000, 50
_BLANK = Words(())  # a term without a word in it, such as "!!!": asks for nothing


def parse(query: str, region: str = "US") -> Node:
    """Read a query. Empty matches everything; `region` says whose dialling rules a bare number follows.

    Raises:
        WrongQuery: names the place.
    """
    if len(query) > LONGEST:
        raise WrongQuery(f"longer than {LONGEST} characters", query, LONGEST)
    if not query.strip():
        return Every()
    pasted = selector(query.strip(), region)
    node = pasted or _Reader(query, list(tokens(query, region))).read()
    if node == _BLANK:
        raise WrongQuery("no word to search for", query, 0)
    return node


class _Reader:
    """The place in the tokens, and one method a rule of the grammar."""

    def __init__(self, query: str, tokens: list[Token]) -> None:
        self.query, self.tokens, self.at, self.depth = query, tokens, 0, 0

    def read(self) -> Node:
        node = self.some()
        if self.at < len(self.tokens):
            self.fail("a closing parenthesis without its opening one")
        return node

    @property
    def type(self) -> str:
        return self.tokens[self.at].type if self.at < len(self.tokens) else "end"

    def fail(self, reason: str, at: int | None = None) -> NoReturn:
        at = self.at if at is None else at
        raise WrongQuery(reason, self.query, self.tokens[at].position if at < len(self.tokens) else len(self.query))

    def some(self) -> Node:
        nodes = [self.every()]
        while self.type == "OR":
            self.at += 1
            nodes.append(self.every())
        nodes = [node for node in nodes if node != _BLANK] or [_BLANK]
        return nodes[0] if len(nodes) == 1 else Some(tuple(nodes))

    def every(self) -> Node:
        nodes = [self.one()]
        while self.type not in ("OR", ")", "end"):
            self.at += self.type == "AND"
            nodes.append(self.one())
        nodes = [node for node in nodes if node != _BLANK] or [_BLANK]
        return nodes[0] if len(nodes) == 1 else Every(tuple(nodes))

    def one(self) -> Node:
        opened = self.at
        if self.type in ("OR", "AND", ")", "end"):
            self.fail("a term is missing")
        self.at += 1
        if (node := self.tokens[opened].node) is not None:
            return node
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"more than {DEEPEST} levels deep", opened)
        node = self.one() if self.tokens[opened].type == "-" else self.group(opened)
        self.depth -= 1
        return node if self.tokens[opened].type == "(" or node == _BLANK else Not(node)

    def group(self, opened: int) -> Node:
        node = self.some()
        if self.type != ")":
            self.fail("this parenthesis is not closed", opened)
        self.at += 1
        return node
