"""Retention: how long each class of posts is kept, read from config/retention.yaml."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from config.data import folder, load_yaml
from config.errors import BadInput


class Class(BaseModel):
    """One retention class: days after the end of the month of collection, and why so many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Field(ge=1)
    why: str = Field(min_length=1)


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: Mapping[str, Class]


@cache
def classes() -> Mapping[str, Class]:
    """The classes by name.

    Raises:
        BadInput: the file is wrong; names line and key.
    """
    return load_yaml(folder("retention.yaml"), _Sheet).classes


def ends(name: str, month: str) -> date:
    """The first day on which the posts of a class and month (`"2026-01"`) must be gone.

    Raises:
        BadInput: there is no such class, or the month is not one.
    """
    if name not in classes():
        raise BadInput(f"no retention class {name!r}", fix=f"one of {', '.join(classes())}")
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise BadInput(f"not a month: {month!r}", fix="write it like 2026-01") from None
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return last + timedelta(days=classes()[name].days + 1)


def due(name: str, month: str, today: date | None = None) -> bool:
    """Whether a class and month must be purged by `today` (UTC); never early.

    Raises:
        BadInput: as `ends`.
    """
    return (today or datetime.now(UTC).date()) >= ends(name, month)
