from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from config.files import read_lines, write_lines
from finance.cli import finance
from finance.lead import Lead
from nlp.sheet import SheetRow

PAID = ("1", "2026-05-05T23:41:43", "Payment", "Complete", "🌹", "Robin Sample", "Lark Sample", "+ $180.00", "", "")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(finance, [str(word) for word in words])


@pytest.fixture
def folder(bank: Callable[..., Path], selector: Callable[..., SheetRow], venmo: Callable[..., str]) -> Path:
    alias = {"account": "a1", "kind": "cashapp", "value": "$demolark9", "valid_from": "2026-01-01"}
    folder = bank(accounts=["a1", "a2"], aliases=[alias])
    (folder / "statements").mkdir()
    (folder / "statements" / "a1.csv").write_text(venmo(PAID), encoding="utf-8")
    write_lines(folder / "selectors.jsonl", [selector("cashapp", "demolark9")])
    return folder


def test_read_prints_the_contract(tmp_path: Path, venmo: Callable[..., str]) -> None:
    file = tmp_path / "june.csv"
    file.write_text(venmo(PAID), encoding="utf-8")
    result = run("read", file, "--json")
    row = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {"format", "n_transactions", "n_not_settled", "totals", "rows", "rejected"} <= set(row)
    assert row["totals"] == {"USD": {"in": "180.00", "out": "0"}}
    assert "1 transactions, 0 not settled" in run("read", file).stdout


def test_a_refused_file_ends_with_3_and_a_reject_file(tmp_path: Path, venmo: Callable[..., str]) -> None:
    file = tmp_path / "june.csv"
    file.write_text(venmo(PAID, (*PAID[:7], "much", "", "")), encoding="utf-8")
    result = run("read", file, "--json", "--rejects", tmp_path / "rejects.jsonl")
    assert result.exit_code == 3
    row = json.loads(result.stdout)
    assert (row["n_transactions"], row["rows"], row["totals"]) == (0, [], {})
    assert row["rejected"] == [{"line": 6, "field": "Amount (total)", "reason": "'much' is not an amount"}]
    assert [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()] == row["rejected"]
    assert "june.csv:6: Amount (total)" in result.stderr


@pytest.mark.parametrize(
    "words", [("read", "nowhere.csv"), ("read", "x.txt"), ("read", "x.txt", "--format", "nope"), ("links", "nowhere")]
)
def test_bad_input_ends_with_3(tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.txt").write_text("hello", encoding="utf-8")
    result = run(*words)
    assert result.exit_code == 3
    assert "error:" in result.stderr


def test_links(folder: Path) -> None:
    row = json.loads(run("links", folder, "--json").stdout)
    assert set(row) == {"account", "kind", "value", "from", "to", "weight", "evidence"}
    assert (row["account"], row["from"], row["to"]) == ("a1", "2026-05-01", "2026-05-31")
    assert "demolark9" in run("links", folder, "--selectors", folder / "selectors.jsonl").stdout


def test_leads(folder: Path) -> None:
    lead = json.loads(run("leads", folder, "--budget", "5", "--json").stdout)
    assert {"account", "rank", "score", "role", "recommendation", "evidence"} <= set(lead)
    assert "only recommendation is review" in run("leads", folder, "--budget", "5").stdout
    assert run("leads", folder, "--budget", "0").exit_code == 2


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("words", [("links",), ("leads", "--budget", "5")])
def test_out_writes_what_json_prints(folder: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "new" / "rows.jsonl"
    result = run(*words, folder, "--out", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert lines(file) == [json.loads(line) for line in run(*words, folder, "--json").stdout.splitlines()] != []
    assert run(*words, folder, "--out", file, "--json").stdout == file.read_text(encoding="utf-8")


def test_a_run_that_fails_leaves_the_leads_of_the_one_before(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.jsonl"
    run("leads", folder, "--budget", "5", "--out", file)
    before = file.read_bytes()
    (folder / "transactions.csv").write_text("tx,account\n", encoding="utf-8")
    assert run("leads", folder, "--budget", "5", "--out", file).exit_code == 3
    assert file.read_bytes() == before != b""
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_the_leads_file_is_one_that_the_pages_read(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.jsonl"
    run("leads", folder, "--budget", "5", "--out", file)
    assert [(lead.account, lead.rank) for lead in read_lines(file, Lead)] == [("a1", 1)]


def test_leads_never_open_a_truth_file(folder: Path) -> None:
    (folder / "truth.jsonl").write_text("not json at all", encoding="utf-8")
    assert run("leads", folder, "--budget", "5").exit_code == 0


def test_what_was_left_out_is_told(folder: Path) -> None:
    (folder / "statements" / "a2.csv").write_text("hello\n", encoding="utf-8")
    result = run("leads", folder, "--budget", "5", "--json")
    assert result.exit_code == 0
    assert "left out:" in result.stderr
    assert "a2.csv" in result.stderr


def test_without_a_sheet_the_error_names_the_file(folder: Path) -> None:
    (folder / "selectors.jsonl").unlink()
    result = run("links", folder)
    assert result.exit_code == 3
    assert "selectors.jsonl" in result.stderr


def test_evaluate(folder: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    truth.write_text(
        '{"account": "a1", "role": "victim", "ring": null, "typology": "N2", "observable": true, "more": 1}\n',
        encoding="utf-8",
    )
    rows = [json.loads(line) for line in run("evaluate", folder, "--truth", truth, "--json").stdout.splitlines()]
    assert [(row["of"], row["k"], row["precision"]) for row in rows] == [("all", 1, 1.0), ("victim", 1, 1.0)]
    assert "1.00 (0.27)" in run("evaluate", folder, "--truth", truth).stdout


def test_finance_loads_nothing_but_base_dependencies() -> None:
    """What the bank installs: no crawler, index, model or cryptography library is imported, and no socket opened."""
    program = """
import sys, socket
def refuse(*a, **k): raise OSError("no network here")
socket.socket.connect = refuse
import finance.cli, finance.leads, finance.folder, finance.evaluate, nlp.selectors
nlp.selectors.extract("call 202-555-0143")
heavy = {"scrapy", "spacy", "numpy", "torch", "tantivy", "elasticsearch", "sqlalchemy", "fastapi", "cryptography"}
heavy |= {"pytz", "pyarrow", "pandas"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
