"""Words of a text as both engines index them: folded once, here, and split at white space by the engines."""

from __future__ import annotations

from functools import lru_cache

from nlp.fold import fold, tokens

# Lucene's white-space tokenizer cuts longer tokens in pieces; cut here, both engines see the same.
LONGEST = 100


def words(text: str) -> tuple[str, ...]:
    """Folded tokens of a text."""
    return tuple(word[:LONGEST] for word in tokens(text).split())


def located(text: str) -> list[tuple[str, int, int]]:
    """Folded tokens with the character span of `text` each came from."""
    folded = fold(text)
    found, at = [], 0
    for word in tokens(text).split():
        start = folded.lower.index(word, at)  # exact: between two tokens stands no letter or digit
        at = start + len(word)
        found.append((word[:LONGEST], *folded.span(start, at)))
    return found


@lru_cache(maxsize=65_536)  # few values, many documents
def label(name: str, value: str) -> str:
    """How a field is searched for by people: `city:new york`; case, accents and spacing do not count."""
    return f"{name}:{' '.join(words(value)) or value.casefold()}"
