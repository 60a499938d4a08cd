"""Nothing that is secret or personal is printed or logged."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_shape import modules

SECRET = "correct-horse-battery-staple"
VARIABLES = ("ADTRAIL_SECRET_KEY", "ADTRAIL_INDEX_API_KEY", "ADTRAIL_INDEX_PASSWORD")


@pytest.mark.parametrize(
    "command",
    [
        ["config", "show"],
        ["config", "show", "--json"],
        ["search", "+1 202-555-0143"],
        ["ledger", "audit", "verify"],
        ["index", "status"],
    ],
    ids=" ".join,
)
def test_prints_no_secret(command: list[str], tmp_path: Path) -> None:
    """Also when the server cannot be reached, and the client explains itself."""
    environment = {
        **os.environ, "ADTRAIL_DATA_DIR": str(tmp_path), "ADTRAIL_INDEX_URL": "http://127.0.0.1:9",
        **dict.fromkeys(VARIABLES, SECRET),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "adtrail", *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env=environment,
    )
    assert done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_key_is_refused_without_repeating_a_secret(tmp_path: Path) -> None:
    environment = {**os.environ, "ADTRAIL_SECRET_KEYS": SECRET, "ADTRAIL_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "adtrail", "config", "show"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment,
    )
    assert done.returncode == 3
    assert "ADTRAIL_SECRET_KEYS" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_no_log_call_takes_a_raw_value() -> None:
    """A log line may name ids, counts and masked values; `value`, `raw`, `text` and `body` go through `mask`."""
    personal = {"value", "raw", "text", "body", "phone", "handle", "memo", "query"}
    for file in modules():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = getattr(node.func.value, "id", "")
            if owner not in {"log", "logger", "logging"}:
                continue
            for argument in node.args:
                name = getattr(argument, "attr", getattr(argument, "id", ""))
                assert name not in personal, f"{file}:{node.lineno} logs {name}"
