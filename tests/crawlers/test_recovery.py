"""What a killed or failed run leaves, and how the next one puts it in order: segment by segment, fault by fault."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import AdtrailError
from crawlers.archive.manifest import CAPTURE, MANIFEST, POSTS, load
from crawlers.archive.reader import Archive
from crawlers.archive.repair import repair
from crawlers.archive.verify import check, verify
from crawlers.archive.writer import Segment, is_open
from crawlers.frontier import Frontier, Position
from crawlers.post import Post
from crawlers.profile import SiteProfile
from crawlers.recovery import recover

from .conftest import NOW, Answer, Bench, ad, exchange, listing

Make = Callable[..., SiteProfile]


def segment(root: Path, profile: SiteProfile, pages: int = 3) -> tuple[Segment, list[Position]]:
    """An open segment with a post a page, and how far it was after each."""
    opened, positions = Segment(root, profile, NOW), []
    for number in range(pages):
        capture = opened.fetched(exchange(f"http://small.example/ad/{number}", Answer(ad(number))))
        opened.post(
            Post(
                id=f"id{number}",
                version="v",
                site="small",
                key=str(number),
                url="u",
                kind="ad",
                event="posted",
                title="t",
                body="b",
                capture=capture,
            )
        )
        positions.append(opened.sync())
    opened._capture._stream.close()  # as when the process ends
    opened._posts._stream.close()
    return opened, positions


def test_exactly_what_was_acknowledged_is_kept(tmp_path: Path, make_profile: Make) -> None:
    for kept in range(1, 4):
        root = tmp_path / str(kept)
        opened, positions = segment(root, make_profile())
        manifest = repair(root, opened.name, make_profile(), positions[kept - 1])
        assert manifest is not None
        assert (manifest.repaired, manifest.started) == (True, NOW)
        assert [post.key for post in Archive(root).posts()] == [str(number) for number in range(kept)]
        assert len(list(Archive(root).pages(opened.name))) == kept
        assert verify(root) == []
        assert (root / opened.name / CAPTURE).stat().st_size == positions[kept - 1].capture


def test_a_segment_in_which_nothing_counts_is_dropped_and_its_number_used_again(
    tmp_path: Path, make_profile: Make
) -> None:
    opened, _ = segment(tmp_path, make_profile())
    assert repair(tmp_path, opened.name, make_profile(), Position(opened.name, 0, 0)) is None
    assert not (tmp_path / opened.name).exists()
    assert segment(tmp_path, make_profile())[0].name == opened.name


@pytest.mark.parametrize("fault", ["cut off", "a bad record", "no posts", "nothing left"])
def test_acknowledged_bytes_that_are_gone_are_told(tmp_path: Path, make_profile: Make, fault: str) -> None:
    opened, positions = segment(tmp_path, make_profile())
    capture, posts = (tmp_path / opened.name / name for name in (CAPTURE, POSTS))
    kept = positions[0]
    if fault == "no posts":
        posts.unlink()
        kept = replace(positions[-1], posts=0)
    elif fault == "a bad record":
        data = bytearray(capture.read_bytes())
        data[kept.capture + 20] ^= 0xFF
        capture.write_bytes(data)
    elif fault == "cut off":
        os.truncate(capture, kept.capture)
    else:
        os.truncate(capture, 0)
        kept = Position(opened.name, 0, 0)
    manifest = repair(tmp_path, opened.name, make_profile(), positions[-1])
    assert manifest is not None
    lost = positions[-1].capture - kept.capture + positions[-1].posts - kept.posts
    assert (manifest.lost, manifest.capture.bytes) == (lost, kept.capture)
    (finding,) = check(tmp_path)
    assert (finding.kind, finding.reason) == ("damaged", f"{lost} acknowledged bytes were lost before it was repaired")
    assert load(tmp_path / opened.name).lost == lost


def test_without_a_position_posts_without_evidence_are_left_out(tmp_path: Path, make_profile: Make) -> None:
    opened, positions = segment(tmp_path, make_profile())
    with open(tmp_path / opened.name / CAPTURE, "ab") as stream:
        stream.truncate(positions[1].capture - 1)
    manifest = repair(tmp_path, opened.name, make_profile(), None)
    assert manifest is not None
    assert [post.key for post in Archive(tmp_path).posts()] == ["0", "1"]  # only a request record was cut
    with open(tmp_path / opened.name / CAPTURE, "ab") as stream:
        stream.truncate(positions[0].capture + 10)
    (tmp_path / opened.name / MANIFEST).unlink()
    repair(tmp_path, opened.name, make_profile(), None)
    assert [post.key for post in Archive(tmp_path).posts()] == ["0"]
    assert verify(tmp_path) == []


@pytest.mark.parametrize("missing", [POSTS, "last line end", "garbage"])
def test_a_posts_file_that_is_not_whole(tmp_path: Path, make_profile: Make, missing: str) -> None:
    opened, _ = segment(tmp_path, make_profile())
    path = tmp_path / opened.name / POSTS
    if missing == POSTS:
        path.unlink()
    elif missing == "garbage":
        path.write_bytes(path.read_bytes() + b'{"half": ')
    else:
        path.write_bytes(path.read_bytes()[:-1])
    manifest = repair(tmp_path, opened.name, make_profile(), None)
    assert manifest is not None
    assert len(manifest.posts.entries) == {POSTS: 0, "last line end": 2, "garbage": 3}[missing]
    assert verify(tmp_path) == []


def test_repair_again_is_the_same(tmp_path: Path, make_profile: Make) -> None:
    """Killed between the cut and the manifest: the second repair comes to the same end."""
    opened, positions = segment(tmp_path, make_profile())
    first = repair(tmp_path, opened.name, make_profile(), positions[1])
    (tmp_path / opened.name / MANIFEST).unlink()
    second = repair(tmp_path, opened.name, make_profile(), positions[1])
    assert first is not None
    assert second is not None
    assert (first.capture, first.posts) == (second.capture, second.posts)


def test_segments_of_other_sites_are_left_alone(tmp_path: Path, make_profile: Make) -> None:
    other, similar = make_profile(name="other"), make_profile(name="small-2")
    names = [segment(tmp_path, profile)[0].name for profile in (other, similar)]
    mine = segment(tmp_path, make_profile())[0].name
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        assert recover(tmp_path, make_profile(), frontier, lambda _: None) == [mine]
    assert all(is_open(tmp_path / name) for name in names)
    assert not is_open(tmp_path / mine)


def test_the_witness_hears_of_a_segment_closed_just_before_the_end(tmp_path: Path, make_profile: Make) -> None:
    opened, positions = segment(tmp_path, make_profile())
    repair(tmp_path, opened.name, make_profile(), None)  # as `close` would
    told: list[str] = []
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        frontier.commit(positions[-1])
        recover(tmp_path, make_profile(), frontier, lambda manifest: told.append(manifest.segment))
        assert told == [opened.name]
        recover(tmp_path, make_profile(), frontier, lambda manifest: told.append(manifest.segment))
    assert told == [opened.name]


def test_a_new_frontier_learns_events_and_pages(bench: Bench) -> None:
    pages: dict[str, Answer | str] = {"/list/0": listing(["/ad/1", "/ad/2"]), "/ad/1": ad(1), "/ad/2": ad(2)}
    bench.crawl(pages)
    bench.crawl(pages | {"/ad/2": Answer("", 410)})
    for path in (bench.root / "frontier").iterdir():
        path.unlink()
    assert bench.crawl({"/list/0": listing([])}) == {"removed": 1}  # 1 is looked up; 2 is known to be gone
    assert Counter(post.event for post in Archive(bench.root / "archive").posts()) == {"posted": 2, "removed": 2}


def full_at(limit: int, bench: Bench, pages: dict[str, Answer | str]) -> str:
    """Crawl in a forked process in which no file may grow over `limit` bytes; what it ended with."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        said = "finished"
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            bench.crawl(pages)
        except (OSError, sqlite3.Error, AdtrailError) as error:
            said = type(error).__name__
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with open(read, "rb") as stream:
        return stream.read().decode()


def test_a_full_disk_stops_loudly_and_the_next_run_goes_on(tmp_path: Path, make_profile: Make) -> None:
    numbers = range(30)
    pages: dict[str, Answer | str] = {f"/ad/{number}": ad(number, os.urandom(3000).hex()) for number in numbers}
    pages["/list/0"] = listing(list(pages))
    ends = Counter()
    for limit in (0, 5_000, 30_000, 50_000, 60_000, 70_000, 80_000, 90_000, 100_000, 10_000_000):
        bench = Bench(tmp_path / str(limit), make_profile())
        end = full_at(limit, bench, pages)
        ends[end] += 1
        archive = Archive(bench.root / "archive")
        assert {finding.kind for finding in check(archive.root)} <= {"ok", "open"}  # nothing torn is shown as good
        bench.crawl(pages)
        assert verify(archive.root) == []
        assert Counter(post.key for post in Archive(archive.root).posts()) == Counter(str(number) for number in numbers)
        for name in archive.segments():
            assert load(archive.root / name).seal
    assert ends["finished"] == 1
    assert ends["StorageFailed"] + ends["AdtrailError"] + ends["OSError"] == 9, ends
    assert ends["StorageFailed"] >= 2
