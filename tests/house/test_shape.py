"""The shape of the house: small modules, short functions, everything annotated and said, more test than source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "ledger", "crawlers", "nlp", "indexer", "finance", "exchange", "web", "adtrail")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    return [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[Path, Function]]:
    for file in modules():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield file, node


def test_no_module_is_long() -> None:
    assert [f"{file}: {lines(file)}" for file in modules() if lines(file) > 400] == []
    assert median(lines(file) for file in modules() if lines(file) > 5) <= 140


def test_functions_are_short() -> None:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for _, node in functions()]
    assert sum(length < 45 for length in lengths) / len(lengths) >= 0.95


def test_everything_is_annotated() -> None:
    for file, node in functions():
        parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        bare = [p.arg for p in parameters if p.annotation is None and p.arg not in {"self", "cls"}]
        assert not bare, f"{file}:{node.lineno} {node.name}{bare}"
        assert node.returns is not None, f"{file}:{node.lineno} {node.name}"


def public(body: list[ast.stmt]) -> Iterator[ast.ClassDef | Function]:
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def test_public_things_have_docstrings() -> None:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in modules()]
    said = [ast.get_docstring(node) is not None for tree in trees for node in public(tree.body)]
    assert sum(said) / len(said) >= 0.95
    assert all(ast.get_docstring(tree) for tree in trees if tree.body)


def test_there_is_at_least_as_much_test_as_source() -> None:
    tests = sum(lines(file) for file in (ROOT / "tests").rglob("*.py"))
    assert tests >= sum(lines(file) for file in modules())


def test_nothing_is_left_for_later() -> None:
    for file in modules():
        text = file.read_text(encoding="utf-8")
        assert not any(mark in text for mark in ("TODO", "FIXME", "XXX", "NotImplementedError")), file
