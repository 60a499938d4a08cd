from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.folder import read_folder
from finance.lead import Link
from finance.links import find, find_links
from finance.store import Records
from finance.weights import weights
from nlp.selectors import REGISTRY
from nlp.selectors.crypto import WALLETS
from nlp.sheet import Ref, SheetRow, Sighting

Bank = Callable[..., Path]
Selector = Callable[..., SheetRow]
CASHADDR = "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"  # of the specification's test vectors
TRON = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW"


def alias(
    value: str = "$demorosie22", kind: str = "cashapp", since: str = "2026-01-01", until: str = "", account: str = "a1"
) -> dict[str, str]:
    return {"account": account, "kind": kind, "value": value, "valid_from": since, "valid_to": until, "source": "alias"}


def paid(
    memo: str = "", amount: str = "120", day: str = "2026-05-10", account: str = "a1", **more: str
) -> dict[str, str]:
    return {"account": account, "time": day, "amount": amount, "memo": memo, "channel": "p2p"} | more


@pytest.mark.parametrize(
    ("kind", "value", "seen_kind", "seen"),
    [
        ("cashapp", "$DemoRosie22", "cashapp", "demorosie22"),
        ("venmo", " @Demo-Rosie-22", "venmo", "demo-rosie-22"),
        ("phone", "+1 (202) 555-0143", "phone", "+12025550143"),
        ("phone", "(202) 555-0143", "phone", "+12025550143"),
        ("phone", "0012025550143", "phone", "+12025550143"),
        ("zelle", "202-555-0143", "phone", "+12025550143"),
        ("phone", "+12025550143", "zelle", "+12025550143"),
        ("email", "Rosie@Mail.Example", "applepay", "rosie@mail.example"),
        ("paypal", "rosie@mail.example", "email", "rosie@mail.example"),
        ("eth", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "eth", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
        ("btc", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "btc", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        ("trx", TRON, "trx", TRON),
        ("ltc", "LTC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KGMN4N9", "ltc", "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9"),
        ("bch", f"bitcoincash:{CASHADDR}", "bch", CASHADDR),
        ("bch", CASHADDR.upper(), "bch", CASHADDR),
        ("iban", "gb33 bukb 2020 1555 5555 55", "iban", "GB33BUKB20201555555555"),
        ("upi", "demorosie@okbank", "upi", "demorosie@okbank"),
    ],
)
def test_one_identifier_in_its_spellings(
    bank: Bank, selector: Selector, kind: str, value: str, seen_kind: str, seen: str
) -> None:
    records = read_folder(bank(accounts=["a1"], aliases=[alias(value, kind)]))
    (link,) = find_links(records, [selector(seen_kind, seen)])
    assert (link.account, link.kind, link.value, link.typology, link.weight) == ("a1", seen_kind, seen, "L1", 1.0)


@pytest.mark.parametrize(
    ("kind", "value", "seen_kind", "seen"),
    [
        ("cashapp", "demorosie22", "venmo", "demorosie22"),
        ("btc", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "btc", "1bvbmseystwetqtfn5au4m4gfg7xjanvn2"),
        ("trx", TRON, "trx", TRON.lower()),
        ("trx", TRON, "sol", TRON),
        ("wechat", "2025550143", "phone", "+12025550143"),
        ("pix", "20255501430", "phone", "+120255501430"),
        ("phone", "020 7946 0143", "phone", "+442079460143"),  # of an account in the United States
        ("name", "Rosie Sample", "name", "Rosie Sample"),
        ("cashapp", "demorosie2", "cashapp", "demorosie22"),
    ],
)
def test_what_is_not_the_same_identifier(
    bank: Bank, selector: Selector, kind: str, value: str, seen_kind: str, seen: str
) -> None:
    records = read_folder(bank(accounts=["a1"], aliases=[alias(value, kind)]))
    assert find_links(records, [selector(seen_kind, seen)]) == []


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-01-01", "", ("2026-05-01", "2026-05-31")),
        ("2026-05-10", "2026-05-20", ("2026-05-10", "2026-05-20")),
        ("2026-05-31", "", ("2026-05-31", "2026-05-31")),
        ("2026-01-01", "2026-05-01", ("2026-05-01", "2026-05-01")),
        ("2026-06-01", "", None),
        ("2026-01-01", "2026-04-30", None),
    ],
)
def test_a_link_needs_dates_that_overlap(
    bank: Bank, selector: Selector, since: str, until: str, expected: tuple[str, str] | None
) -> None:
    records = read_folder(bank(accounts=["a1"], aliases=[alias(since=since, until=until)]))
    found = [(str(link.from_), str(link.to)) for link in find_links(records, [selector("cashapp", "demorosie22")])]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("since", "until", "first", "last", "expected"),
    [
        ("2026-05-10", "2026-05-10", "2026-05-10", "2026-05-10", ("2026-05-10", "2026-05-10")),
        ("2026-05-10", "2026-05-10", "2026-05-01", "2026-05-31", ("2026-05-10", "2026-05-10")),
        ("2026-05-10", "2026-05-10", "2026-05-11", "2026-05-31", None),
        ("2026-05-10", "2026-05-10", "2026-05-01", "2026-05-09", None),
        ("", "2026-05-10", "2026-05-01", "2026-05-31", ("2026-05-01", "2026-05-10")),
        ("", "2026-04-30", "2026-05-01", "2026-05-31", None),
        ("", "", "2026-05-01", "2026-05-31", ("2026-05-01", "2026-05-31")),
        ("2026-05-10", "", None, "2026-05-31", ("2026-05-10", "2026-05-31")),
        ("2026-05-10", "", None, "2026-05-09", None),
        ("2026-05-10", "2026-05-20", None, None, ("2026-05-10", "2026-05-20")),
        ("", "", None, None, ("None", "None")),
    ],
)
def test_the_edges_of_validity(
    bank: Bank,
    selector: Selector,
    since: str,
    until: str,
    first: str | None,
    last: str | None,
    expected: tuple[str, str] | None,
) -> None:
    records = read_folder(bank(accounts=["a1"], aliases=[alias(since=since, until=until)]))
    found = find_links(records, [selector("cashapp", "demorosie22", first, last)])
    assert [(str(link.from_), str(link.to)) for link in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("closed", "until", "to"),
    [
        ("", "", "2026-05-31"),
        ("2026-05-15", "", "2026-05-15"),
        ("2026-05-15", "2026-05-12", "2026-05-12"),
        ("2026-05-01", "", "2026-05-01"),
        ("2026-04-30", "", None),
        ("2026-04-30", "2026-05-12", None),
    ],
)
def test_the_aliases_of_an_account_end_when_it_is_closed(
    bank: Bank, selector: Selector, closed: str, until: str, to: str | None
) -> None:
    folder = bank(accounts=[{"account": "a1", "closed": closed}], aliases=[alias(until=until)])
    found = find_links(read_folder(folder), [selector("cashapp", "demorosie22")])
    assert [str(link.to) for link in found] == ([to] if to else [])


