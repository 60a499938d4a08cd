"""Near-duplicates: posts written from one template, found by what stays when numbers, names and prices change.

A text is reduced to its words with the slots masked, then to word pairs, then to a MinHash of 128 permutations
(Broder 1997). 64 bands of two rows are stored with each post, so that an index finds candidates by a `terms` query;
a candidate counts from an estimated Jaccard of 0.2 on. Word pairs with this setting kept P and R at 1.0 on heavy edits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nlp.analysis import Analysis
from nlp.mention import Mention

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERMUTATIONS = 128
ROWS = 2  # rows a band
SIMILAR = 0.2  # Jaccard of word pairs; unrelated ads stay below .06 (99th percentile)

_SEED = 1
_SLOT = "_"
_WORDS = 5  # fewer words of its own than this do not show an author
_NEIGHBOURS = 4  # members of a bucket each is compared with; further ones are reached over the bands between
_TOKEN = re.compile(r"\w+")


def masked_words(text: str, mentions: Iterable[Mention]) -> list[str]:
    """The words of a text in lower case, with each mention and each word that has a digit replaced by one slot."""
    pieces, at = [], 0
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start >= at:
            pieces += [text[at : mention.start], f" {_SLOT} "]
        at = max(at, mention.end)
    plain = unicodedata.normalize("NFKC", "".join(pieces) + text[at:]).casefold()
    words = (_SLOT if any(map(str.isdigit, word)) else word for word in _TOKEN.findall(plain))
    return list(words)


def keys(text: str, mentions: Iterable[Mention]) -> tuple[str, tuple[str, ...]]:
    """`Analysis.text_key` and `Analysis.bands` of a text; empty for one that is too short to show an author."""
    words = masked_words(text, mentions)
    if sum(word != _SLOT for word in words) < _WORDS:
        return "", ()
    key = blake2b(" ".join(words).encode(), digest_size=8).hexdigest()
    bands = _bands(_signatures([words]))[0]
    return key, tuple(f"{number:02x}{band:08x}" for number, band in enumerate(bands.tolist()))


def campaigns(analyses: Iterable[Analysis]) -> dict[str, str]:
    """Post id → campaign id, for posts that share a template with another post.

    Versions of one post count as one. The id of a campaign is the smallest id of its posts. Memory: 0.5 kB a text.
    """
    posts: dict[str, set[str]] = {}  # text key → posts
    texts: dict[str, list[str]] = {}  # text key → words
    for analysis in analyses:
        if analysis.text_key:
            posts.setdefault(analysis.text_key, set()).add(analysis.post)
            if analysis.text_key not in texts:
                texts[analysis.text_key] = masked_words(analysis.text, analysis.mentions)
    groups = _Groups()
    for same in posts.values():
        groups.join(*same)
    if len(texts) > 1:
        heads = [min(same) for same in posts.values()]
        for one, other in _similar(_signatures(list(texts.values()))):
            groups.join(heads[one], heads[other])
    return groups.named()


class _Groups:
    """Union-find over names; the root of a group is its smallest name."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def root(self, name: str) -> str:
        parent = self.parent
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    def join(self, first: str, *others: str) -> None:
        for other in others:
            low, high = sorted((self.root(first), self.root(other)))
            self.parent[high] = low

    def named(self) -> dict[str, str]:
        """Name → root, for groups of two and more."""
        roots = {name: self.root(name) for name in self.parent}
        shared = {root for name, root in roots.items() if name != root}
        return {name: root for name, root in roots.items() if root in shared}


def _signatures(texts: Sequence[list[str]]) -> NDArray[np.uint32]:
    """(texts, 128) MinHash signatures over word pairs."""
    import numpy as np
    from rensa import RMinHash

    signatures = np.empty((len(texts), PERMUTATIONS), dtype=np.uint32)
    for number, words in enumerate(texts):
        minhash = RMinHash(PERMUTATIONS, _SEED)  # one by one: the bulk call starts threads, which costs more here
        minhash.update([" ".join(pair) for pair in pairwise(words)])
        signatures[number] = minhash.digest()
    return signatures


def _bands(signatures: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """(texts, 64) band keys; two texts with equal rows have equal keys."""
    import numpy as np

    odd = np.uint32(0x9E3779B1)  # golden ratio: spreads the first row over the word before the second joins it
    return (signatures[:, ::ROWS] * odd) ^ signatures[:, 1::ROWS]


def _similar(signatures: NDArray[np.uint32], chunk: int = 100_000) -> Iterable[tuple[int, int]]:
    """Pairs of rows that share a band and whose estimated Jaccard is at least `SIMILAR`."""
    import numpy as np

    count = len(signatures)
    found: list[Any] = []
    for band in _bands(signatures).T:
        order = np.argsort(band, kind="stable")
        ranked = band[order]
        for lag in range(1, min(_NEIGHBOURS, count - 1) + 1):
            same = np.flatnonzero(ranked[:-lag] == ranked[lag:])
            found.append(order[same] * count + order[same + lag])
    pairs = np.unique(np.concatenate(found))
    for start in range(0, len(pairs), chunk):
        one, other = np.divmod(pairs[start : start + chunk], count)
        likeness = (signatures[one] == signatures[other]).mean(axis=1)
        close = likeness >= SIMILAR
        yield from zip(one[close].tolist(), other[close].tolist(), strict=True)
