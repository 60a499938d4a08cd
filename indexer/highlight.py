"""Where a text shows what was asked: from the folded tokens and the mentions, the same for both engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    places: dict[str, list[int]] = {}
    for at, (word, _, _) in enumerate(tokens):
        places.setdefault(word, []).append(at)
    runs = [run for leaf in leaves if not isinstance(leaf, Exact) for run in _runs(leaf, tokens, places)]
    marked = [(tokens[first][1], tokens[last][2]) for first, last in runs]
    wanted = {leaf.value for leaf in leaves if isinstance(leaf, Exact)}
    named = (one for one in document.mentions if wanted & {one.selector, *handles(one.selector)}) if wanted else ()
    return _merged([*marked, *((one.start, one.end) for one in named)])


def _runs(
    leaf: Words | Prefix, tokens: Sequence[tuple[str, int, int]], places: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """First and last token of each place where the leaf stands."""
    if isinstance(leaf, Prefix):
        found = (at for word, at in places.items() if word.startswith(leaf.start))
        yield from ((at, at) for some in found for at in some)
        return
    for at in places.get(leaf.tokens[0], ()):
        last = at + len(leaf.tokens) - 1
        if tuple(word for word, _, _ in tokens[at : last + 1]) == leaf.tokens:
            yield at, last


def _merged(spans: list[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
