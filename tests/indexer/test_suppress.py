"""`adtrail index suppress`: what people write is what goes, or they are told that it did not."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from config.settings import Settings
from crawlers.archive.manifest import Entry, File, Manifest, store
from indexer.cli import index
from indexer.opening import open_index
from ledger.ledger import open_ledger

Run = Callable[..., Result]
HELD = "00000000000000000abc"


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ADTRAIL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ADTRAIL_ACTOR", settings.actor)
    secret = settings.secret_key or SecretStr("")
    monkeypatch.setenv("ADTRAIL_SECRET_KEY", secret.get_secret_value())

    def invoke(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(index, list(words))
        assert done.exit_code == code, done.output
        return done

    return invoke


def add(run: Run, kind: str, value: str, *more: str, code: int = 0) -> Result:
    return run("suppress", "add", kind, value, "--reason", "asked to", *more, code=code)


@pytest.mark.parametrize(
    ("kind", "given", "region", "form"),
    [
        ("phone", "(202) 555-0143", "US", "+12025550143"),
        ("phone", " 020 7946 0958 ", "GB", "+442079460958"),
        ("cashapp", "$DemoRosie22", "US", "demorosie22"),
        ("cashapp", "demorosie22", "US", "demorosie22"),
        ("venmo", "@Demo-Rosie", "US", "demo-rosie"),
        ("zelle", "202 555 0143", "US", "+12025550143"),
        ("email", "Rosie@Mail.Example", "US", "rosie@mail.example"),
        ("social", "Instagram:DemoRosie", "US", "instagram:demorosie"),
        ("social", "https://t.me/demorosie", "US", "telegram:demorosie"),
        ("iban", "DE89 3704 0044 0532 0130 00", "US", "DE89370400440532013000"),
    ],
)
def test_any_spelling_is_suppressed_in_normal_form(
    run: Run, settings: Settings, kind: str, given: str, region: str, form: str
) -> None:
    told = add(run, kind, given, "--region", region).stdout
    assert "adtrail index build" in told
    assert "was suppressed already" in add(run, kind, form).stdout
    with open_ledger(settings) as ledger:
        assert ledger.suppression.is_suppressed(kind, form)
        assert form not in repr(ledger.audit.entries())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("nokind", "x"), ("price", "$80"), ("phone", "555-0143"), ("phone", "rosie"), ("phone", "rosie@mail.example"),
        ("cashapp", "5550143"), ("cashapp", "$"), ("social", "demorosie"), ("btc", "demorosie22"), ("email", "rosie"),
        ("post", "abc"), ("post", "0" * 20), ("post", ""),
    ],
)  # fmt: skip
def test_what_would_suppress_nothing_is_refused(run: Run, settings: Settings, kind: str, value: str) -> None:
    assert add(run, kind, value, code=3).stderr
    with open_ledger(settings) as ledger:
        assert ledger.suppression.all() == []


@pytest.mark.parametrize("removed", [None, "asked to"])
def test_a_post_of_the_archive_also_after_a_purge(run: Run, settings: Settings, removed: str | None) -> None:
    segment, at = "public/2026-01/board-000001", datetime(2026, 1, 15, tzinfo=UTC)
    entry = Entry(id=HELD, type="post", offset=0, length=1, sha256="", removed=removed)
    about = Manifest(
        segment=segment, site="board", retention="public", legal_basis="for tests", started=at, closed=at,
        capture=File(bytes=0, sha256="", entries=()), posts=File(bytes=1, sha256="", entries=(entry,)),
    )  # fmt: skip
    (settings.archive_dir / segment).mkdir(parents=True)
    store(settings.archive_dir / segment, about)
    add(run, "post", f" {HELD.upper()} ")
    with open_ledger(settings) as ledger:
        assert ledger.suppression.is_suppressed("post", HELD)


def test_the_list_holds_no_value(run: Run) -> None:
    add(run, "phone", "(202) 555-0143")
    (row,) = map(json.loads, run("suppress", "list", "--json").stdout.splitlines())
    assert (row["kind"], row["reason"], row["actor"]) == ("phone", "asked to", "ann")
    assert "5550143" not in run("suppress", "list").stdout + str(row)


def test_who_may_not_is_refused(run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(settings) as ledger:
        ledger.actors.add("ann", "admin", by="ann")
        ledger.actors.add("vera", "analyst", by="ann")
    monkeypatch.setenv("ADTRAIL_ACTOR", "vera")
    add(run, "phone", "202-555-0143", code=5)
    run("suppress", "list", code=5)


def test_what_was_written_with_brackets_leaves_the_index(run: Run, settings: Settings, post: Any, archive: Any) -> None:
    archive(post(1, "New in town", "Rosie, call 202-555-0143"))
    run("build")
    add(run, "phone", "(202) 555-0143")
    run("build")
    with closing(open_index(settings)) as opened:
        assert opened.count("202-555-0143") == 0
