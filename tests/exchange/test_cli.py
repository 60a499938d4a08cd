from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from config.files import write_lines
from config.settings import load
from exchange.cli import export
from exchange.policy import names
from finance.lead import Lead
from ledger.ledger import Ledger
from nlp.sheet import SheetRow

Run = Callable[..., Result]


@pytest.fixture
def run(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ADTRAIL_DATA_DIR", str(ledger.settings.data_dir))
    monkeypatch.setenv("ADTRAIL_ACTOR", "analyst")

    def invoke(*words: object, code: int = 0) -> Result:
        done = CliRunner().invoke(export, [str(word) for word in words])
        assert done.exit_code == code, done.output
        return done

    return invoke


@pytest.fixture
def given(tmp_path: Path, row: Callable[..., SheetRow], lead: Callable[..., Lead]) -> list[object]:
    """The options of a referral, with files that are not stale today."""
    from datetime import UTC, datetime

    write_lines(tmp_path / "sheet.jsonl", [row(last_seen=datetime.now(UTC)), row("card", "4111")])
    write_lines(tmp_path / "leads.jsonl", [lead()])
    return [
        "referral", "--policy", "us-referral-to-fi", "--recipient", "demo-bank", "--approved-by", "approver",
        "--selectors", tmp_path / "sheet.jsonl", "--leads", tmp_path / "leads.jsonl",
    ]  # fmt: skip


def told(done: Result) -> dict[str, Any]:
    return dict(json.loads(done.stdout))


def test_a_referral_from_files_to_the_drop_and_the_answer_back(run: Run, given: list[object], tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    made = told(run(*given, "--out", tmp_path / "out", "--deliver-to", tmp_path / "drop", "--json"))
    assert (made["selectors"], made["leads"], made["tlp"]) == (1, 1, "amber+strict")
    assert made["withheld"]["selector: kind not allowed"] == 1
    assert made["package"] == str(tmp_path / "out" / f"referral-{made['referral']}")
    checked = told(run("verify", tmp_path / "drop" / f"referral-{made['referral']}", "--signature", "--json"))
    assert (checked["referral"], checked["bad"]) == (made["referral"], "")
    answer = {"referral": made["referral"], "subject": "acc1", "outcome": "hit", "answered_at": "2026-12-01T00:00:00Z"}
    write_lines(tmp_path / "answers.jsonl", [answer])
    assert told(run("answers", tmp_path / "answers.jsonl", "--json")) == {"answers": 1, "added": 1}
    assert "1 answers, 0 new" in run("answers", tmp_path / "answers.jsonl").stdout


def test_the_package_goes_into_the_data_folder_and_again_is_the_same(run: Run, given: list[object]) -> None:
    first = told(run(*given, "--json"))
    assert first["package"].startswith(str(load().data_dir / "exports"))
    assert told(run(*given, "--json")) == first
    words = run(*given).stdout
    assert first["referral"] in words
    assert "withheld" in words


def test_refusals_end_with_their_code(run: Run, given: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    one_person = [*given[:6], "analyst", *given[7:]]
    assert "second person" in run(*one_person, code=5).stderr
    assert "no policy" in run(*["nothing" if word == "us-referral-to-fi" else word for word in given], code=3).stderr
    monkeypatch.setenv("ADTRAIL_ACTOR", "partner")
    assert "partner" in run(*given, code=5).stderr


def test_a_wrong_line_is_named(run: Run, given: list[object], tmp_path: Path) -> None:
    (tmp_path / "leads.jsonl").write_text('{"account": "acc1"}\n')
    assert "leads.jsonl:1" in run(*given, code=3).stderr.replace("\n", "")


def test_a_damaged_package_is_an_error(run: Run, given: list[object]) -> None:
    package = Path(told(run(*given, "--json"))["package"])
    assert "holds" in run("verify", package).stdout
    (package / "leads.jsonl").write_text("")
    damaged = run("verify", package, "--json", code=3)
    assert told(damaged)["bad"] == "leads.jsonl"
    assert "leads.jsonl" in damaged.stderr


def test_formats_and_policies_are_listed(run: Run) -> None:
    listed = [json.loads(line) for line in run("policies", "--json").stdout.splitlines()]
    assert [policy["name"] for policy in listed] == names()
    assert [json.loads(line)["name"] for line in run("formats", "--json").stdout.splitlines()] == ["ftm", "stix"]
    assert "us-referral-to-fi" in run("policies").stdout
    assert "bundle.stix.json" in run("formats").stdout


def test_the_selector_sheet_of_an_empty_index(run: Run, tmp_path: Path) -> None:
    from indexer.opening import open_index

    with closing(open_index(load(), write=True)):
        pass
    assert run("selectors").stdout == ""
    assert "0 selectors" in run("selectors", "--out", tmp_path / "sheet.jsonl").stdout
    assert (tmp_path / "sheet.jsonl").read_bytes() == b""
