"""Published signs of trafficking: the one catalogue, and finding its text rows.

The catalogue is `config/indicators/*.yaml`; each row names its source and who trips it innocently. Rows of text are
found here, rows of money by finance; the others are for people to read.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config.data import folder, load_yaml
from config.errors import BadInput
from nlp.analysis import IndicatorHit
from nlp.fold import Folded
from nlp.lexicon import Lexicon, negated, one_line


class Indicator(BaseModel):
    """A row of the catalogue. `needs` and `window_days` are for money and clusters, `languages` for text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    source: str
    where: Literal["text", "cluster", "money", "branch"]
    how: str
    innocent: str = Field(min_length=5)  # who trips it innocently
    languages: dict[str, tuple[str, ...]] = {}  # ISO 639-1 → phrases (see `nlp.lexicon`)
    negation: bool = True  # whether a "no" before the phrase takes the hit back
    needs: tuple[str, ...] = ()  # table.field of the intake contract
    window_days: int | None = None  # 0: no window
    threshold: dict[str, float | tuple[float | str, ...]] = {}  # starting points, never weights


class _Rows(BaseModel):
    model_config = ConfigDict(extra="forbid")

    indicators: tuple[Indicator, ...]


@cache
def catalogue() -> dict[str, Indicator]:
    """Id → row, of all files.

    Raises:
        BadInput: a file does not fit the model, or an id stands twice.
    """
    rows: dict[str, Indicator] = {}
    for path in sorted(folder("indicators").glob("*.yaml")):
        for row in load_yaml(path, _Rows).indicators:
            if row.id in rows:
                raise BadInput(f"id {row.id!r} stands twice in the catalogue", file=path, fix="give the row its own id")
            rows[row.id] = row
    return rows


def find(folded: Folded) -> tuple[IndicatorHit, ...]:
    """The text rows that a text shows, with the words that show them, in order of place.

    Phrases of every language are looked for, since posts mix languages.
    """
    rows, text = catalogue(), one_line(folded.lower)
    hits = []
    for id_, start, end in _lexicon().find(folded):
        if rows[id_].negation and negated(text, start):
            continue
        first, last = folded.span(start, end)
        hits.append(IndicatorHit(id=id_, source=rows[id_].source, raw=folded.raw[first:last], start=first, end=last))
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.id)))


@cache
def _lexicon() -> Lexicon:
    text = (row for row in catalogue().values() if row.where == "text")
    return Lexicon({row.id: [phrase for some in row.languages.values() for phrase in some] for row in text})
