"""Running sites: one child process each (Scrapy's reactor runs once a process), and what each run reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import cast

from config.errors import AdtrailError
from config.settings import Settings
from crawlers.chromium import HOW_TO_GET, find
from crawlers.opening import opened
from crawlers.profile import SiteProfile, choose
from crawlers.report import RunReport

Progress = Callable[[RunReport], None]
Run = Callable[[Settings, SiteProfile, Progress], RunReport]  # in the child process: must be importable


def crawl(settings: Settings, names: Iterable[str] = (), progress: Progress | None = None) -> list[RunReport]:
    """Run the named sites (or all enabled ones), as many at once as `settings.processes` says, each as a job.

    `progress` is called with each site's report so far, about once a second, and with the final one.

    Raises:
        BadInput: a name without a profile, or a wrong profile.
    """
    return run_profiles(settings, choose(settings, names), progress, run=run_as_job)


def run_profiles(
    settings: Settings, sites: Sequence[SiteProfile], progress: Progress | None = None, *, run: Run | None = None
) -> list[RunReport]:
    """Run sites by their profiles, each by `run` (default: `run_site`) in a process of its own."""
    reports = {site.name: _left_out(site) for site in sites if site.render == "chromium" and not find(settings)}
    waiting = slow_first(site for site in sites if site.name not in reports)
    running: dict[Connection, _Child] = {}
    while waiting or running:
        try:
            while waiting and len(running) < settings.processes:
                child = _Child(settings, waiting.pop(0), run or run_site)
                running[child.connection] = child
            for connection in wait(list(running)):
                child = running[cast("Connection", connection)]
                report = reports[child.site] = child.report()
                if progress:
                    progress(report)
                if child.ended:
                    del running[child.connection]
        except KeyboardInterrupt:
            waiting.clear()
            for child in running.values():
                child.stop()
    return [reports[site.name] for site in sites if site.name in reports]


def slow_first(sites: Iterable[SiteProfile]) -> list[SiteProfile]:
    """Rendered sites first: they take longest, so the others run beside them."""
    return sorted(sites, key=lambda site: site.render != "chromium")


def _left_out(profile: SiteProfile) -> RunReport:
    return RunReport(site=profile.name, state="left out", reason=HOW_TO_GET)


class _Child:
    """A process that runs one site and sends its report about once a second."""

    def __init__(self, settings: Settings, profile: SiteProfile, run: Run) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe(duplex=False)
        self.site = profile.name
        self._process = context.Process(
            target=_main, args=(settings, profile, theirs, run), name=f"crawl {profile.name}"
        )
        self._last = RunReport(site=profile.name, state="failed", reason="the process ended before it began")
        self._process.start()
        theirs.close()
        self.ended = False

    def report(self) -> RunReport:
        """The next report; the last one tells how the process ended."""
        try:
            self._last = self.connection.recv()
        except EOFError:
            self._process.join()
            self.ended = True
            self.connection.close()
            if self._process.exitcode or self._last.state == "running":  # it did not come to its last word
                reason = f"the process ended with {self._process.exitcode}; the next run goes on from here"
                self._last = replace(self._last, state="failed", reason=self._last.reason or reason)
        return self._last

    def stop(self) -> None:
        """Ask for a clean end: requests in flight are finished, the segment is closed."""
        if self._process.is_alive():
            self._process.terminate()


def _main(settings: Settings, profile: SiteProfile, connection: Connection, run: Run) -> None:
    os.setpgrp()  # Ctrl-C reaches the parent alone, which asks for a clean end once
    try:
        report = run(settings, profile, connection.send)
    except AdtrailError as error:
        report = RunReport(site=profile.name, state="failed", reason=str(error))
    with suppress(OSError):  # the parent is gone
        connection.send(report)


def run_as_job(settings: Settings, profile: SiteProfile, progress: Progress | None = None) -> RunReport:
    """`run_site`, with the run in the ledger's job history: done only when it finished.

    Raises:
        Refused, BadInput: as `run_site`; Refused also when a job crawls this site.
    """
    from ledger.ledger import open_ledger

    with open_ledger(settings) as ledger, suppress(_Unfinished), ledger.jobs.run("crawl", profile.name) as counts:
        report = run_site(settings, profile, progress)
        counts.update(report.counts)
        if report.state != "finished":
            raise _Unfinished(report.reason or f"{report.state}; the next run goes on from here")
    return report


class _Unfinished(AdtrailError):
    """Makes a job failed whose run has told its end already."""


def run_site(
    settings: Settings, profile: SiteProfile, progress: Progress | None = None, *, sample: bool = False
) -> RunReport:
    """Run one site in this process, to the end or to a signal. Can be called once a process.

    Raises:
        Refused: another process runs this site.
        BadInput: the site's frontier is damaged.
    """
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings as ScrapySettings

    from crawlers.scrapy_settings import for_site
    from crawlers.spiders.site import SiteSpider

    scrapy = ScrapySettings()
    scrapy.setmodule("crawlers.scrapy_settings", priority="project")
    scrapy.setdict(for_site(settings, profile), priority="cmdline")
    with opened(settings, profile, sample=sample) as run:
        process = AsyncCrawlerProcess(scrapy)
        process.crawl(SiteSpider, run=run, progress=progress)
        process.start()
        return run.report()
