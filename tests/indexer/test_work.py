"""Retention from the archive to the index."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

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
from indexer.work import expire
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
        found: Post = replace(post(number), capture=capture, posted_at=day)
        segment.post(found)
        witness(settings, segment.close())
    analyse_archive(settings)
    with closing(open_index(settings, write=True)) as index:
        assert build(settings, index).documents == 2
    return settings


def indexed(settings: Settings) -> int:
    with closing(open_index(settings)) as index:
        return index.count()


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


def test_again_is_no_change(settings: Settings) -> None:
    expire(settings, date(2028, 2, 2))
    assert expire(settings, date(2028, 2, 3)) == {"segments": 1, "records": 0, "rebuilt": 0}


def test_a_run_that_was_cut_off_is_finished_by_the_next(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("indexer.work._forget", cut)
        with pytest.raises(KeyboardInterrupt):
            expire(settings, date(2028, 2, 2))
    assert indexed(settings) == 2
    assert expire(settings, date(2028, 2, 2)) == {"segments": 1, "records": 0, "rebuilt": 1}
    assert indexed(settings) == 1