def test_one_alias_told_twice_is_one_link_by_its_longest_time(bank: Bank, selector: Selector) -> None:
    aliases = [alias(since="2026-05-20"), alias(since="2026-05-10"), alias(since="2026-05-10")]
    records = read_folder(bank(accounts=["a1"], aliases=aliases))
    assert [str(link.from_) for link in find_links(records, [selector("cashapp", "demorosie22")])] == ["2026-05-10"]


def test_a_recycled_number_links_only_the_holder_of_the_time(bank: Bank, selector: Selector) -> None:
    aliases = [
        alias("+12025550143", "phone", "2020-01-01", "2026-03-31", "a1"),
        alias("+12025550143", "phone", "2026-04-15", "", "a2"),
    ]
    records = read_folder(bank(accounts=["a1", "a2"], aliases=aliases))
    assert [link.account for link in find_links(records, [selector("phone", "+12025550143")])] == ["a2"]


@pytest.mark.parametrize(
    ("since", "first", "last", "weight", "note"),
    [
        ("", "2026-05-01", "2026-05-31", 0.7, "since when"),
        ("2026-01-01", None, None, 0.6, "dates of the ads"),
        ("2026-01-01", "2026-05-01", None, 0.6, "dates of the ads"),
        ("", None, None, 0.42, "since when the account has the identifier is not told; the dates"),
    ],
)
def test_dates_that_are_not_told_weaken_and_say_so(
    bank: Bank, selector: Selector, since: str, first: str | None, last: str | None, weight: float, note: str
) -> None:
    records = read_folder(bank(accounts=["a1"], aliases=[alias(since=since)]))
    (link,) = find_links(records, [selector("cashapp", "demorosie22", first, last)])
    assert link.weight == pytest.approx(weight)
    assert note in link.note


