from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from finance.folder import read_folder
from finance.keys import DIALLED, days, key_aliases, load_sheet
from finance.store import Records
from nlp.selectors import REGISTRY
from nlp.sheet import SheetRow, Sighting

Bank = Callable[..., Path]


@pytest.mark.parametrize(
    ("country", "value", "key"),
    [
        ("US", "(202) 555-0143", "phone:+12025550143"),
        ("us", "202.555.0143", "phone:+12025550143"),
        ("GB", "020 7946 0143", "phone:+442079460143"),
        ("AU", "0491 570 006", "phone:+61491570006"),
        ("", "0044 20 7946 0143", "phone:+442079460143"),
        ("", "202 555 0143", "phone:202 555 0143"),
        ("US", "5550143", "phone:5550143"),
    ],
)
def test_phones_are_read_in_the_country_of_the_account(bank: Bank, country: str, value: str, key: str) -> None:
    """Without a country, or too short for one, a number stays as it is and matches nothing but itself."""
    alias = {"account": "a1", "kind": "phone", "value": value}
    records = read_folder(bank(accounts=[{"account": "a1", "country": country}], aliases=[alias]))
    key_aliases(records)
    assert records.rows("select key from aliases") == [{"key": key}]


def test_one_number_in_two_countries_is_two_numbers(bank: Bank) -> None:
    accounts = [{"account": "a1", "country": "GB"}, {"account": "a2", "country": "US"}]
    aliases = [{"account": name, "kind": "phone", "value": "020 7946 0143"} for name in ("a1", "a2")]
    records = read_folder(bank(accounts=accounts, aliases=aliases))
    key_aliases(records)
    first, second = records.rows("select key from aliases order by account")
    assert first["key"] == "phone:+442079460143"
    assert second["key"] != first["key"]


@pytest.mark.parametrize("kind", ["wechat", "customer", "pix", "cashapp"])
def test_the_same_digits_of_another_kind_are_no_phone(bank: Bank, kind: str) -> None:
    """Not even beside an alias that is one."""
    aliases = [{"account": "a1", "kind": "phone", "value": "2025550143"}]
    aliases += [{"account": "a2", "kind": kind, "value": "2025550143"}]
    records = read_folder(bank(accounts=["a1", "a2"], aliases=aliases))
    key_aliases(records)
    assert [row["key"] for row in records.rows("select key from aliases order by account")] == [
        "phone:+12025550143",
        f"{kind}:2025550143",
    ]


def test_kinds_that_are_dialled_may_be_phones_in_ads_too() -> None:
    assert [kind for kind in sorted(DIALLED) if "E.164" not in REGISTRY[kind].forms] == []


def test_keyed_tokens_compare_as_they_are(bank: Bank) -> None:
    alias = {"account": "a1", "kind": "phone", "value": "9f86d081884c7d65"}
    records = read_folder(bank(accounts=["a1"], aliases=[alias]))
    key_aliases(records)
    load_sheet(records, [SheetRow(kind="phone", value="9f86d081884c7d65")])
    assert records.rows("select account from aliases join sheet using (key)") == [{"account": "a1"}]


@pytest.mark.parametrize(
    ("first", "last", "seen", "expected"),
    [
        (3, 9, (), (3, 9)),
        (None, None, (7, 2), (2, 7)),
        (3, None, (7, 2), (3, 7)),
        (3, None, (), (3, None)),
        (None, None, (), (None, None)),
    ],
)
def test_days_of_ads(
    first: int | None, last: int | None, seen: tuple[int, ...], expected: tuple[int | None, ...]
) -> None:
    def moment(day: int | None) -> datetime | None:
        return datetime(2026, 5, day, 23, 59, tzinfo=UTC) if day else None

    sightings = tuple(Sighting(time=datetime(2026, 5, day, tzinfo=UTC)) for day in seen)
    row = SheetRow(kind="phone", value="+1", first_seen=moment(first), last_seen=moment(last), seen=sightings)
    assert days(row) == tuple(day and date(2026, 5, day) for day in expected)


def test_the_sheet_becomes_a_table_in_its_own_order() -> None:
    records = Records()
    load_sheet(
        records,
        [
            SheetRow(kind="venmo", value="DemoB", rarity=0.5, confidence=0.5),
            SheetRow(kind="email", value="A@b.example"),
        ],
    )
    assert records.rows("select row, key, weight from sheet order by row") == [
        {"row": 0, "key": "venmo:demob", "weight": 0.25},
        {"row": 1, "key": "email:a@b.example", "weight": 1.0},
    ]
    load_sheet(records, [])
    assert records.rows("select * from sheet") == []
