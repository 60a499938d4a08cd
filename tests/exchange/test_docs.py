"""The contracts that others build on say every field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from exchange.package import render
from exchange.policy import LEAD_FIELDS, Policy, names
from exchange.referral import Answer, Referral, Terms
from ledger.ledger import Ledger
from nlp.sheet import Price, Ref, SheetRow, Sighting

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(
    ("page", "kind"),
    [(page, kind) for page, kinds in {
        "selector-sheet.md": (SheetRow, Sighting, Price, Ref), "referral.md": (Referral, Terms, Answer),
    }.items() for kind in kinds],
)  # fmt: skip
def test_every_field_is_told(page: str, kind: type) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert [field.name for field in fields(kind) if f"`{field.name}`" not in text] == []


def test_every_key_of_a_policy_is_told() -> None:
    text = (DOCS / "sharing.md").read_text(encoding="utf-8")
    told = {*Policy.model_fields, *LEAD_FIELDS, *names()} - {"name"}
    assert {word for word in told if f"`{word}`" not in text} == set()


def test_every_file_of_a_package_is_told(ledger: Ledger, refer: Callable[..., Referral]) -> None:
    text = (DOCS / "referral.md").read_text(encoding="utf-8")
    readme = render(refer(), ledger.keys)["README.txt"].decode()
    for file in render(refer(), ledger.keys):
        assert f"`{file}`" in text
        assert file in readme or file == "README.txt"
