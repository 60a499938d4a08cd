"""Before a run: what a killed run left behind is put in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crawlers.archive.manifest import Manifest, load
from crawlers.archive.reader import Archive
from crawlers.archive.repair import repair
from crawlers.archive.writer import is_open
from crawlers.frontier import Frontier, Known, Position
from crawlers.profile import SiteProfile


def recover(root: Path, profile: SiteProfile, frontier: Frontier, closed: Callable[[Manifest], None]) -> list[str]:
    """Close the segments of this site that are open: exactly what the frontier acknowledged is kept.

    `closed` is called with each manifest, also with that of a segment that was closed and not yet noted as such.
    Returns the names of the segments that were repaired.
    """
    fresh = frontier.fresh
    positions = {position.segment: position for position in frontier.unclosed()}
    repaired = []
    for name in sorted({*positions, *_open(root, profile)}):
        if is_open(root / name):
            known = positions.get(name) or (None if fresh else Position(name, 0, 0))
            manifest = repair(root, name, profile, known)
            repaired.append(name)
        else:
            manifest = load(root / name)
        if manifest is not None:
            closed(manifest)
        frontier.closed(name)
        frontier.commit()
    if fresh:
        _learn(Archive(root), profile, frontier)
    return repaired


def _learn(archive: Archive, profile: SiteProfile, frontier: Frontier) -> None:
    """A new frontier learns the known posts from the archive, so that a lost one doubles nothing."""
    for segment in archive.segments():
        if archive.manifest(segment).site != profile.name:
            continue
        for post in archive.posts(segment):
            page = archive.record(post.capture.segment, post.capture.record).page
            known = frontier.known(post.key)
            frontier.remember(
                Known(
                    key=post.key,
                    version=post.version,
                    kind=post.kind,
                    url=post.url,
                    page=page,
                    page_url=post.capture.url,
                    until=post.posted_at or (known.until if known else None),
                    parent=known.parent if known else None,
                    removed=post.event == "removed",
                    told=post.capture.fetched_at,
                )
            )
    frontier.commit()


def _open(root: Path, profile: SiteProfile) -> list[str]:
    folders = root.glob(f"*/*/{profile.name}-" + "[0-9]" * 6)
    return [str(folder.relative_to(root)) for folder in folders if is_open(folder)]
