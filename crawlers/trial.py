"""Trying a profile: a few pages of a site, fetched and read as in a real run, and kept nowhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.post import Post
from crawlers.profile import choose
from crawlers.report import RunReport
from crawlers.run import run_profiles, run_site


def trial(settings: Settings, site: str, pages: int) -> tuple[list[Post], RunReport]:
    """Fetch at most so many pages, one link of each kind from each, so that every page kind is met soon.

    Raises:
        BadInput: there is no such site, or its profile is wrong.
    """
    profile = choose(settings, [site])[0].model_copy(update={"max_pages": pages, "expected_yield": None})
    with TemporaryDirectory(prefix="adtrail-check-") as folder:
        apart = settings.model_copy(update={"data_dir": Path(folder), "ledger_url": None})
        report = run_profiles(apart, [profile], run=partial(run_site, sample=True))[0]
        return list(Archive(apart.archive_dir).posts()), report
