"""Where a text shows what was asked: from the folded tokens and the mentions, the same for both engines."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.document import Document
from indexer.fields import handles
from indexer.query import Exact, Node, Prefix, Words, positive
from indexer.words import located

Spans = tuple[tuple[int, int], ...]


def highlights(document: Document, node: Node) -> Spans:
    """Character spans of `document.text` that show the positive terms of a query, sorted and merged."""
    leaves = positive(node)
    if not leaves:
        return ()
    tokens = located(document.text)
    spans = [span for leaf in leaves for span in _spans(leaf, document, tokens)]
    return _merged(spans)


def _spans(
    leaf: Words | Prefix | Exact, document: Document, tokens: list[tuple[str, int, int]]
) -> Iterator[tuple[int, int]]:
    match leaf:
        case Words(words):
            length = len(words)
            for at in range(len(tokens) - length + 1):
                if all(tokens[at + offset][0] == word for offset, word in enumerate(words)):
                    yield tokens[at][1], tokens[at + length - 1][2]
        case Prefix(start):
            yield from ((begin, end) for word, begin, end in tokens if word.startswith(start))
        case Exact(_, value):
            yield from (
                (mention.start, mention.end)
                for mention in document.mentions
                if value == mention.selector or value in handles(mention.selector)
            )


def _merged(spans: list[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
