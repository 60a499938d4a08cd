from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledger.cli import ledger

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ADTRAIL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ADTRAIL_ACTOR", "ann")

    def invoke(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(ledger, list(words))
        assert done.exit_code == code, done.output
        return done

    return invoke


def lines(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_actors(run: Run) -> None:
    made = lines(run("actor", "add", "bo", "--role", "admin", "--json"))[0]
    assert str(made["key"]).startswith("adtrail_")
    assert "no actor 'ann'" in run("actor", "list", code=5).stderr


def test_actors_are_listed_and_disabled(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "adtrail_" in run("actor", "add", "ann", "--role", "admin").stdout
    run("actor", "add", "bo", "--role", "analyst")
    run("actor", "disable", "bo")
    listed = lines(run("actor", "list", "--json"))
    assert [(row["name"], row["role"], row["disabled_at"] is None) for row in listed] == [
        ("ann", "admin", True), ("bo", "analyst", False),
    ]  # fmt: skip
    assert "bo" in run("actor", "list").stdout
    monkeypatch.setenv("ADTRAIL_ACTOR", "bo")
    run("actor", "list", code=5)


def test_a_wrong_role_lists_the_roles(run: Run) -> None:
    assert "approver" in run("actor", "add", "bo", "--role", "boss", code=2).stderr


def test_the_log(run: Run, tmp_path: Path) -> None:
    run("actor", "add", "ann", "--role", "admin")
    (entry,) = lines(run("audit", "show", "--json"))
    assert entry["action"] == "actor added"
    assert run("audit", "show", "--action", "nothing", "--json").stdout == ""
    assert "1 entries hold" in run("audit", "verify").stdout
    file = Path(run("audit", "checkpoint").stdout.strip())
    assert file.parent == tmp_path / "data" / "checkpoints"
    verdict = lines(run("audit", "verify", "--json"))[0]
    assert (verdict["entries"], verdict["bad"]) == (1, None)


def test_a_broken_log_is_an_error(run: Run) -> None:
    run("actor", "add", "ann", "--role", "admin")
    file = Path(run("audit", "checkpoint").stdout.strip())
    file.rename(file.with_name("000000000009.json"))
    broken = run("audit", "verify", "--json", code=1)
    assert "000000000009.json" in str(lines(broken)[0]["reason"])
    assert "000000000009.json" in broken.stderr


def test_jobs(run: Run, tmp_path: Path) -> None:
    from config.settings import load
    from ledger.ledger import open_ledger

    with open_ledger(load()) as opened, opened.jobs.run("crawl", "board") as counts:
        counts["pages"] = 3
    (row,) = lines(run("jobs", "--json"))
    assert (row["kind"], row["state"], row["counts"]) == ("crawl", "done", {"pages": 3})
    assert "board" in run("jobs").stdout
    assert run("jobs", "--kind", "watch", "--json").stdout == ""
