"""`Analysis`: what the NLP stage found in one version of a post. The type that leaves this room."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.mention import Mention

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorHit:
    """A published sign of trafficking found in a text: the row of the catalogue and the words that show it."""

    id: str  # row of config/indicators, e.g. "IL-07"
    source: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One analysed version of a post.

    `text` is `Post.text` with card numbers masked; all spans point into it. `text_key` is equal for texts that
    are equal after masking of their slots (numbers, names, prices); `bands` are MinHash bands, of which near-duplicates
    share one.
    A `quarantined` text suggests a minor: nothing of it but the id may be kept outside the quarantine.
    """

    post: str  # Post.id
    version: str  # Post.version
    language: str  # ISO 639-1, "und" when unsure
    text: str
    mentions: tuple[Mention, ...] = ()
    indicators: tuple[IndicatorHit, ...] = ()
    text_key: str = ""
    bands: tuple[str, ...] = ()
    quarantined: bool = False
    schema: int = SCHEMA
