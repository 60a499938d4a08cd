"""The order of leads: what any evidence may and may not do to it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.lead import Link
from finance.links import Found
from finance.patterns import Hit
from finance.score import score, weight_of
from finance.weights import weights

W = weights()
SHARES = st.floats(0, 1, allow_nan=False)


def link(weight: float, relevance: float = 1.0) -> Found:
    day = date(2026, 5, 2)
    made = Link(account="a1", kind="phone", value="+12025550143", typology="L1", weight=weight, from_=day, to=day)
    return Found(link=made, relevance=relevance)


def hit(name: str, strength: float) -> Hit:
    id_, _, part = name.partition(":")
    return Hit(account="a1", id=id_, part=part, strength=strength, text="", rows=())


LINKS = st.lists(st.builds(link, SHARES, SHARES), max_size=6)
HITS = st.lists(st.builds(hit, st.sampled_from(sorted(W.patterns)), SHARES), max_size=6)


@given(LINKS, HITS, SHARES, SHARES)
def test_one_more_link_never_lowers_a_score(links: list[Found], hits: list[Hit], weight: float, share: float) -> None:
    before, after = score(links, hits, W), score([*links, link(weight, share)], hits, W)
    assert after.link >= before.link - 1e-12
    assert after.total >= before.total - 1e-12
    assert after.pattern == before.pattern


@given(LINKS, HITS, st.sampled_from(sorted(W.patterns)), SHARES)
def test_one_more_pattern_never_lowers_a_score(links: list[Found], hits: list[Hit], name: str, share: float) -> None:
    before, after = score(links, hits, W), score(links, [*hits, hit(name, share)], W)
    assert after.total >= before.total - 1e-12
    assert after.link == before.link
    assert after.pattern >= before.pattern - 1e-12


@given(LINKS, HITS)
def test_scores_are_shares_and_know_no_order(links: list[Found], hits: list[Hit]) -> None:
    one, other = score(links, hits, W), score(links[::-1], hits[::-1], W)
    assert (one.total, one.link, one.pattern) == pytest.approx((other.total, other.link, other.pattern))
    assert all(0 <= each <= 1 for each in (one.total, one.link, one.pattern))


@given(SHARES, SHARES, SHARES)
def test_a_stronger_link_counts_no_less(first: float, second: float, share: float) -> None:
    weak, strong = sorted((first, second))
    assert score([link(weak, share)], [], W).total <= score([link(strong, share)], [], W).total


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], 0.0),
        ([link(0.6)], 0.6),
        ([link(0.6), link(0.6)], 0.84),
        ([link(0.6, 0.5)], 0.3),
        ([link(1.0), link(0.2)], 1.0),
        ([link(1.7)], 1.0),  # a weight beyond 1 is no more than certain
        ([link(0.0)], 0.0),
    ],
)
def test_the_link_score(links: list[Found], expected: float) -> None:
    assert score(links, [], W).link == pytest.approx(expected)


def test_a_part_has_its_own_weight_and_an_unknown_typology_none() -> None:
    assert weight_of(hit("N3:hub", 1.0), W) == W.patterns["N3:hub"] != W.patterns["N3:sender"]
    assert weight_of(hit("P2:part", 0.5), W) == W.patterns["P2"] / 2
    assert weight_of(hit("X9", 1.0), W) == 0.0
