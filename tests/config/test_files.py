from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from config.files import atomic, from_json, read_lines, to_json, write_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    count: int = 0
    amount: Decimal | None = None
    at: datetime | None = None
    tags: tuple[str, ...] = ()


rows = st.builds(
    Row,
    name=st.text(st.characters(codec="utf-8")),
    count=st.integers(-(2**53), 2**53),
    amount=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2),
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
    tags=st.lists(st.text(st.characters(codec="utf-8"))).map(tuple),
)


@given(rows)
def test_a_record_survives_the_round_trip(row: Row) -> None:
    assert from_json(Row, to_json(row)) == row


def test_lines_round_trip_and_empty_lines_are_skipped(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    assert write_lines(file, [Row(name="a"), Row(name="b", count=2)]) == 2
    file.write_bytes(b"\n" + file.read_bytes() + b"  \n")
    assert [row.name for row in read_lines(file, Row)] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "field"),
    [('{"count": 1}', "name"), ('{"name": "x", "count": "many"}', "count"), ('{"name": "x", "at": "soon"}', "at")],
)
def test_a_wrong_line_names_file_line_and_field(tmp_path: Path, line: str, field: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"name": "good"}\n' + line + "\n")
    with pytest.raises(BadInput, match=rf"rows\.jsonl:2, field '{field}'"):
        list(read_lines(file, Row))


def test_a_line_cut_in_half_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(to_json(Row(name="x")) + b"\n" + to_json(Row(name="long enough"))[:9])
    with pytest.raises(BadInput, match=r"rows\.jsonl:2"):
        list(read_lines(file, Row))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.jsonl"):
        list(read_lines(tmp_path / "none.jsonl", Row))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"name": "piped"}\n')))
    assert [row.name for row in read_lines("-", Row)] == ["piped"]


def test_atomic_leaves_the_old_file_when_the_block_fails(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_text("old")
    with pytest.raises(RuntimeError), atomic(file) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_atomic_survives_a_kill(tmp_path: Path) -> None:
    """A process killed while it writes leaves the old file whole."""
    file = tmp_path / "kept"
    file.write_text("old")
    code = (
        "import sys, os, signal\nfrom pathlib import Path\nfrom config.files import atomic\n"
        "with atomic(Path(sys.argv[1])) as s:\n s.write(b'half'); s.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=False, timeout=30, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL
    assert file.read_text() == "old"
