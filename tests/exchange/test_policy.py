from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
import yaml

from config.errors import BadInput
from exchange.policy import Policy, load_policy, names, strictest
from exchange.referral import Tlp

Make = Callable[..., Policy]


def test_the_shipped_policies_are_whole() -> None:
    assert {"us-referral-to-fi", "uk-referral-to-fi", "fiu-report"} <= set(names())
    for name in names():
        assert load_policy(name).name == name


@pytest.mark.parametrize("name", names())
def test_the_shipped_policies_keep_the_lines(name: str) -> None:
    """No names, no free text, no card numbers, never below amber, always two persons, always an end."""
    policy = load_policy(name)
    assert policy.tlp in ("amber", "amber+strict", "red")
    assert policy.two_persons
    assert policy.expiry_days <= 365
    assert "names" not in policy.selector_fields
    assert not {"text"} & policy.lead_fields
    assert not {"memo", "counterparty", "place"} & policy.row_fields
    assert not {"card", "aba"} & policy.kinds
    if policy.recipient_type == "fi":
        assert not policy.roles
        assert not policy.other_institutions
        assert "314(b)" in policy.regime or "ECCTA" in policy.regime


def test_a_policy_can_be_a_file(tmp_path: Path, policy: Make) -> None:
    file = tmp_path / "my-own.yaml"
    content = policy().model_dump(mode="json", exclude={"name"})
    file.write_text(yaml.safe_dump(content))
    assert load_policy(str(file)) == policy(name="my-own")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("tlp", "pink", "tlp"),
        ("expiry_days", 0, "expiry_days"),
        ("min_confidence", 1.5, "min_confidence"),
        ("kind", ["phone"], "kind"),
        ("kinds", ["phoen"], "phoen"),
        ("kinds", ["price"], "price"),
        ("selector_fields", ["posts", "photos"], "photos"),
        ("selector_fields", ["value"], "value"),
        ("lead_fields", ["account"], "account"),
        ("roles", ["boss"], "roles"),
        ("purpose", "", "purpose"),
        ("recipient_type", "friend", "recipient_type"),
    ],
)
def test_a_wrong_policy_names_file_line_and_key(
    tmp_path: Path, policy: Make, key: str, value: object, told: str
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml.safe_dump(policy().model_dump(mode="json", exclude={"name"}) | {key: value}))
    with pytest.raises(BadInput, match=told) as caught:
        load_policy(str(file))
    assert caught.value.file == file
    assert caught.value.line


def test_a_missing_key_is_named(tmp_path: Path, policy: Make) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml.safe_dump(policy().model_dump(mode="json", exclude={"name", "legal_basis"})))
    with pytest.raises(BadInput, match="legal_basis"):
        load_policy(str(file))


@pytest.mark.parametrize("name", ["nothing", "../sites/board", "", "us-referral-to-fi.json", "nowhere.yaml", "A"])
def test_what_is_no_policy_lists_those_there_are(name: str) -> None:
    with pytest.raises(BadInput, match="us-referral-to-fi"):
        load_policy(name)


@pytest.mark.parametrize(("one", "other"), list(product(get_args(Tlp), repeat=2)))
def test_the_strictest_of_two(one: Tlp, other: Tlp) -> None:
    order = ["clear", "green", "amber", "amber+strict", "red"]
    assert strictest(one, other) == order[max(order.index(one), order.index(other))]
