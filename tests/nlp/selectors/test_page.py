"""docs/selectors.md is what the registry says."""

from __future__ import annotations

from pathlib import Path

from nlp.selectors import REGISTRY
from nlp.selectors.page import page

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_current() -> None:
    fix = "run `python -m nlp.selectors.page > docs/selectors.md`"
    assert (ROOT / "docs" / "selectors.md").read_text(encoding="utf-8") == page(), fix


def test_the_page_names_every_kind() -> None:
    rows = {line.split("`")[1] for line in page().splitlines() if line.startswith("| `")}
    assert rows == set(REGISTRY)
