"""Opening the run of a site: one process at a time, and only after what a killed run left is in order."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from config.errors import Refused
from config.settings import Settings
from crawlers.archive.witness import witness
from crawlers.archive.writer import ArchiveWriter
from crawlers.frontier import Frontier
from crawlers.profile import SiteProfile
from crawlers.recovery import recover
from crawlers.site_run import SiteRun


@contextmanager
def opened(settings: Settings, profile: SiteProfile, *, sample: bool = False) -> Iterator[SiteRun]:
    """The run of a site, with its lock held and what a killed run left put in order; closed at the end.

    Raises:
        Refused: another process runs this site.
        BadInput: the site's frontier is damaged.
    """
    folder = settings.data_dir / "frontier"
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / f"{profile.name}.lock", profile.name):
        frontier = Frontier(folder / f"{profile.name}.db")
        closed = partial(witness, settings)
        recover(settings.archive_dir, profile, frontier, closed)
        run = SiteRun(profile, frontier, ArchiveWriter(settings.archive_dir, profile, closed), sample=sample)
        try:
            yield run
        finally:
            run.close()


@contextmanager
def _locked(path: Path, site: str) -> Iterator[None]:
    with open(path, "ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"another process is crawling {site}") from None
        yield
