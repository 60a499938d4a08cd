"""The pages of this room tell what the code does."""

from __future__ import annotations

import pytest

from finance.catalogue import thresholds, typology
from finance.intake.columns import FIELDS, house
from finance.intake.read import known
from finance.patterns import SQL, computed
from tests.finance.pages import PAGE, ROOT, comment, typologies_page


def test_the_page_of_typologies_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == typologies_page(), "run `python -m tests.finance.pages`"


@pytest.mark.parametrize("id_", sorted(computed()))
def test_every_query_says_what_it_looks_for_and_uses_its_thresholds(id_: str) -> None:
    text = (SQL / f"{id_.lower()}.sql").read_text(encoding="utf-8")
    assert comment(id_).startswith("-- ")
    unused = [name for name in typology(id_).threshold if f"${name}" not in text]
    assert unused == []
    assert all(f"${name}" not in text for name in {"window_days"} - thresholds(typology(id_)).keys())


def test_the_contract_names_every_field_and_table() -> None:
    page = (ROOT / "docs" / "records-contract.md").read_text(encoding="utf-8")
    for table, fields in FIELDS.items():
        assert f"`{table}`" in page
        for field in fields:
            assert f"`{field}`" in page, field
    for word in {*house().channels.values(), "columns.yaml", "selectors.jsonl"}:
        assert f"`{word}`" in page, word


def test_the_guide_names_every_format() -> None:
    page = (ROOT / "docs" / "finance.md").read_text(encoding="utf-8")
    for name in known():
        assert f"`{name}`" in page, name
