from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from finance.folder import read_folder
from finance.store import Records, place, stage

TRICKY = ["", " spaced ", "quo\"te's", "line\nbreak", "🌹 café", "-- drop table accounts; --", "{}", "\\N", "NULL"]


def test_staged_text_comes_back_as_it_was() -> None:
    records = Records()
    stage(records.db, ("cell",), ({"line": n, "cell": cell} for n, cell in enumerate(TRICKY)))
    assert [row["cell"] for row in records.rows("select cell from staged order by line")] == TRICKY


def test_staging_replaces_what_was_staged_and_may_be_empty() -> None:
    records = Records()
    stage(records.db, ("cell",), [{"line": 1, "cell": "x"}])
    stage(records.db, ("other",), [])
    assert records.rows("select * from staged") == []


def test_nothing_is_fetched_from_the_network() -> None:
    (row,) = Records().rows("select current_setting('autoinstall_known_extensions') as fetches")
    assert row["fetches"] is False


def test_transactions_come_in_order_of_time_or_by_number(bank: Callable[..., Path]) -> None:
    days = ("2026-05-03", "2026-05-01", "2026-05-02")
    moves = [{"account": "a1", "time": day, "amount": "1"} for day in days]
    records = read_folder(bank(accounts=["a1"], transactions=moves))
    assert [str(move.time) for move in records.transactions()] == sorted(days)
    assert [(n, str(move.time)) for n, move in records.numbered([3, 1])] == [(3, "2026-05-02"), (1, "2026-05-03")]
    assert list(records.numbered([])) == []
    assert records.institution("a1") == "alder"


@pytest.mark.parametrize(
    ("file", "name", "told"),
    [("statements/a1.csv", "alder", "alder/statements/a1.csv"), ("alder/a.csv", "alder", "alder/alder/a.csv")],
)
def test_evidence_names_files_from_the_institution_on(tmp_path: Path, file: str, name: str, told: str) -> None:
    assert place(tmp_path / name / file, tmp_path / name) == told