def test_the_sightings_of_a_row_tell_its_dates(bank: Bank, selector: Selector) -> None:
    seen = tuple(Sighting(time=datetime(2026, 5, day, tzinfo=UTC)) for day in (20, 4))
    records = read_folder(bank(accounts=["a1"], aliases=[alias()]))
    (link,) = find_links(records, [selector("cashapp", "demorosie22", None, None, seen=seen)])
    assert (link.from_, link.to, link.weight) == (date(2026, 5, 4), date(2026, 5, 20), 1.0)


def test_common_and_doubtful_selectors_count_little(bank: Bank, selector: Selector) -> None:
    records = read_folder(bank(accounts=["a1"], aliases=[alias()]))
    (link,) = find_links(records, [selector("cashapp", "demorosie22", rarity=0.1, confidence=0.4)])
    assert link.weight == pytest.approx(0.04)
    assert "many unrelated ads" in link.note
    assert "with doubt" in link.note


def test_an_identifier_of_many_accounts_counts_less(bank: Bank, selector: Selector) -> None:
    names = [f"a{n}" for n in range(8)]
    records = read_folder(bank(accounts=names, aliases=[alias(account=name) for name in names]))
    links = find_links(records, [selector("cashapp", "demorosie22")])
    assert [link.weight for link in links] == [0.5] * 8
    assert all("8 accounts carry" in link.note for link in links)


def test_a_phone_and_the_zelle_it_addresses_are_one_link(bank: Bank, selector: Selector) -> None:
    aliases = [alias("+12025550143", kind) for kind in ("phone", "zelle")]
    records = read_folder(bank(accounts=["a1"], aliases=aliases))
    sheet = [selector("phone", "+12025550143", rarity=0.5), selector("zelle", "+12025550143")]
    assert [(link.kind, link.weight) for link in find_links(records, sheet)] == [("zelle", 1.0)]


def test_the_link_carries_the_evidence_of_the_sheet(bank: Bank, selector: Selector) -> None:
    ref = Ref(
        post="p1",
        url="http://board.example/1",
        segment="s",
        record="r",
        sha256="0" * 64,
        fetched_at=datetime(2026, 5, 2, tzinfo=UTC),
    )
    records = read_folder(bank(accounts=["a1"], aliases=[alias()]))
    (link,) = find_links(records, [selector("cashapp", "demorosie22", refs=(ref,), network="n7")])
    assert (link.refs, link.network, link.alias_source, link.alias_from) == ((ref,), "n7", "alias", date(2026, 1, 1))
    row = link.row()
    assert (row["from"], row["to"], row["evidence"]) == (date(2026, 5, 1), date(2026, 5, 31), link)


@pytest.mark.parametrize("memo", ["thanks $demorosie22", "DemoRosie22!", "for @demorosie22 🌹", "$DEMOROSIE22"])
def test_a_memo_of_money_received_names_the_holder(bank: Bank, selector: Selector, memo: str) -> None:
    records = read_folder(bank(accounts=["a1"], transactions=[paid(memo), paid(memo, day="2026-05-12")]))
    (link,) = find_links(records, [selector("cashapp", "demorosie22")])
    assert (link.account, link.typology, link.weight) == ("a1", "L2", 0.6)
    assert (link.from_, link.to) == (date(2026, 5, 10), date(2026, 5, 12))
    assert link.note == "named in payments to the account, in 2 payments"


@pytest.mark.parametrize("memo", ["call 202-555-0143", "+1 202 555 0143"])
def test_a_number_in_a_memo_is_read_as_in_ads(bank: Bank, selector: Selector, memo: str) -> None:
    records = read_folder(bank(accounts=["a1"], transactions=[paid(memo)]))
    assert [link.kind for link in find_links(records, [selector("phone", "+12025550143")])] == ["phone"]


@pytest.mark.parametrize("memo", ["rosie", "thanks rosie", "demorosie221", "xdemorosie22"])
def test_names_and_longer_words_are_no_handles(bank: Bank, selector: Selector, memo: str) -> None:
    sheet = [selector("cashapp", "demorosie22"), selector("venmo", "rosie")]
    assert find_links(read_folder(bank(accounts=["a1"], transactions=[paid(memo)])), sheet) == []


def test_a_memo_outside_the_time_of_the_ads_is_no_link(bank: Bank, selector: Selector) -> None:
    """The catalogue allows 30 days around the ads."""
    moves = [paid("$demorosie22", day=day) for day in ("2026-03-31", "2026-07-01")]
    assert (
        find_links(read_folder(bank(accounts=["a1"], transactions=moves)), [selector("cashapp", "demorosie22")]) == []
    )


