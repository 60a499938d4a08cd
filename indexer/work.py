"""What the clock runs for this room: retention, from the archive to the index."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date
from functools import partial

from config.settings import Settings
from ledger.work import Work


def work(settings: Settings) -> list[Work]:
    """Retention, each night."""
    return [Work(kind="retention", cron="30 0 * * *", run=partial(expire, settings))]


def expire(settings: Settings, today: date | None = None) -> dict[str, int]:
    """Purge the segments whose class and month are over, and index again what is left.

    What is to be done is read from the archive and the index, so a run that was cut off is finished by the next.

    Raises:
        BadInput: a damaged segment, or a retention class that there is not.
    """
    from crawlers.archive.purge import purge
    from crawlers.archive.reader import Archive
    from crawlers.archive.witness import witness_purge
    from ledger.retention import due

    archive = Archive(settings.archive_dir)
    places = {name: name.split("/") for name in archive.segments()}
    over = [name for name, (retention, month, _) in places.items() if due(retention, month, today)]
    records = 0
    for segment in over:
        files = archive.manifest(segment).files.values()
        left = {entry.id for file in files for entry in file.entries if not entry.removed}
        if left:
            witness_purge(settings, purge(settings.archive_dir, segment, left, "retention"), left, "retention")
            records += len(left)
    return {"segments": len(over), "records": records, "rebuilt": _forget(settings, over)}


def _forget(settings: Settings, segments: Iterable[str]) -> int:
    """Rebuild the index when a document still rests on one of the segments; 1 when it did."""
    from indexer.build import build
    from indexer.opening import open_index
    from nlp.encoder import open_encoder
    from nlp.stage import analyse_archive

    gone = set(segments)
    with closing(open_index(settings, write=True)) as index:
        if not gone or not any(capture.segment in gone for one in index.scan() for capture in one.captures):
            return 0
        analyse_archive(settings)
        build(settings, index, rebuild=True, encoder=open_encoder(settings))
    return 1
