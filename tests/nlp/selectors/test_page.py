"""docs/selectors.md is what the registry says."""

from __future__ import annotations

from pathlib import Path

from nlp.selectors import REGISTRY
from tests.nlp.selectors.pages import selectors_page

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_current() -> None:
    fix = "run `make docs`"
    assert (ROOT / "docs" / "selectors.md").read_text(encoding="utf-8") == selectors_page(), fix


def test_the_page_names_every_kind() -> None:
    rows = {line.split("`")[1] for line in selectors_page().splitlines() if line.startswith("| `")}
    assert rows == set(REGISTRY)
