"""What holds of links whatever the accounts hold and the ads show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.lead import Link
from finance.links import find_links
from finance.store import Records
from nlp.sheet import SheetRow

Selector = Callable[..., SheetRow]
CASHADDR = "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"  # of the specification's test vectors
TRON = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW"
VALUES = st.sampled_from([
    ("cashapp", "$DemoLark9"), ("cashapp", "demolark9"), ("venmo", "@demolark9"), ("phone", "+1 202-555-0143"),
    ("phone", "2025550143"), ("zelle", "+12025550143"), ("email", "Rosie@Mail.Example"),
    ("paypal", "rosie@mail.example"), ("trx", TRON), ("btc", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"), ("bch", CASHADDR),
])  # fmt: skip


def _held(aliases: list[tuple[str, tuple[str, str]]]) -> Records:
    """Accounts without country that hold these identifiers since January 2026."""
    records = Records()
    for account in sorted({account for account, _ in aliases}):
        records.db.execute("insert into accounts (account, institution) values (?, 'alder')", [account])
    for account, (kind, value) in aliases:
        row = [account, kind, value, date(2026, 1, 1)]
        records.db.execute("insert into aliases (account, kind, value, valid_from) values (?, ?, ?, ?)", row)
    return records


def _pairs(links: list[Link]) -> set[tuple[str, str, str, float]]:
    return {(link.account, link.kind, link.value, round(link.weight, 9)) for link in links}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=VALUES, second=VALUES)
def test_ads_and_accounts_may_change_sides(selector: Selector, first: tuple[str, str], second: tuple[str, str]) -> None:
    """What links as alias and selector links as selector and alias."""
    there = find_links(_held([("a1", first)]), [selector(*second)])
    back = find_links(_held([("a1", second)]), [selector(*first)])
    assert [link.weight for link in there] == [link.weight for link in back]
    assert bool(there) >= (first == second)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(st.tuples(st.sampled_from(["a1", "a2", "a3"]), VALUES), min_size=1, max_size=6),
    seen=st.lists(VALUES, min_size=1, max_size=4, unique=True),
    data=st.data(),
)
def test_links_do_not_hang_on_any_order(
    selector: Selector,
    held: list[tuple[str, tuple[str, str]]],
    seen: list[tuple[str, str]],
    data: st.DataObject,
) -> None:
    sheet = [selector(*value) for value in seen]
    other = data.draw(st.permutations(held))
    assert _pairs(find_links(_held(held), sheet)) == _pairs(find_links(_held(other), sheet))
    assert {(link.account, link.weight) for link in find_links(_held(held), sheet)} == {
        (link.account, link.weight) for link in find_links(_held(held), sheet[::-1])
    }
