from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from finance.folder import read_folder
from finance.keys import load_sheet
from finance.memos import memo_selectors
from nlp.sheet import SheetRow

SHEET = [
    SheetRow(kind="cashapp", value="demorosie22"),
    SheetRow(kind="venmo", value="demo-lark"),
    SheetRow(kind="phone", value="+12025550143"),
    SheetRow(kind="email", value="rosie@mail.example"),
]


@pytest.mark.parametrize(
    ("memo", "keys"),
    [
        ("", []),
        ("rent for may", []),
        ("$demorosie22", ["cashapp:demorosie22"]),
        ("to demorosie22, thanks", ["cashapp:demorosie22"]),
        ("@demo-lark", ["venmo:demo-lark"]),
        ("demo-lark", []),  # no sign and no digit: it may be a word
        ("write rosie@mail.example", ["email:rosie@mail.example"]),
        ("(202) 555-0143 or $demorosie22", ["cashapp:demorosie22", "phone:+12025550143"]),
        ("invoice 20255501439", []),
        ("$demorosie22 $demorosie22", ["cashapp:demorosie22"]),
    ],
)
def test_selectors_of_the_sheet_in_memos(bank: Callable[..., Path], memo: str, keys: list[str]) -> None:
    move = {"account": "a1", "time": "2026-05-02", "amount": "5", "memo": memo}
    records = read_folder(bank(accounts=["a1"], transactions=[move]))
    load_sheet(records, SHEET)
    memo_selectors(records)
    assert [row["key"] for row in records.rows("select n, key from mentioned order by key")] == keys