def test_money_paid_points_to_its_receiver_and_hardly_to_the_payer(bank: Bank, selector: Selector) -> None:
    move = paid("$demorosie22", "-120", account="a1", counterparty_account="a2")
    links = find_links(
        read_folder(bank(accounts=["a1", "a2"], transactions=[move])), [selector("cashapp", "demorosie22")]
    )
    assert [(link.account, link.weight) for link in links] == [("a2", 0.6), ("a1", 0.05)]
    assert "customers do so" in links[1].note


@pytest.mark.parametrize(
    ("receiver", "days", "count"),
    [
        ("a2", ["2026-05-10"], 1),
        ("a2", ["2026-05-11"], 1),
        ("a2", ["2026-05-13"], 2),
        ("a3", ["2026-05-10"], 1),
        ("a2", ["2026-05-10", "2026-05-20"], 2),
    ],
    ids=["both sides", "booked a day later", "another payment", "of another account", "and one from elsewhere"],
)
def test_a_payment_within_the_institution_counts_once(
    bank: Bank, selector: Selector, receiver: str, days: list[str], count: int
) -> None:
    moves = [paid("$demorosie22", "-120", account="a1", counterparty_account="a2")]
    moves += [paid("$demorosie22", "120", day=day, account=receiver) for day in days]
    links = find_links(
        read_folder(bank(accounts=["a1", "a2", "a3"], transactions=moves)), [selector("cashapp", "demorosie22")]
    )
    (note,) = [link.note for link in links if link.account == "a2"]
    assert note == f"named in payments to the account, in {count} payment{'s' if count > 1 else ''}"


def test_the_receivers_row_without_memo_leaves_the_payers_as_evidence(bank: Bank, selector: Selector) -> None:
    moves = [
        paid("$demorosie22", "-120", account="a1", counterparty_account="a2"),
        paid("", "120", account="a2", counterparty_account="a1"),
    ]
    found = find(
        read_folder(bank(accounts=["a1", "a2"], transactions=moves)),
        [selector("cashapp", "demorosie22")],
        weights().links,
    )
    assert [(each.link.account, len(each.rows)) for each in found if not each.paid] == [("a2", 1)]


@pytest.mark.parametrize(
    ("kind", "value", "typology"),
    [("trx", TRON, "L5"), ("phone", "+12025550143", "L2"), ("eth", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "L5")],
)
def test_a_payment_to_a_selector_itself(bank: Bank, selector: Selector, kind: str, value: str, typology: str) -> None:
    move = paid(amount="-50", counterparty_account=value.replace("0x5aaeb", "0x5aAeb"))
    links = find_links(read_folder(bank(accounts=["a1"], transactions=[move])), [selector(kind, value)])
    assert [(link.account, link.kind, link.typology) for link in links] == [("a1", kind, typology)]


@pytest.fixture(scope="module")
def key() -> Callable[[str, str], str]:
    records = Records()
    return lambda kind, value: str(
        records.rows("select selector_key($k, $v) as key", {"k": kind, "v": value})[0]["key"]
    )


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"[$@]?[A-Za-z0-9_.-]{3,20}", fullmatch=True), st.sampled_from(["cashapp", "venmo", "paypal"]))
def test_the_form_of_handles_ignores_case_and_sign_and_is_stable(
    key: Callable[[str, str], str], handle: str, kind: str
) -> None:
    form = key(kind, handle)
    assert form == key(kind, handle.upper()) == key(kind, f" {handle} ") == key(kind, form.partition(":")[2])
    assert form.partition(":")[2] == handle.lstrip("$@").lower()


def test_wallets_are_kinds_of_the_product() -> None:
    assert {"btc", "eth", "trx"} <= WALLETS <= set(REGISTRY)


def test_a_wallet_in_a_memo_is_a_wallet(bank: Bank, selector: Selector) -> None:
    records = read_folder(bank(accounts=["a1"], transactions=[paid(f"usdt {TRON}")]))
    assert [(link.kind, link.typology) for link in find_links(records, [selector("trx", TRON)])] == [("trx", "L5")]


def test_links_are_sorted_and_serialise(bank: Bank, selector: Selector) -> None:
    aliases = [alias(account="a1"), alias("@demolark9", "venmo", account="a2", since="")]
    records = read_folder(bank(accounts=["a1", "a2"], aliases=aliases))
    links: list[Link] = find_links(records, [selector("venmo", "demolark9"), selector("cashapp", "demorosie22")])
    assert [link.account for link in links] == ["a1", "a2"]
