"""The names of the indicators of `config/indicators`, for people to read beside the ids."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from config.data import folder, load_yaml


class Row(BaseModel):
    """What the pages show of a row of the catalogue."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    title: str
    source: str
    innocent: str = ""


class _Sheet(BaseModel):
    indicators: list[Row]


@cache
def catalogue() -> dict[str, Row]:
    """Every row by id.

    Raises:
        BadInput: a file of the catalogue is damaged.
    """
    files = sorted(folder("indicators").glob("*.yaml"))
    return {row.id: row for file in files for row in load_yaml(file, _Sheet).indicators}
