"""The lists of config/lexicons/names.yaml: first names, and the words that decide whether one is meant."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from config.data import folder, load_yaml


class Lists(BaseModel):
    """config/lexicons/names.yaml."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    names: str
    words: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    after: tuple[str, ...]
    and_: tuple[str, ...] = Field(alias="and")
    not_before: frozenset[str]
    not_after: frozenset[str]
    never: frozenset[str]


@cache
def lists() -> Lists:
    """The lists as operators may read them."""
    return load_yaml(folder("lexicons") / "names.yaml", Lists)


def listed(word: str) -> bool:
    """Whether a word in lower case is a name, and no everyday word as well."""
    return word in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(lists().names.split()) - frozenset(lists().words.split())
