"""The world imports nothing of the product, so that it cannot agree with it by construction."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = {"config", "ledger", "crawlers", "nlp", "indexer", "finance", "exchange", "web", "adtrail"}
ALLOWED = {"examples", "jinja2", "markupsafe", "starlette", "uvicorn", "yaml", *sys.stdlib_module_names}
MODULES = sorted(path for path in (ROOT / "examples").rglob("*.py"))


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_it_may(path):
    names = imported(path)
    assert not names & PRODUCT
    assert names <= ALLOWED


def test_there_are_modules_to_check():
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_short_and_loads_nothing_by_name(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert "importlib" not in text
    assert "__import__" not in text
