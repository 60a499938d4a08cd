"""`adtrail crawl` and `adtrail archive`, as a person or a pipeline calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.cli import _line, archive, crawl
from crawlers.report import RunReport
from crawlers.work import work

from .conftest import Answer, Site, ad, listing

Call = Callable[..., Result]


@pytest.fixture
def call(site: Site, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call a command with the settings of the small site; `code` is the exit code that is expected."""
    settings = settings_for(site, schedule="0 3 * * *", concurrency=1)
    monkeypatch.setenv("ADTRAIL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ADTRAIL_SITE_DIRS", json.dumps([str(path) for path in settings.site_dirs]))
    monkeypatch.setenv("ADTRAIL_ALLOW_HOSTS", json.dumps(settings.allow_hosts))

    def run(app: Any, *arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return run


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def fill(site: Site) -> None:
    site.pages = {
        "/robots.txt": Answer("", 404),
        "/list/0": Answer(listing(["/ad/1", "/ad/2", "/ad/3"])),
        "/ad/1": Answer(ad(1, "Call 202-555-0143")),
        "/ad/2": Answer(ad(2, "\x1b[31mred\x07")),
        "/ad/3": Answer(ad(3)),
    }


def test_the_way_of_a_site(site: Site, call: Call, tmp_path: Path) -> None:
    fill(site)
    assert [row["name"] for row in lines(call(crawl, "list", "--json"))] == ["example", "small"]
    assert "small" in call(crawl, "list").stdout

    (report,) = lines(call(crawl, "run", "small", "--json"))
    assert (report["state"], report["posts"], report["stored"]) == ("finished", {"posted": 3}, 4)
    assert lines(call(crawl, "status", "--json"))[0]["site"] == "small"
    assert "small" in call(crawl, "status").stdout

    (segment,) = lines(call(archive, "list", "--json"))
    assert (segment["posts"], segment["records"]) == (3, 8)
    assert segment["segment"] in call(archive, "list").stdout
    assert [row["kind"] for row in lines(call(archive, "verify", "--json"))] == ["ok"]
    posts = lines(call(archive, "posts"))
    assert [post["key"] for post in posts] == ["1", "2", "3"]
    assert lines(call(archive, "posts", "--segment", segment["segment"])) == posts

    shown = call(archive, "show", posts[0]["id"], "--save", str(tmp_path / "page.html"))
    assert "Call 202-555-0143" in shown.stdout
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == ad(1, "Call 202-555-0143")
    assert lines(call(archive, "show", posts[0]["id"], "--json")) == posts[:1]
    red = call(archive, "show", posts[1]["id"]).stdout
    assert "red" in red
    assert "\x1b" not in red
    assert "\x07" not in red
    call(archive, "show", "nobody", code=3)

    call(archive, "replay", "--output", str(tmp_path / "again.jsonl"))
    again = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text(encoding="utf-8").splitlines()]
    assert again == posts


def test_check_shows_what_a_profile_reads_and_keeps_nothing(site: Site, call: Call, tmp_path: Path) -> None:
    fill(site)
    result = call(crawl, "check", "small", "--pages", "2")
    assert "Call 202-555-0143" in result.stdout
    assert site.hits == ["/robots.txt", "/list/0", "/ad/1"]  # one link of each kind
    assert not (tmp_path / "data" / "archive").exists()
    assert not (tmp_path / "data" / "frontier").exists()
    site.pages["/list/0"] = Answer("<html>a new design</html>")
    assert "no post was read" in call(crawl, "check", "small", "--json", code=1).stderr


def test_wrong_calls(call: Call) -> None:
    assert "name sites" in call(crawl, "run", code=3).stderr
    assert "name sites" in call(crawl, "run", "small", "--all", code=3).stderr
    assert "no site 'nobody'" in call(crawl, "run", "nobody", code=3).stderr


def test_who_may_not_crawl_does_not(site: Site, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.settings import load
    from ledger.ledger import open_ledger

    with open_ledger(load()) as ledger:
        ledger.actors.add("boss", "admin", by="tests")
        ledger.actors.add("reader", "analyst", by="boss")
    monkeypatch.setenv("ADTRAIL_ACTOR", "reader")
    assert "crawl" in call(crawl, "run", "small", code=5).stderr
    assert site.hits == []


def test_a_failed_site_fails_the_command(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data" / "frontier").mkdir(parents=True)
    (tmp_path / "data" / "frontier" / "small.db").write_bytes(b"this is no database" * 100)
    result = call(crawl, "run", "small", code=1)
    assert "damaged" in result.stdout
    assert "delete it" in result.stdout


@pytest.mark.parametrize("content", [b"", b"\xff" * 5000])
def test_a_damaged_frontier_hides_no_other_site(
    site: Site, call: Call, settings_for: Callable[..., Settings], content: bytes
) -> None:
    fill(site)
    call(crawl, "run", "small")
    frontier = settings_for(site, name="broken").data_dir / "frontier" / "broken.db"
    frontier.write_bytes(content)
    result = call(crawl, "status", "--json", code=3)
    assert [row["site"] for row in lines(result)] == ["small"]
    assert "broken.db" in result.stderr
    assert "delete it" in result.stderr
    if content:
        assert "damaged" in call(crawl, "run", "broken", code=1).stdout
    else:
        call(crawl, "run", "broken")  # an empty one is a new one


def test_a_named_site_that_needs_chromium_is_told(
    site: Site, call: Call, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(site)
    settings_for(site, name="rendered", render="chromium")
    monkeypatch.setenv("ADTRAIL_CHROMIUM", "/nowhere/chromium")
    result = call(crawl, "run", "small", "rendered", "--json", code=4)
    assert [row["state"] for row in lines(result)] == ["finished", "left out"]
    assert "left out: rendered; no Chromium found" in result.stderr
    call(crawl, "run", "--all")


def test_the_line_of_a_report_tells_everything() -> None:
    report = RunReport(
        site="small",
        state="finished",
        stored=9,
        failed={"http 404": 2},
        refused={"robots.txt": 1},
        posts={"edited": 3},
        warnings=("has the site changed?",),
    )
    line = "small: finished; 9 pages; 3 edited; 2 http 404; 1 robots.txt; has the site changed?"
    assert _line(report) == line


def test_work_for_the_clock(site: Site, settings_for: Callable[..., Settings]) -> None:
    assert work(settings_for(site)) == []  # no schedule
    assert work(settings_for(site, schedule="0 3 * * *", enabled=False)) == []
    fill(site)
    settings = settings_for(site, schedule="0 3 * * *")
    (item,) = work(settings)
    assert (item.kind, item.subject, item.cron) == ("crawl", "small", "0 3 * * *")
    assert item.run() == {"pages": 4, "failed": 0, "refused": 0, "posted": 3}
    assert len(list(Archive(settings.archive_dir).posts())) == 3
