"""What the clock runs for this room: retention, from the archive to what was made of it, and of the quarantine."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date, datetime
from functools import partial

from config.settings import Settings
from indexer.index import Index
from ledger.work import Work


def work(settings: Settings) -> list[Work]:
    """Retention, each night: of the archive, and of the quarantine, which has a clock for each post."""
    return [
        Work(kind="retention", cron="30 0 * * *", run=partial(expire, settings)),
        Work(kind="retention", subject="quarantine", cron="40 0 * * *", run=partial(release, settings)),
    ]


def release(settings: Settings, now: datetime | None = None) -> dict[str, int]:
    """Remove quarantined posts whose legal hold is over.

    Raises:
        BadInput: a damaged file, once all others are done.
    """
    from nlp.quarantine import Quarantine

    return {"posts": Quarantine(settings).expire(now)}


def expire(settings: Settings, today: date | None = None) -> dict[str, int]:
    """Purge the segments whose class and month are over, and all that was made of them here: analyses, index, vectors.

    What is to be done is read from the files themselves, so a run that was cut off is finished by the next.

    Raises:
        AdtrailError: another process writes to the index.
        BadInput: a damaged segment, or a retention class that there is not.
    """
    from crawlers.archive.purge import purge
    from crawlers.archive.reader import Archive
    from crawlers.archive.witness import witness_purge
    from ledger.retention import due

    archive = Archive(settings.archive_dir)
    places = {name: name.split("/") for name in archive.segments()}
    over = {name for name, (retention, month, _) in places.items() if due(retention, month, today)}
    records = 0
    for segment in sorted(over):
        files = archive.manifest(segment).files.values()
        left = {entry.id for file in files for entry in file.entries if not entry.removed}
        if left:
            witness_purge(settings, purge(settings.archive_dir, segment, left, "retention"), left, "retention")
            records += len(left)
    return {"segments": len(over), "records": records, "rebuilt": _forget(settings, over) if over else 0}


def _forget(settings: Settings, segments: Collection[str]) -> int:
    """Drop what was made of the segments; 1 when a document still rested on one, so that the index was rebuilt."""
    from indexer.build import build
    from indexer.opening import open_index
    from nlp.encoder import forget_all_but, open_encoder
    from nlp.stage import analyse_archive

    analyse_archive(settings, only=segments)
    with closing(open_index(settings, write=True)) as index:
        rested = any(capture.segment in segments for one in index.scan() for capture in one.captures)
        if rested:
            build(settings, index, rebuild=True, encoder=open_encoder(settings))
        forget_all_but(settings, _texts(index))
    return int(rested)


def _texts(index: Index) -> Iterator[str]:
    """The texts of all documents; the index is asked when the first one is."""
    for document in index.scan():
        yield document.text
