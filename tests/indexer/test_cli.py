from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from adtrail.cli import app
from config.settings import Settings
from ledger.ledger import open_ledger

Run = Callable[..., Result]


@pytest.fixture
def adtrail(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the settings of the test."""
    for name in [name for name in os.environ if name.startswith("ADTRAIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ADTRAIL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ADTRAIL_ACTOR", settings.actor)
    secret = settings.secret_key or SecretStr("")
    monkeypatch.setenv("ADTRAIL_SECRET_KEY", secret.get_secret_value())

    return lambda *words, **more: CliRunner().invoke(app, list(words), **more)


@pytest.fixture
def built(adtrail: Run, post: Any, archive: Any) -> Run:
    archive(
        post(1, "New in town [sweet]", "Rosie, call 202-555-0143", location="Austin, TX"),
        post(2, "Again", "Rosie, call 202-555-0143", location="El Paso, TX"),
        post(3, "Sofa", "nearly unused"),
    )
    assert adtrail("index", "build", "--json").exit_code == 0
    return adtrail


def lines(result: Result) -> list[Any]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_build_and_rebuild_report(built: Run) -> None:
    for command in ("build", "rebuild"):
        (report,) = lines(built("index", command, "--json"))
        assert (report["versions"], report["documents"], report["stored"], report["networks"]) == (3, 3, 3, 1)
        told = built("index", command)
        assert told.exit_code == 0
        assert "documents" in told.stdout


def test_status(built: Run) -> None:
    (state,) = lines(built("index", "status", "--json"))
    assert (state["index"], state["documents"], state["month"]) == ("embedded", 3, [["2026-01", 3]])
    assert "3 documents in embedded" in built("index", "status").stdout


def test_search(built: Run, settings: Settings) -> None:
    (page,) = lines(built("search", "(202) 555-0143 rosie", "--facet", "city", "--json", "--purpose", "case 7"))
    assert page["total"] == 2
    assert page["facets"] == {"city": [["Austin, US-TX", 1], ["El Paso, US-TX", 1]]}
    assert {hit["document"]["title"] for hit in page["hits"]} == {"New in town [sweet]", "Again"}
    told = built("search", "--", "sweet -sofa")
    assert told.exit_code == 0
    assert "1 posts" in told.stdout
    assert "[sweet]" in told.stdout
    with open_ledger(settings) as ledger:
        entries = ledger.audit.entries(action="searched")
    assert [(entry.actor, entry.details["purpose"], entry.details["results"]) for entry in entries] == [
        ("ann", "case 7", 2), ("ann", "", 1),
    ]  # fmt: skip
    assert "0143" not in repr(entries)


def test_paging(built: Run) -> None:
    (first,) = lines(built("search", "--size", "2", "--json"))
    (second,) = lines(built("search", "--size", "2", "--after", first["next"], "--json"))
    assert len({hit["document"]["id"] for hit in first["hits"] + second["hits"]}) == 3
    assert second["next"] is None
    assert "more: --after" in built("search", "--size", "2").stdout


def test_a_wrong_query_is_bad_input(built: Run) -> None:
    result = built("search", "colour:red")
    assert result.exit_code == 3
    assert "character 1" in result.stderr


def test_who_may_not_search_is_refused(built: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(settings) as ledger:
        ledger.actors.add("ann", "admin", by="ann")
        ledger.actors.add("pat", "partner", by="ann")
    monkeypatch.setenv("ADTRAIL_ACTOR", "pat")
    for command in (["search"], ["check"], ["network", "show", "n1"]):
        assert built(*command, input="202-555-0143").exit_code == 5


def test_check(built: Run, tmp_path: Any) -> None:
    rows = lines(built("check", "--json", input="202-555-0143\n202-555-0199\nrubbish\n"))
    assert [(row["selector"], row["seen"], row["posts"]) for row in rows] == [
        ("phone:+12025550143", True, 2), ("phone:+12025550199", False, 0), (None, False, 0),
    ]  # fmt: skip
    path = tmp_path / "list.csv"
    path.write_text("selector\n202-555-0143\n")
    told = built("check", str(path))
    assert told.exit_code == 0
    assert "+12025550143" in told.stdout


def test_networks(built: Run) -> None:
    (page,) = lines(built("search", "--facet", "network", "--json"))
    ((network, count),) = page["facets"]["network"]
    assert count == 2
    (tie,) = lines(built("network", "show", network, "--json"))
    assert (tie["selector"], len(tie["posts"]), tie["first"], tie["last"]) == (
        "phone:+12025550143", 2, "2026-01-16", "2026-01-17",
    )  # fmt: skip
    assert built("network", "show", network).exit_code == 0
    assert built("network", "show", "unknown").exit_code == 3


def test_bare_rows_are_clustered(adtrail: Run, tmp_path: Any) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"post": "1", "selectors": ["phone:a"], "day": "2026-01-02", "city": "Austin", "text_key": "t"}\n'
        '{"post": "2", "selectors": ["phone:a", "cashapp:b"]}\n{"post": "3", "selectors": []}\n'
    )
    rows = lines(adtrail("network", "cluster", str(path), "--json"))
    assert [row["post"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["network"] == rows[1]["network"] != rows[2]["network"]
    assert adtrail("network", "cluster", str(path)).stdout.count("  n") == 3
    path.write_text('{"selectors": []}\n')
    result = adtrail("network", "cluster", str(path))
    assert (result.exit_code, "rows.jsonl:1" in result.stderr) == (3, True)


@pytest.mark.parametrize("command", [["index"], ["index", "build"], ["search"], ["check"], ["network", "cluster"]])
def test_help_says_what_it_does(adtrail: Run, command: list[str]) -> None:
    result = adtrail(*command, "--help")
    assert result.exit_code == 0
    assert "--json" in result.stdout or "Commands" in result.stdout


def test_help_imports_no_engine() -> None:
    code = "import indexer.cli, sys; print({'tantivy', 'elasticsearch', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.real
def test_the_same_commands_on_elasticsearch(
    built: Run, elastic_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is all that changes."""
    embedded = lines(built("search", "rosie", "--facet", "city", "--json"))
    monkeypatch.setenv("ADTRAIL_INDEX_URL", elastic_settings.index_url)
    monkeypatch.setenv("ADTRAIL_INDEX_PREFIX", elastic_settings.index_prefix)

    (report,) = lines(built("index", "rebuild", "--json"))
    assert (report["stored"], report["rejected"]) == (3, 0)
    found = lines(built("search", "rosie", "--facet", "city", "--json"))
    assert found[0]["facets"] == embedded[0]["facets"]
    assert {hit["document"]["id"] for hit in found[0]["hits"]} == {hit["document"]["id"] for hit in embedded[0]["hits"]}
