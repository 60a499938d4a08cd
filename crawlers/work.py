"""What the clock runs for this room: each enabled site by the cron line of its profile."""

from __future__ import annotations

from functools import partial

from config.errors import AdtrailError
from config.settings import Settings
from crawlers.profile import choose, profiles
from ledger.work import Work


def work(settings: Settings) -> list[Work]:
    """One piece of work for each enabled site that has a schedule.

    Raises:
        BadInput: a profile is wrong.
    """
    return [
        Work(kind="crawl", subject=name, cron=profile.schedule, run=partial(_crawl, settings, name))
        for name, profile in profiles(settings).items()
        if profile.enabled and profile.schedule
    ]


def _crawl(settings: Settings, name: str) -> dict[str, int]:
    from crawlers.run import run_profiles  # the clock keeps the job's history

    report = run_profiles(settings, choose(settings, [name]))[0]
    if report.state != "finished":
        raise AdtrailError(report.reason or report.state)
    return report.counts
