"""Reading the archive from the command line: who may, what is withheld, what the audit log keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from config.settings import Settings
from crawlers.archive.purge import purge
from crawlers.archive.reader import Archive
from crawlers.cli import archive
from crawlers.post import post_id
from ledger.ledger import Ledger, open_ledger
from nlp.quarantine import Quarantine

from .conftest import Answer, Bench, ad, listing

Call = Callable[..., Result]


@pytest.fixture
def settings(bench: Bench, site: Any, settings_for: Callable[..., Settings]) -> Settings:
    """An archive of four posts: 1 is quarantined (as another version), 2 suppressed, 3 and 4 are free."""
    settings = settings_for(site)
    bench.root = settings.data_dir
    pages: dict[str, Answer | str] = {f"/ad/{number}": ad(number, f"words of {number}") for number in range(1, 5)}
    pages["/list/0"] = listing(list(pages))
    bench.crawl(pages)
    (first,) = (post for post in Archive(settings.archive_dir).posts() if post.key == "1")
    bench.crawl(pages | {"/ad/1": ad(1, "other words of 1")})
    Quarantine(settings).put(first)
    with open_ledger(settings) as ledger:
        ledger.suppression.add("post", post_id("small", "2"), "asked to", actor="tester")
        ledger.actors.add("boss", "admin", by="tester")
        for role in ("analyst", "operator", "partner"):
            ledger.actors.add(role, role, by="boss")  # type: ignore[arg-type]
    return settings


@pytest.fixture
def call(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("ADTRAIL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ADTRAIL_SITE_DIRS", json.dumps([str(path) for path in settings.site_dirs]))

    def run(*arguments: str, actor: str = "boss", code: int = 0) -> Result:
        monkeypatch.setenv("ADTRAIL_ACTOR", actor)
        result = CliRunner().invoke(archive, list(arguments))
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return run


def noted(settings: Settings, action: str) -> list[tuple[str, dict[str, Any]]]:
    ledger: Ledger
    with open_ledger(settings) as ledger:
        return [(entry.actor, entry.details) for entry in ledger.audit.entries(action=action)]


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_withheld_post_is_not_shown(call: Call, key: str, tmp_path: Path) -> None:
    result = call("show", post_id("small", key), "--json", "--save", str(tmp_path / "page"), code=5)
    assert "quarantined or suppressed" in result.stderr
    assert "words" not in result.output
    assert not (tmp_path / "page").exists()


def test_what_is_read_in_bulk_leaves_them_out(call: Call, tmp_path: Path) -> None:
    assert [json.loads(line)["key"] for line in call("posts").stdout.splitlines()] == ["3", "4"]
    (first, *_) = (row.split()[0] for row in call("list").stdout.splitlines()[1:])
    assert [json.loads(line)["key"] for line in call("posts", "--segment", first).stdout.splitlines()] == ["3", "4"]
    call("replay", "--output", str(tmp_path / "again.jsonl"))
    again = (tmp_path / "again.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["key"] for line in again] == ["3", "4"]


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        (("posts",), {"boss", "analyst"}),
        (("show", post_id("small", "3")), {"boss", "analyst"}),
        (("replay", "--output", "again.jsonl"), {"boss", "operator"}),
        (("verify", "--no-ledger"), {"boss", "operator"}),
    ],
)
def test_rights(
    call: Call, arguments: tuple[str, ...], may: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for actor in ("boss", "analyst", "operator", "partner", "nobody"):
        result = call(*arguments, actor=actor, code=0 if actor in may else 5)
        assert actor in may or (result.stdout == "" and not (tmp_path / "again.jsonl").exists())
        (tmp_path / "again.jsonl").unlink(missing_ok=True)


def test_every_read_is_noted(call: Call, settings: Settings, tmp_path: Path) -> None:
    """Also one that was refused; ids stand in the log as keyed tokens."""
    for key, code in (("3", 0), ("1", 5)):
        call("show", post_id("small", key), actor="analyst", code=code)
    assert [actor for actor, _ in noted(settings, "post read")] == ["analyst", "analyst"]
    assert post_id("small", "3") not in str(noted(settings, "post read"))
    call("show", post_id("small", "3"), "--save", str(tmp_path / "page"))
    assert (tmp_path / "page").read_text(encoding="utf-8") == ad(3, "words of 3")
    assert [actor for actor, _ in noted(settings, "stored page read")] == ["boss"]
    call("posts", "--site", "small", actor="analyst")
    call("replay", "--output", str(tmp_path / "again.jsonl"), actor="operator")
    assert noted(settings, "archive read") == [
        ("analyst", {"what": "posts of small"}),
        ("operator", {"what": "pages of all, replayed"}),
    ]


def test_a_page_with_a_withheld_post_on_it_stays_closed(call: Call, settings: Settings, tmp_path: Path) -> None:
    found = Archive(settings.archive_dir)
    segment = found.segments()[0]
    path = settings.archive_dir / segment / "posts.jsonl"
    records = {post.key: post.capture.record for post in found.posts(segment)}
    path.write_bytes(path.read_bytes().replace(records["1"].encode(), records["3"].encode()))
    result = call("show", post_id("small", "3"), "--save", str(tmp_path / "page"), code=5)
    assert "stays closed" in result.stderr
    assert not (tmp_path / "page").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("posts", "--segment", "public/2026-03/small-000099"), "not closed"),
        (("posts", "--segment", "../../elsewhere"), "no segment"),
        (("posts", "--segment", "public/2026-03/../small-000001"), "no segment"),
        (("posts", "--segment", ""), "no segment"),
        (("posts", "--site", "nosuch"), "nothing of a site 'nosuch'"),
        (("replay", "--site", "nosuch"), "nothing of a site 'nosuch'"),
        (("show", "nosuch"), "no post 'nosuch'"),
    ],
)
def test_what_is_not_there_is_an_error(
    call: Call, arguments: tuple[str, ...], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments, code=3)
    assert reason in result.stderr
    assert result.stdout == ""


def test_what_is_marked_as_removed_is_not_read_though_its_bytes_are_still_there(settings: Settings) -> None:
    found = Archive(settings.archive_dir)
    segment = found.segments()[0]
    path = settings.archive_dir / segment / "posts.jsonl"
    before = path.read_bytes()
    purge(settings.archive_dir, segment, {post_id("small", "3")}, "asked to")
    path.write_bytes(before)  # the purge was cut off before it blanked them
    assert [post.key for post in Archive(settings.archive_dir).posts(segment)] == ["1", "2", "4"]
