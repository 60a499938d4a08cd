"""The role rules of the house, sign by sign."""

from __future__ import annotations

import pytest

from finance.lead import Link, Role
from finance.links import Found
from finance.patterns import Hit
from finance.roles import role_of
from finance.weights import Rule, weights

W = weights()


def found(sign: str) -> Found:
    id_, _, side = sign.partition(":")
    link = Link(account="a1", kind="cashapp", value="demolark9", typology=id_, weight=1.0, from_=None, to=None)
    return Found(link=link, paid=side == "paid")


def hit(sign: str) -> Hit:
    id_, _, part = sign.partition(":")
    return Hit(account="a1", id=id_, part=part, strength=0.5, text="", rows=())


def role(signs: str) -> Role:
    words = signs.split()
    links = [found(word) for word in words if word[0] == "L"]
    return role_of(links, [hit(word) for word in words if word[0] != "L"], W)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("", "unclear"),
        ("L1", "unclear"),
        ("P2 P3", "unclear"),
        ("N3:hub", "controller-like"),
        ("W2:hub", "controller-like"),
        ("W1", "controller-like"),
        ("N3:sender", "victim-like"),
        ("W2:sender", "victim-like"),
        ("W3", "victim-like"),
        ("W6", "victim-like"),
        ("N3:hub N3:sender", "unclear"),
        ("N3:hub W3", "controller-like"),
        ("N2 P2", "victim-like"),
        ("N2 P3 L1", "victim-like"),
        ("N2", "unclear"),
        ("L1 P4 N1", "controller-like"),
        ("L1 P4 N4", "controller-like"),
        ("L1 P4", "unclear"),
        ("P4 N1", "unclear"),
        ("L1 P1 P4", "controller-like"),
        ("L1 P1 P4 P2", "independent-like"),
        ("L1 P2", "independent-like"),
        ("L1 P3 N1", "unclear"),
        ("L2:paid", "customer-like"),
        ("L5:paid", "customer-like"),
        ("L2:paid L1", "unclear"),
        ("L2:paid L2", "unclear"),
        ("L2:paid P2", "unclear"),
        ("L2", "unclear"),
    ],
)
def test_the_rules_of_the_house(signs: str, expected: Role) -> None:
    assert role(signs) == expected
    assert role(" ".join(reversed(signs.split()))) == expected


@pytest.mark.parametrize("weak", ["P1", "P5", "P6", "P7", "P8", "P9", "P12", "P14", "W5", "N4"])
def test_no_sign_of_everyday_life_alone_names_a_role(weak: str) -> None:
    assert role(weak) == role(f"{weak} L2") == "unclear"


def test_the_first_rule_that_fits_wins() -> None:
    rules = (Rule(role="unclear", all=("P2",)), Rule(role="victim-like", any=("P2", "P3")))
    own = W.model_copy(update={"roles": rules})
    assert role_of([], [hit("P2")], own) == "unclear"
    assert role_of([], [hit("P3")], own) == "victim-like"
    assert role_of([], [hit("P4")], own) == "unclear"
