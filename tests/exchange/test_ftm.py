from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from exchange.formats import FORMATS
from exchange.formats.ftm import render
from exchange.referral import Referral
from finance.lead import Lead
from nlp.sheet import SheetRow

# Schema → the properties of FollowTheMoney 4 that we may use there.
KNOWN = {
    "UserAccount": {"service", "username", "phone", "email"},
    "CryptoWallet": {"cryptoAddress", "currencySymbol"},
    "BankAccount": {"iban", "accountNumber", "bankName"},
    "Article": {
        "sourceUrl",
        "retrievedAt",
        "contentHash",
        "crawler",
        "phoneMentioned",
        "emailMentioned",
        "ibanMentioned",
    },
    "UnknownLink": {"subject", "object", "role", "startDate", "endDate", "summary"},
}


def entities(referral: Referral) -> list[dict[str, Any]]:
    return [json.loads(line) for line in render(referral).splitlines()]


@pytest.mark.parametrize(
    ("kind", "value", "schema", "properties"),
    [
        ("phone", "+12025550143", "UserAccount", {"service": ["phone"], "phone": ["+12025550143"]}),
        ("email", "rosie@mail.example", "UserAccount", {"service": ["email"], "email": ["rosie@mail.example"]}),
        ("cashapp", "demorosie22", "UserAccount", {"service": ["cashapp"], "username": ["demorosie22"]}),
        ("social", "instagram:demo.rosie", "UserAccount", {"service": ["instagram"], "username": ["demo.rosie"]}),
        ("sol", "9WzD", "CryptoWallet", {"cryptoAddress": ["9WzD"], "currencySymbol": ["SOL"]}),
        ("btc", "1BvB", "CryptoWallet", {"cryptoAddress": ["1BvB"], "currencySymbol": ["BTC"]}),
        ("iban", "GB33BUKB20201555555555", "BankAccount", {"iban": ["GB33BUKB20201555555555"]}),
    ],
)
def test_a_selector_has_its_schema(
    refer: Callable[..., Referral], row: Callable[..., SheetRow],
    kind: str, value: str, schema: str, properties: dict[str, list[str]],
) -> None:  # fmt: skip
    first = entities(refer(selectors=[row(kind, value)], leads=[]))[0]
    assert (first["schema"], first["properties"]) == (schema, properties)


def test_the_post_mentions_and_the_account_carries_it(refer: Callable[..., Referral]) -> None:
    made = entities(refer())
    by_schema: dict[str, list[dict[str, Any]]] = {}
    for one in made:
        by_schema.setdefault(one["schema"], []).append(one)
    (selector,), (account,) = by_schema["UserAccount"], by_schema["BankAccount"]
    assert account["properties"] == {"accountNumber": ["acc1"], "bankName": ["demo-bank"]}
    assert {one["properties"]["sourceUrl"][0] for one in by_schema["Article"]} == {
        "http://board.example/p1", "http://board.example/p2",
    }  # fmt: skip
    ties = [one["properties"] for one in by_schema["UnknownLink"]]
    assert sum(tie["object"] == [selector["id"]] and tie["role"] == ["mentions"] for tie in ties) == 2
    (carried,) = (tie for tie in ties if tie["object"] == [account["id"]])
    assert carried["subject"] == [selector["id"]]
    assert (carried["startDate"], carried["endDate"]) == (["2026-04-01"], ["2026-05-01"])


def test_ids_are_unique_and_every_end_is_there(refer: Callable[..., Referral]) -> None:
    made = entities(refer())
    ids = [one["id"] for one in made]
    assert len(ids) == len(set(ids))
    for one in made:
        assert set(one["properties"]) <= KNOWN[one["schema"]]
        assert all(isinstance(value, str) and value for values in one["properties"].values() for value in values)
        for end in ("subject", "object"):
            assert set(one["properties"].get(end, [])) <= set(ids)


def test_a_post_keeps_every_mention(refer: Callable[..., Referral], row: Callable[..., SheetRow]) -> None:
    rows = [row("phone", "+12025550143"), row("phone", "+12025550144"), row("email", "rosie@mail.example"), row()]
    posts = [one["properties"] for one in entities(refer(selectors=rows, leads=[])) if one["schema"] == "Article"]
    assert len(posts) == 2
    for post in posts:
        assert post["phoneMentioned"] == ["+12025550143", "+12025550144"]
        assert post["emailMentioned"] == ["rosie@mail.example"]


def test_the_same_fact_is_the_same_entity_in_another_referral(
    refer: Callable[..., Referral], lead: Callable[..., Lead]
) -> None:
    one, other = entities(refer()), entities(refer(leads=[lead(account="acc2")], marking="red"))
    shared = {entity["id"] for entity in one} & {entity["id"] for entity in other}
    assert {entity["schema"] for entity in one if entity["id"] in shared} == {"UserAccount", "Article", "UnknownLink"}


def test_formats_have_names_and_files_of_their_own() -> None:
    assert len({form.name for form in FORMATS}) == len({form.file for form in FORMATS}) == len(FORMATS)
