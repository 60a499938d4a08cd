from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.networks import CITIES, LARGE, NEIGHBOURS, RESTED, Clusters, Row, cluster, network_id, trust_in

START = date(2026, 1, 1)


def row(post: str, *selectors: str, day: int = 0, city: str | None = None, text: str | None = None) -> Row:
    return Row(post=post, selectors=selectors, day=START + timedelta(days=day), city=city, text_key=text)


def groups(found: Clusters) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for post, network in found.posts.items():
        members.setdefault(network, set()).add(post)
    return {frozenset(posts) for posts in members.values()}


def test_shared_selectors_tie_posts() -> None:
    found = cluster(
        [row("1", "phone:a"), row("2", "phone:a", "cashapp:b", day=3), row("3", "cashapp:b"), row("4", "phone:z")]
    )
    assert groups(found) == {frozenset("123")}
    (network,) = found.ties
    assert network == network_id("cashapp:b")
    assert [(tie.selector, tie.posts, tie.first, tie.last, tie.trust) for tie in found.ties[network]] == [
        ("cashapp:b", ("3", "2"), START, START + timedelta(days=3), 1.0),
        ("phone:a", ("1", "2"), START, START + timedelta(days=3), 1.0),
    ]
    assert all(tie.selector in tie.reason for tie in found.ties[network])


def test_nothing_in_nothing_out() -> None:
    assert cluster([]) == Clusters(posts={}, ties={}, trust={})
    assert cluster([row("1"), row("2", "phone:a")]).posts == {}


def test_a_selector_of_everybody_ties_nobody() -> None:
    """A spam number stands beside the numbers of many owners."""
    owners = [row(f"{owner}{post}", f"phone:{owner}", "phone:spam") for owner in range(40) for post in "ab"]
    found = cluster(owners)
    assert groups(found) == {frozenset({f"{owner}a", f"{owner}b"}) for owner in range(40)}
    assert found.trust["phone:spam"] == pytest.approx(NEIGHBOURS / 40)
    assert found.trust["phone:7"] == 1.0


def test_trust_falls_with_cities_too() -> None:
    few = [row(str(number), "phone:a", city=f"city {number % 3}") for number in range(50)]
    many = [row(str(number), "phone:a", city=f"city {number}") for number in range(4 * CITIES)]
    assert (trust_in(few), trust_in(many)) == (1.0, 0.25)


def test_a_spam_campaign_is_set_aside() -> None:
    spam = [row(f"s{number}", f"phone:{number % 3}", city=f"city {number}", text="t") for number in range(CITIES + 1)]
    usual = [row("1", "phone:0", city="city 1", text="u"), row("2", "phone:0", city="city 1", text="u")]
    assert groups(cluster([*spam, *usual])) == {frozenset("12")}
    assert groups(cluster(spam[:CITIES])) == {
        frozenset(f"s{number}" for number in range(CITIES) if number % 3 == phone) for phone in range(3)
    }


def test_a_number_that_changed_hands_is_two() -> None:
    before = [row("1", "phone:x", "cashapp:a", city="Austin"), row("2", "phone:x", "cashapp:a", day=5, city="Austin")]
    later = RESTED + 10
    after = [row("3", "phone:x", "cashapp:b", day=later, city="Reno"), row("4", "phone:x", day=later + 5, city="Reno")]
    assert groups(cluster(before + after)) == {frozenset("12"), frozenset("34")}
    same_city = [row("3", "phone:x", "cashapp:b", day=later, city="Austin"), row("4", "phone:x", day=later + 5)]
    assert groups(cluster(before + same_city)) == {frozenset("1234")}
    soon = [row("3", "phone:x", "cashapp:b", day=RESTED, city="Reno"), row("4", "phone:x", day=RESTED, city="Reno")]
    assert groups(cluster(before + soon)) == {frozenset("1234")}


def large(name: str, *more: str, text: str | None = None) -> list[Row]:
    return [
        row(f"{name}{number:02}", f"phone:{name}", *(more if number < 2 else ()), text=text) for number in range(LARGE)
    ]


def test_large_groups_need_two_ties() -> None:
    apart, whole = {LARGE}, {2 * LARGE}
    assert set(map(len, groups(cluster(large("a", "x:1") + large("b", "x:1"))))) == apart
    assert set(map(len, groups(cluster(large("a", "x:1", "x:2") + large("b", "x:1", "x:2"))))) == whole
    assert set(map(len, groups(cluster(large("a", "x:1", text="t") + large("b", "x:1", text="t"))))) == whole
    assert set(map(len, groups(cluster(large("a", "x:1") + large("b", "x:1")[: LARGE - 1])))) == {2 * LARGE - 1}


def test_a_tie_that_two_networks_refused_is_one_of_each() -> None:
    found = cluster(large("a", "x:1") + large("b", "x:1"))
    shared = [tie for ties in found.ties.values() for tie in ties if tie.selector == "x:1"]
    assert sorted(tie.posts for tie in shared) == [("a00", "a01"), ("b00", "b01")]


rows = st.lists(
    st.builds(
        Row,
        post=st.integers(0, 40).map(str),
        selectors=st.lists(st.integers(0, 12).map("phone:{}".format), max_size=3).map(tuple),
        day=st.one_of(st.none(), st.dates(START, START + timedelta(days=400))),
        city=st.sampled_from((None, "Austin", "Reno")),
        text_key=st.sampled_from((None, "t", "u")),
    ),
    unique_by=lambda one: one.post,
    max_size=40,
)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(known: list[Row], chance: random.Random) -> None:
    shuffled = chance.sample(known, len(known))
    assert cluster(shuffled) == cluster(known)


@given(rows)
def test_each_network_hangs_together(known: list[Row]) -> None:
    """Every post of a network is in a tie of it, every tie is between posts of it, and trust is between 0 and 1."""
    found = cluster(known)
    assert all(0 < trust <= 1 for trust in found.trust.values())
    for network, ties in found.ties.items():
        members = {post for post, named in found.posts.items() if named == network}
        assert {post for tie in ties for post in tie.posts} == members
        assert all(len(tie.posts) > 1 for tie in ties)
    assert set(found.posts.values()) == set(found.ties)


def test_recycled_and_spam_numbers_spoil_little() -> None:
    """The noise of a bigger world in small: 2 % of numbers recycled, 40 spam numbers on 0.5 % of the ads."""
    chance, owner_of, known = random.Random(1), {}, []
    numbers = {owner: [f"phone:{owner}-{at}" for at in range(3)] for owner in range(1500)}
    for owner in chance.sample(range(1500), 45):
        numbers[owner][0] = chance.choice(numbers[chance.randrange(1500)])
    for ad in range(10_000):
        owner = chance.randrange(1500)
        selectors = chance.sample(numbers[owner], chance.choice((1, 1, 2)))
        if chance.random() < 0.005:
            selectors.append(f"phone:spam-{chance.randrange(2)}")
        owner_of[str(ad)] = owner
        known.append(row(str(ad), *selectors, day=chance.randrange(300), city=f"city {owner % 90}", text=f"text {ad}"))
    found = cluster(known)
    size = dict.fromkeys(numbers, 0)
    together: dict[tuple[str, int], int] = {}
    network: dict[str, int] = {}
    for post, owner in owner_of.items():
        size[owner] += 1
        named = found.posts.get(post, post)
        network[named] = network.get(named, 0) + 1
        together[named, owner] = together.get((named, owner), 0) + 1

    def pairs(counts: dict[object, int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    right = pairs(dict(together))
    assert right / pairs(dict(network)) > 0.9
    assert right / pairs(dict(size)) > 0.8
