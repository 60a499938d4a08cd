"""Retention from the archive to the index."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from config.errors import AdtrailError
from config.files import read_lines
from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.archive.verify import check
from crawlers.archive.warc import Exchange
from crawlers.archive.witness import seals, witness
from crawlers.archive.writer import Segment
from crawlers.post import Post
from crawlers.profile import PageKind, SiteProfile
from indexer.build import build
from indexer.opening import open_index
from indexer.work import expire, work
from ledger.ledger import open_ledger
from nlp.analysis import Analysis
from nlp.encoder import CachedEncoder
from nlp.quarantine import HOLD, Quarantine
from nlp.stage import analyse_archive

OLD, NEW = datetime(2026, 1, 10, tzinfo=UTC), datetime(2027, 6, 10, tzinfo=UTC)
PROFILE = SiteProfile(
    name="board",
    title="A board",
    owner="nobody",
    legal_basis="made up for a test",
    start={"post": ("https://board.example/",)},
    pages={"post": PageKind()},
)


@pytest.fixture
def settings(tmp_path: Path, post: Any) -> Settings:
    """An archive with a post of an old month and one of a newer month, indexed."""
    settings = Settings(data_dir=tmp_path)
    for number, day in enumerate((OLD, NEW)):
        segment = Segment(settings.archive_dir, PROFILE, day)
        url = f"https://board.example/{number}"
        capture = segment.fetched(
            Exchange(url=url, page="post", fetched_at=day, status=200, headers=(), body=b"<p>call me</p>")
        )
        found: Post = replace(post(number, f"New in town {number}"), capture=capture, posted_at=day)
        segment.post(found)
        witness(settings, segment.close())
    analyse_archive(settings)
    with closing(open_index(settings, write=True)) as index:
        assert build(settings, index).documents == 2
    return settings


def indexed(settings: Settings) -> int:
    with closing(open_index(settings)) as index:
        return index.count()


def analysed(settings: Settings) -> set[str]:
    return {one.post for file in settings.analysis_dir.rglob("*.jsonl") for one in read_lines(file, Analysis)}


def cut(*_: object) -> int:
    raise KeyboardInterrupt


class Lengths:
    """An encoder that counts."""

    model, width = "lengths", 1

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[len(text)] for text in texts], dtype=np.float32)


@pytest.mark.parametrize("today", [date(2026, 2, 1), date(2028, 1, 31)])
def test_never_early(settings: Settings, today: date) -> None:
    assert expire(settings, today) == {"segments": 0, "records": 0, "rebuilt": 0}
    assert indexed(settings) == 2


def test_what_is_over_is_purged_and_forgotten(settings: Settings) -> None:
    done = expire(settings, date(2028, 2, 2))
    assert done["segments"] == done["rebuilt"] == 1
    assert done["records"] >= 2
    assert indexed(settings) == 1
    assert [post.capture.fetched_at for post in Archive(settings.archive_dir).posts()] == [NEW]
    states = [finding.kind for finding in check(settings.archive_dir, seals(settings))]
    assert sorted(states) == ["ok", "removed"]


def test_nothing_made_of_it_is_left(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when no document rested on the segment, and when the run after the purge was cut off."""
    encoder = CachedEncoder(Lengths(), settings.data_dir / "vectors.sqlite")
    old, new = (post.text for post in Archive(settings.archive_dir).posts())
    assert old != new
    encoder.encode([old, new])
    with closing(open_index(settings, write=True)) as index:
        (gone,) = (one.id for one in index.scan() if one.text == old)
        index.delete([gone])
    with monkeypatch.context() as patch:
        patch.setattr("indexer.work._forget", cut)
        with pytest.raises(KeyboardInterrupt):
            expire(settings, date(2028, 2, 2))
    assert gone in analysed(settings)
    expire(settings, date(2028, 2, 2))
    assert gone not in analysed(settings)
    with sqlite3.connect(settings.data_dir / "vectors.sqlite") as base:
        assert [key for (key,) in base.execute("SELECT text FROM vectors")] == [sha256(new.encode()).digest()]
    base.close()


def test_only_what_is_over_is_analysed_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """New rules are for `adtrail analyse`; the clock does not start hours of work."""
    monkeypatch.setattr("nlp.stage.stage_version", lambda _: "other")
    before = {file: file.read_bytes() for file in settings.analysis_dir.rglob("*2027*/*.json*")}
    assert len(before) == 2
    expire(settings, date(2028, 2, 2))
    assert {file: file.read_bytes() for file in before} == before


def test_the_quarantine_ends_by_its_own_clock(settings: Settings, post: Any) -> None:
    works = {found.subject: found for found in work(settings)}
    Quarantine(settings).put(post(7), now=OLD - HOLD)
    Quarantine(settings).put(post(8))
    assert works["quarantine"].run() == {"posts": 1}
    assert [held.post.id for held in Quarantine(settings).all()] == [post(8).id]


def test_the_clock_runs_it_beside_its_own_record(settings: Settings) -> None:
    """The clock holds a job while this runs; nothing here waits for it. A writer that is at work is named."""
    retention = work(settings)[0]
    with open_ledger(settings) as ledger:
        with ledger.jobs.run(retention.kind, retention.subject) as counts:
            counts.update(expire(settings, date(2028, 2, 2)))
        assert ledger.jobs.last("retention").counts["rebuilt"] == 1
        with closing(open_index(settings, write=True)), pytest.raises(AdtrailError, match=str(os.getpid())):
            expire(settings, date(2028, 2, 2))


def test_again_is_no_change(settings: Settings) -> None:
    expire(settings, date(2028, 2, 2))
    assert expire(settings, date(2028, 2, 3)) == {"segments": 1, "records": 0, "rebuilt": 0}


def test_a_run_that_was_cut_off_is_finished_by_the_next(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("indexer.work._forget", cut)
        with pytest.raises(KeyboardInterrupt):
            expire(settings, date(2028, 2, 2))
    assert indexed(settings) == 2
    assert expire(settings, date(2028, 2, 2)) == {"segments": 1, "records": 0, "rebuilt": 1}
    assert indexed(settings) == 1
