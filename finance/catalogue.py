"""The typologies: rows of the indicator catalogue that money shows (config/indicators/money.yaml)."""

from __future__ import annotations

from nlp.indicators import Indicator, catalogue


def typologies() -> tuple[Indicator, ...]:
    """The typologies of money, in the catalogue's order, in which they are computed."""
    return tuple(row for row in catalogue().values() if row.where == "money")


def typology(id_: str) -> Indicator:
    """One typology by its id."""
    return catalogue()[id_]


def thresholds(row: Indicator) -> dict[str, object]:
    """Its thresholds and window as parameters of a query: whole numbers as integers, lists as lists."""
    given = {name: _plain(value) for name, value in row.threshold.items()}
    return given | {"window_days": max(row.window_days or 0, 1)}


def _plain(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
