"""Sites side by side in processes of their own: reports, order, and a process that is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace

import pytest

from config.errors import AdtrailError, BadInput
from config.settings import Settings
from crawlers import run
from crawlers.profile import SiteProfile, choose
from crawlers.report import RunReport
from crawlers.run import crawl, slow_first
from crawlers.work import work
from ledger.ledger import open_ledger

from .conftest import Answer, Site, ad, listing

Make = Callable[..., Settings]


def test_sites_side_by_side_with_progress(site: Site, settings_for: Make) -> None:
    site.pages = {"/list/0": Answer(listing(["/ad/1"]), slow=1.2), "/ad/1": Answer(ad(1))}
    for name in ("small", "second"):
        settings = settings_for(site, name=name)
    told: list[RunReport] = []
    reports = crawl(settings, ["second", "small"], told.append)
    assert [(report.site, report.state) for report in reports] == [("second", "finished"), ("small", "finished")]
    assert {report.site for report in told} == {"second", "small"}
    assert "running" in {report.state for report in told}
    assert all(report.posts == {"posted": 1} and report.seconds > 1 for report in reports)
    written = sorted("/".join(path.parts[-3:]) for path in settings.archive_dir.glob("*/*/*"))
    assert sorted(segment for report in reports for segment in report.segments) == written


def test_a_killed_process_is_a_failed_site(site: Site, settings_for: Make) -> None:
    site.pages = {"/list/0": Answer(listing([]), slow=5)}
    settings = settings_for(site)

    class Killed(run._Child):
        def report(self) -> RunReport:
            if self._process.pid and self._process.is_alive():
                os.kill(self._process.pid, signal.SIGKILL)
            return super().report()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_Child", Killed)
        (report,) = crawl(settings, ["small"])
    assert report.state == "failed"
    assert "the next run goes on from here" in report.reason or "ended" in report.reason


def test_nothing_runs_when_a_name_or_a_profile_is_wrong(site: Site, settings_for: Make) -> None:
    settings = settings_for(site)
    with pytest.raises(BadInput, match="no site"):
        crawl(settings, ["small", "nobody"])
    assert site.hits == []
    assert crawl(settings.model_copy(update={"site_dirs": ()})) == []  # what ships is off


def test_a_disk_that_fails_is_a_failed_site(site: Site, settings_for: Make) -> None:
    site.pages = {"/list/0": Answer(listing([]))}
    settings = settings_for(site)
    settings.data_dir.mkdir(parents=True)
    settings.archive_dir.write_text("a file where a folder should be", encoding="utf-8")
    (report,) = crawl(settings, ["small"])
    assert report.state == "failed"
    assert "the run stopped" in report.reason
    settings.archive_dir.unlink()
    (report,) = crawl(settings, ["small"])
    assert (report.state, report.resumed, report.stored) == ("finished", True, 1)


def jobs(settings: Settings) -> list[tuple[str, str, dict[str, int], str | None]]:
    with open_ledger(settings) as ledger:
        assert {job.kind for job in ledger.jobs.recent()} <= {"crawl"}
        return [(job.subject, job.state, job.counts, job.error) for job in ledger.jobs.recent()]


def test_a_crawl_is_a_job_of_each_site_and_done_when_it_finished(site: Site, settings_for: Make) -> None:
    site.pages = {"/list/0": Answer(listing(["/ad/1", "/ad/2"])), "/ad/1": Answer(ad(1))}
    settings = settings_for(site)
    crawl(settings, ["small"])
    found = jobs(settings)
    assert found == [("small", "done", {"pages": 2, "failed": 1, "refused": 0, "posted": 1}, None)]
    (settings.data_dir / "frontier" / "small.db").write_bytes(b"no database" * 500)
    (report,) = crawl(settings, ["small"])
    (name, state, _, error), *rest = jobs(settings)
    assert (name, state, rest) == ("small", "failed", found)
    assert error == report.reason
    with open_ledger(settings) as ledger, ledger.jobs.run("crawl", "small"):
        (report,) = crawl(settings, ["small"])
    assert (report.state, "under way" in report.reason) == ("failed", True)


def test_an_interrupted_run_is_no_done_job(site: Site, settings_for: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages = {f"/ad/{number}": Answer(ad(number), slow=0.5) for number in range(16)}
    site.pages["/list/0"] = Answer(listing(list(site.pages)))
    settings = settings_for(site, concurrency=1)

    class Stopped(run._Child):
        def report(self) -> RunReport:
            report = super().report()
            if not self.ended and not hasattr(self, "asked"):
                self.asked = True
                self.stop()
            return report

    monkeypatch.setattr(run, "_Child", Stopped)
    (report,) = crawl(settings, ["small"])
    assert report.state == "interrupted"
    (job,) = jobs(settings)
    assert (job[0], job[1], job[3]) == ("small", "failed", "interrupted; the next run goes on from here")
    (item,) = work(settings_for(site, concurrency=1, schedule="0 3 * * *"))
    with pytest.raises(AdtrailError, match="interrupted"):
        item.run()
    monkeypatch.undo()
    assert item.run()["pages"] == 17
    assert len(jobs(settings)) == 1  # the clock writes its own


def test_rendered_sites_start_first(make_profile: Callable[..., SiteProfile]) -> None:
    sites = [
        make_profile(name=name, render=render) for name, render in (("a", "http"), ("m", "chromium"), ("b", "http"))
    ]
    assert [site.name for site in slow_first(sites)] == ["m", "a", "b"]


def test_reports_are_plain_values(site: Site, settings_for: Make) -> None:
    (profile,) = choose(settings_for(site), ["small"])
    report = RunReport(site=profile.name, state="finished")
    assert replace(report, stored=3).stored == 3
    assert (report.failed, report.refused, report.posts, report.warnings) == ({}, {}, {}, ())
