"""Each typology with records that meet it and with its nearest innocent neighbour that does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from finance.folder import read_folder
from finance.links import find
from finance.patterns import Hit, computed, find_patterns
from finance.weights import weights
from nlp.sheet import SheetRow

START = datetime.fromisoformat("2026-05-04T12:00:00-05:00")  # a Monday
Rows = list[dict[str, Any]]
Hits = Callable[..., list[Hit]]


def move(amount: float, day: float = 0, hour: float = 0, account: str = "a1", **more: str) -> dict[str, Any]:
    """A movement some days after START, at some hour (default: noon) of that day."""
    time = START + timedelta(days=day, hours=hour - 12 if hour else 0)
    return {"account": account, "amount": f"{amount:.2f}", "time": time.isoformat(), "channel": "p2p"} | more


@pytest.fixture
def hits(bank: Callable[..., Path]) -> Hits:
    def run(rows: Rows, aliases: Rows = [], accounts: list[Any] | None = None) -> list[Hit]:  # noqa: B006 - never changed
        names = accounts or sorted({row["account"] for row in rows} | {row["account"] for row in aliases})
        records = read_folder(bank(accounts=names, aliases=aliases, transactions=rows))
        return find_patterns(records, find(records, [], weights().links))

    return run


def names(found: list[Hit], account: str = "a1") -> set[str]:
    return {hit.name for hit in found if hit.account == account}


def night(account: str = "a1", count: int = 12, hour: float = 23.5, amount: float = 160, days: int = 1) -> Rows:
    """Credits of different people, one a day."""
    return [
        move(amount, day=n * days, hour=hour, account=account, counterparty=f"Payer {account} {n}")
        for n in range(count)
    ]


def test_p1_payments_as_ads_cost(hits: Hits) -> None:
    board = {"channel": "card", "counterparty": "ADBOARD"}
    found = hits([move(-12, day=n, **board) for n in range(6)])
    (hit,) = found
    assert (hit.name, hit.strength, len(hit.rows)) == ("P1", 0.5, 6)
    assert "6 payments of 72 in all" in hit.text


@pytest.mark.parametrize(
    "rows",
    [
        [move(-12, day=n, channel="card", counterparty=f"SHOP {n}") for n in range(9)],
        [move(-12, day=n, counterparty="Flatmate") for n in range(9)],
        [move(-12, day=n, channel="card", counterparty="ADBOARD") for n in range(5)],
        [move(-11.5, day=n, channel="card", counterparty="ADBOARD") for n in range(9)],
        [move(12, day=n, channel="card", counterparty="ADBOARD") for n in range(9)],
    ],
    ids=["many shops", "between people", "too few", "other amounts", "incoming"],
)
def test_p1_not(hits: Hits, rows: Rows) -> None:
    assert names(hits(rows)) == set()


def test_p1_by_the_merchants_code_whatever_the_amount(hits: Hits) -> None:
    assert names(hits([move(-19.99 - n, day=n, channel="card", mcc="7311") for n in range(6)])) == {"P1"}


def test_p2_and_p3_at_night_from_many_payers(hits: Hits) -> None:
    found = hits(night(count=20))
    assert {(hit.name, hit.strength) for hit in found} == {("P2", 1.0), ("P3", 1.0)}


def test_p2_needs_the_clock_of_the_account(hits: Hits) -> None:
    rows = [row | {"time": row["time"].replace("-05:00", "Z")} for row in night()]
    assert names(hits(rows)) == {"P3"}


@pytest.mark.parametrize("hour", [21.9, 6, 14])
def test_p2_not_by_day(hits: Hits, hour: float) -> None:
    assert names(hits(night(hour=hour))) == {"P3"}


def test_p2_not_for_wages_or_takings_on_cards(hits: Hits) -> None:
    assert names(hits([row | {"channel": "card"} for row in night()])) == set()


def test_p3_not_for_one_payer_or_uneven_sums(hits: Hits, bank: Callable[..., Path]) -> None:
    noon = night(hour=14)
    rows = [row | {"counterparty": "Employer"} for row in noon] + [
        row | {"account": "a2", "amount": "33.40"} for row in noon
    ]
    assert hits(rows) == []


@pytest.mark.parametrize("back", [0, 20, 60, 84, 87, 90, 130, 176])
def test_a_burst_is_seen_wherever_the_windows_begin(hits: Hits, back: int) -> None:
    """Six payments in six days, of which none may fall to another window."""
    burst = [move(-12, day=n, channel="card", counterparty="ADBOARD") for n in range(6)]
    later = [move(-1, day=5 + back, account="a2", channel="card", counterparty="SHOP")]
    assert [(hit.name, len(hit.rows)) for hit in hits(burst + later)] == [("P1", 6)]


def test_one_typology_is_told_once_though_windows_overlap(hits: Hits) -> None:
    burst = [move(-12, day=n * 4, channel="card", counterparty="ADBOARD") for n in range(30)]
    assert [hit.name for hit in hits(burst)] == ["P1"]


def test_p4_lodging_in_many_cities(hits: Hits) -> None:
    stays = [
        move(-80, day=n, channel="card", mcc="7011", place=city)
        for n, city in enumerate(("Reno", "Boise", "reno", "Tampa"))
    ]
    (hit,) = hits(stays)
    assert (hit.name, hit.strength) == ("P4", 0.5)
    assert "3 places: Boise, Reno, Tampa" in hit.text


def test_p4_not_a_holiday(hits: Hits) -> None:
    assert hits([move(-80, day=n, channel="card", mcc="7011", place="Reno") for n in range(7)]) == []


@pytest.mark.parametrize(
    ("id_", "row", "count"),
    [
        ("P5", {"mcc": "4121", "amount": "-9.00"}, 15),
        ("P7", {"mcc": "4814", "amount": "-10.00"}, 14),
        ("P8", {"mcc": "6540", "amount": "-50.00"}, 8),
        ("P14", {"mcc": "6051", "amount": "-24.00"}, 6),
    ],
)
def test_counts_of_codes(hits: Hits, id_: str, row: dict[str, str], count: int) -> None:
    rows = [
        move(-1, day=n, account=name, channel="card") | row
        for name, some in (("a1", count), ("a2", count - 3))
        for n in range(some)
    ]
    found = hits(rows)
    assert (names(found), names(found, "a2")) == ({id_}, set())


def test_p6_needs_several_groups_of_goods(hits: Hits) -> None:
    codes = ("5912", "5977", "5814")
    rows = [
        move(-12.5, day=n, account=name, channel="card", mcc=codes[n % groups])
        for name, groups in (("a1", 3), ("a2", 2))
        for n in range(30)
    ]
    found = hits(rows)
    assert (names(found), names(found, "a2")) == ({"P6"}, set())


def test_p9_a_busy_account_without_a_life(hits: Hits) -> None:
    def year(account: str, mcc: str = "") -> Rows:
        return [move(-7.7, day=n, account=account, channel="card", mcc=mcc if n == 3 else "5812") for n in range(30)]

    opened = {"a1": "2024-01-01", "new": "2026-04-01", "eats": "2024-01-01"}
    accounts = [{"account": name, "opened": day} for name, day in opened.items()]
    found = hits(year("a1") + year("new") + year("eats", "5411"), accounts=accounts)
    assert [(hit.account, hit.name, hit.rows) for hit in found] == [("a1", "P9", ())]


def test_p9_says_nothing_where_no_merchant_is_told(hits: Hits) -> None:
    rows = [move(-7.7, day=n, channel="transfer") for n in range(40)]
    assert hits(rows, accounts=[{"account": "a1", "opened": "2024-01-01"}]) == []


def test_p12_cash_without_wages(hits: Hits) -> None:
    cash = [move(300.5, day=7 * n, account=name, channel="cash") for name in ("a1", "a2") for n in range(8)]
    found = hits([*cash, move(900, account="a2", channel="payroll", counterparty="MILL")])
    assert (names(found), names(found, "a2")) == ({"P12"}, set())


def test_n1_a_funnel(hits: Hits) -> None:
    def funnel(account: str, out: str) -> Rows:
        cities = ("Reno", "Boise", "Tampa")
        came = [move(900.5, day=5 * n, account=account, channel="cash", place=city) for n, city in enumerate(cities)]
        return came + [
            move(-880, day=5 * n + 1, account=account, channel="cash", place=out or city)
            for n, city in enumerate(cities)
        ]

    found = hits(funnel("a1", "El Paso") + funnel("a2", ""))
    assert (names(found) & {"N1"}, names(found, "a2") & {"N1"}) == ({"N1"}, set())


def through(account: str, share: float, days: int = 10) -> Rows:
    return [
        row
        for n in range(days)
        for row in (
            move(500.5, day=3 * n, account=account, counterparty=f"Payer {n % 3}"),
            move(-500.5 * share, day=3 * n, hour=20, account=account, counterparty=f"Shop {n % 5}"),
        )
    ]


def test_n2_pass_through(hits: Hits) -> None:
    found = hits(through("a1", 0.95) + through("a2", 0.7) + through("a3", 0.95, days=5))
    (hit,) = [hit for hit in found if hit.id == "N2"]
    assert (hit.account, hit.strength, len(hit.rows)) == ("a1", 10 / 16, 20)


def test_n2_not_when_an_old_balance_pays_once(hits: Hits) -> None:
    """One large debit within a day of many credits does not make each of them passed on."""
    rows = [move(100.5, day=n / 10, counterparty="Payer") for n in range(10)]
    rows += [move(100.5, day=20 + 2 * n, counterparty="Payer") for n in range(10)]
    assert "N2" not in names(hits([*rows, move(-1000, day=1.2, counterparty="Shop")]))


def hub(**more: str) -> Rows:
    """Two accounts with inflow by night that pay most of it to h."""
    rows = []
    for name in ("a1", "a2"):
        rows += night(name)
        rows += [move(-110, day=n + 0.5, account=name, **more) for n in range(12)]
    return rows


@pytest.mark.parametrize(
    "to", [{"counterparty_account": "h"}, {"counterparty": "Pat Sample"}, {"counterparty_account": "+12025550143"}]
)
def test_n3_a_hub_is_found_by_account_name_or_identifier(hits: Hits, to: dict[str, str]) -> None:
    aliases = [
        {"account": "h", "kind": "name", "value": "Pat Sample"},
        {"account": "h", "kind": "phone", "value": "+12025550143"},
    ]
    found = hits(hub(**to), aliases=aliases, accounts=["a1", "a2", "h"])
    assert {(hit.account, hit.name) for hit in found if hit.id == "N3"} == {
        ("a1", "N3:sender"),
        ("a2", "N3:sender"),
        ("h", "N3:hub"),
    }
    (receiver,) = [hit for hit in found if hit.part == "hub"]
    assert len(receiver.rows) == 24
    assert "2 accounts with inflow from many payers pass on 2,640" in receiver.text


def test_n3_one_sender_is_enough_where_ads_name_the_receiver(bank: Callable[..., Path]) -> None:
    """And it is not where they do not."""
    rows = [row for row in hub(counterparty_account="h") if row["account"] == "a1"]
    alias = {"account": "h", "kind": "cashapp", "value": "demohead", "valid_from": "2026-01-01"}
    records = read_folder(bank(accounts=["a1", "h"], aliases=[alias], transactions=rows))
    day = datetime(2026, 5, 5, tzinfo=UTC)
    for value, expected in (("demohead", {("a1", "sender"), ("h", "hub")}), ("demoother", set())):
        sheet = [SheetRow(kind="cashapp", value=value, first_seen=day, last_seen=day)]
        found = find_patterns(records, find(records, sheet, weights().links))
        assert {(hit.account, hit.part) for hit in found if hit.id == "N3"} == expected


def test_n3_not_a_landlord_of_people_with_wages(hits: Hits) -> None:
    rows = []
    for name in ("a1", "a2", "a3"):
        rows += [move(1500, day=14 * n, account=name, channel="payroll", counterparty="MILL") for n in range(4)]
        rows += [move(-900, day=14 * n + 2, account=name, counterparty_account="h") for n in range(4)]
    assert [hit for hit in hits(rows, accounts=["a1", "a2", "a3", "h"]) if hit.id == "N3"] == []


def test_n3_not_for_a_small_share(hits: Hits) -> None:
    rows = [
        row | ({"amount": "-40.00"} if row.get("counterparty_account") else {}) for row in hub(counterparty_account="h")
    ]
    assert [hit for hit in hits(rows, accounts=["a1", "a2", "h"]) if hit.id == "N3"] == []


def test_two_of_one_name_are_told_apart_by_the_mirrored_payment(hits: Hits) -> None:
    aliases = [{"account": name, "kind": "name", "value": "Pat Sample"} for name in ("h", "other")]
    rows = hub(counterparty="Pat Sample")
    mirrored = [
        row | {"account": "h", "amount": row["amount"][1:], "counterparty": "Somebody"}
        for row in rows
        if row["amount"] == "-110.00"
    ]
    found = hits(rows + mirrored, aliases=aliases, accounts=["a1", "a2", "h", "other"])
    assert {hit.account for hit in found if hit.part == "hub"} == {"h"}


def shared(count: int, until: str = "") -> Rows:
    return [
        {
            "account": f"a{n}",
            "kind": "phone",
            "value": "+12025550143",
            "valid_from": f"2026-0{n}-01",
            "valid_to": until.format(n=n),
        }
        for n in range(1, count + 1)
    ]


def test_n4_one_identifier_on_three_accounts(hits: Hits) -> None:
    assert {(hit.account, hit.name, hit.strength) for hit in hits([], shared(3))} == {
        (f"a{n}", "N4", 0.5) for n in (1, 2, 3)
    }


@pytest.mark.parametrize("aliases", [shared(2), shared(5, "2026-0{n}-28")], ids=["a couple", "one after another"])
def test_n4_not(hits: Hits, aliases: Rows) -> None:
    assert hits([], aliases) == []


def test_n5_senders_with_one_number_pay_one_person(hits: Hits) -> None:
    rows = [move(-95.5, account=name, counterparty_account="h") for name in ("a1", "a2", "a9")]
    found = hits(rows, shared(2), accounts=["a1", "a2", "a9", "h"])
    assert [(hit.account, hit.name, len(hit.rows)) for hit in found] == [("h", "N5", 2)]


def wage(account: str, day: float, amount: float = 600, payer: str = "FARM", **more: str) -> dict[str, Any]:
    return move(amount, day=day, account=account, channel="payroll", counterparty=payer, **more)


def test_w1_wages_of_several_people(hits: Hits) -> None:
    rows = [wage("a1", 0, memo=f"wage {name}") for name in ("Ana", "Ben", "Cy")]
    rows += [wage("a2", 7 * n, memo=f"wage week {n}") for n in range(3)]
    found = hits(rows)
    assert (names(found), names(found, "a2")) == ({"W1"}, set())


def test_w2_wages_leave_to_one_receiver(hits: Hits) -> None:
    rows = []
    for name, to in (("a1", "boss"), ("a2", "boss"), ("a3", "family")):
        rows += [wage(name, 7 * n) for n in range(4)]
        rows += [move(-500, day=7 * n, hour=18, account=name, counterparty_account=to) for n in range(4)]
    found = [hit for hit in hits(rows, accounts=["a1", "a2", "a3", "boss", "family"]) if hit.id == "W2"]
    assert {(hit.account, hit.part) for hit in found} == {("a1", "sender"), ("a2", "sender"), ("boss", "hub")}


def test_w3_the_wage_goes_back(hits: Hits) -> None:
    rows = [
        row
        for n in range(2)
        for row in (wage("a1", 14 * n), move(-250, day=14 * n + 1, account="a1", counterparty="farm"))
    ]
    assert "W3" in names(hits(rows))


def test_w5_fees_of_one_size_and_tickets(hits: Hits) -> None:
    fees = [move(475, day=n, account=name, counterparty=f"Payer {n}") for name in ("a1", "a2") for n in range(5)]
    found = hits([*fees, move(-320, day=9, account="a1", channel="card", mcc="4511")])
    assert (names(found) & {"W5"}, names(found, "a2") & {"W5"}) == ({"W5"}, set())


def test_w6_the_same_deduction_on_several_accounts(hits: Hits) -> None:
    def month(account: str, amount: float) -> Rows:
        paid = [wage(account, 7 * n, 610) for n in range(3)]
        return paid + [move(-amount, day=7 * n, hour=15, account=account, counterparty="Camp") for n in range(3)]

    found = hits(month("a1", 150) + month("a2", 150) + month("a3", 155))
    assert {hit.account for hit in found if hit.id == "W6"} == {"a1", "a2"}


def test_windows_do_not_add_up_what_lies_months_apart(hits: Hits) -> None:
    """Ten payers over a year are not ten payers in 90 days."""
    assert hits(night(count=12, hour=14, days=40)) == []


def test_every_query_belongs_to_a_row_of_the_catalogue() -> None:
    from finance.catalogue import typologies

    assert computed() <= {row.id for row in typologies()}
    assert {"P1", "P2", "P3", "P4", "P9", "N1", "N2", "N3", "N4", "W1", "W2"} <= computed()


def test_days_are_days(hits: Hits) -> None:
    assert date(2026, 5, 4).weekday() == START.weekday() == 0
