from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from config.files import write_lines
from examples.world.generate import generate


@pytest.fixture(scope="session")
def bank_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world's banks with a selector sheet beside them, as an institution would lay them down."""
    folder = tmp_path_factory.mktemp("world")
    generate(folder, 7, date(2026, 3, 31))
    rows = [json.loads(line) for line in (folder / "truth" / "selectors.jsonl").read_text().splitlines()]
    seen = {"first_seen": "2026-01-16T00:00:00Z", "last_seen": "2026-03-31T00:00:00Z"}
    sheet = [{"kind": row["kind"], "value": row["value"], "posts": len(row["posts"]), **seen} for row in rows]
    write_lines(folder / "banks" / "selectors.jsonl", sheet)
    return folder / "banks"
