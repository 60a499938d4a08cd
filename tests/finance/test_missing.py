"""What a lead could not be asked is told, and only that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finance.catalogue import typologies
from finance.folder import read_folder
from finance.missing import LINKS, find_missing
from finance.patterns import computed
from nlp.sheet import SheetRow

Bank = Callable[..., Path]
MOVE = {"account": "a1", "time": "2026-05-01T23:15:00-05:00", "amount": "160", "channel": "p2p", "counterparty": "Pat",
        "counterparty_account": "x9", "mcc": "7011", "place": "Reno", "memo": "thx"}  # fmt: skip
ACCOUNT = {"account": "a1", "kind": "personal", "opened": "2020-01-01", "country": "US", "postcode_area": "891",
           "occupation": "nurse"}  # fmt: skip
ALIAS = {"account": "a1", "kind": "cashapp", "value": "demolark9", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}


def missing(folder: Path, sheet: list[SheetRow]) -> dict[str, str]:
    """Id of the typology → what its line says."""
    lines = find_missing(read_folder(folder), sheet, "a1")
    return dict(line.split(": ", 1) for line in lines)


def without(*fields: str) -> dict[str, Any]:
    return {name: value for name, value in MOVE.items() if name not in fields}


def test_with_all_fields_only_what_is_not_computed_is_missing(bank: Bank, selector: Callable[..., SheetRow]) -> None:
    told = missing(bank(accounts=[ACCOUNT], aliases=[ALIAS], transactions=[MOVE]), [selector("cashapp", "demolark9")])
    assert not (set(told) & (computed() | LINKS))
    assert set(told) <= {row.id for row in typologies()}


@pytest.mark.parametrize(
    ("fields", "typology", "needs"),
    [
        (("mcc",), "P4", "transactions.mcc"),
        (("place",), "P4", "transactions.place"),
        (("memo",), "L2", "transactions.memo"),
        (("channel",), "P2", "transactions.channel"),
        (("counterparty", "counterparty_account"), "P3", "transactions.counterparty"),
    ],
)
def test_the_field_that_lacks_is_named(
    bank: Bank, selector: Callable[..., SheetRow], fields: tuple[str, ...], typology: str, needs: str
) -> None:
    folder = bank(accounts=[ACCOUNT], aliases=[ALIAS], transactions=[without(*fields)])
    line = missing(folder, [selector("cashapp", "demolark9")])[typology]
    assert line.startswith("needs ")
    assert needs in line


def test_a_night_needs_the_clock(bank: Bank, selector: Callable[..., SheetRow]) -> None:
    """A date, or a time in UTC on an account without zone, tells no hour of the holder's day."""
    for name, time in (("alder", "2026-05-01"), ("birch", "2026-05-01T23:15:00Z")):
        folder = bank(name, accounts=[ACCOUNT], transactions=[MOVE | {"time": time}])
        assert "transactions.time" in missing(folder, [selector("cashapp", "demolark9")])["P2"]


def test_a_name_stands_for_an_account_of_the_other_side(bank: Bank, selector: Callable[..., SheetRow]) -> None:
    folder = bank(accounts=[ACCOUNT], aliases=[ALIAS], transactions=[without("counterparty_account")])
    assert "N3" not in missing(folder, [selector("cashapp", "demolark9")])


def test_what_another_account_tells_does_not_count(bank: Bank, selector: Callable[..., SheetRow]) -> None:
    moves = [without("memo"), MOVE | {"account": "a2"}]
    folder = bank(accounts=[ACCOUNT, {"account": "a2"}], aliases=[ALIAS], transactions=moves)
    assert "transactions.memo" in missing(folder, [selector("cashapp", "demolark9")])["L2"]


def test_an_empty_sheet_is_told(bank: Bank) -> None:
    folder = bank(accounts=[ACCOUNT], aliases=[ALIAS], transactions=[MOVE])
    assert "selectors.value" in missing(folder, [])["L1"]
