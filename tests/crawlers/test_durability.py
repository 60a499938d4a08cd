"""SIGKILL at every durable step, and damage of every kind: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from config.errors import BadInput
from crawlers import site_run
from crawlers.archive.manifest import CAPTURE, POSTS, Manifest
from crawlers.archive.reader import Archive
from crawlers.archive.verify import check, verify
from crawlers.frontier import Frontier, last_runs
from crawlers.profile import SiteProfile

from .conftest import Answer, Bench, ad, exchange, listing

ADS = 12


def world() -> dict[str, str]:
    pages = {f"/ad/{number}": ad(number) for number in range(ADS)}
    for page in range(ADS // 6):
        more = f"/list/{page + 1}" if page + 1 < ADS // 6 else None
        pages[f"/list/{page}"] = listing([f"/ad/{number}" for number in range(page * 6, page * 6 + 6)], more)
    return pages


def work(bench: Bench) -> None:
    pages = world()
    with bench.run() as run:
        while True:
            while task := run.take():
                body = pages[task.url.partition("small.example")[2]]
                run.answered(task, exchange(task.url, Answer(body), task.page))
            if not run.wind_up():
                break


class Killer:
    """Counts durable steps and kills the process at one of them."""

    def __init__(self, at: int) -> None:
        self.left = at

    def wrap(self, step: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **kwargs: object) -> object:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **kwargs)

        return counted


def killed_at(step: int, bench: Bench) -> bool:
    """Work in a forked process that is killed before its `step`-th durable step; False when it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            killer = Killer(step)
            site_run.COMMIT_PAGES = 2
            os.fsync = killer.wrap(os.fsync)  # type: ignore[assignment]
            Frontier.commit = killer.wrap(Frontier.commit)  # type: ignore[assignment, method-assign]
            Path.replace = killer.wrap(Path.replace)  # type: ignore[assignment, method-assign]
            work(bench)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def whole(root: Path) -> None:
    """The archive holds each post exactly once, each page exactly once for each run, and every byte of it is sound."""
    archive = Archive(root / "archive")
    assert [finding.kind for finding in check(root / "archive")] == ["ok"] * len(archive.segments())
    posts = Counter(post.key for post in archive.posts())
    assert posts == Counter(str(number) for number in range(ADS))
    fetched = Counter(page.url for segment in archive.segments() for page in archive.pages(segment))
    looks = len(last_runs(root / "frontier" / "small.db"))  # a run killed after its last page is over
    assert fetched == Counter({f"http://small.example{path}": looks for path in world()})
    for post in archive.posts():
        assert post.title.encode() in archive.payload(post.capture)


def test_killed_at_each_durable_step_then_resumed(tmp_path: Path, make_profile: Callable[..., SiteProfile]) -> None:
    step, killed = 0, 0
    while True:
        step += 1
        bench = Bench(tmp_path / str(step), make_profile())
        if not killed_at(step, bench):
            break
        killed += 1
        work(bench)
        whole(bench.root)
    assert killed > 30


def test_killed_again_and_again_at_random_steps(tmp_path: Path, make_profile: Callable[..., SiteProfile]) -> None:
    chance = random.Random(3)
    bench = Bench(tmp_path, make_profile())
    kills = sum(killed_at(chance.randint(4, 14), bench) for _ in range(10))
    assert kills >= 6
    work(bench)
    whole(tmp_path)


def test_a_closed_segment_is_told_to_the_witness_even_when_the_run_died_right_after(
    tmp_path: Path, make_profile: Callable[..., SiteProfile]
) -> None:
    class Dying(list[Manifest]):
        def append(self, manifest: Manifest) -> None:
            raise KeyboardInterrupt

    bench = Bench(tmp_path, make_profile(), Dying())
    with pytest.raises(KeyboardInterrupt):
        work(bench)
    bench.closed = []
    work(bench)
    assert bench.closed[0].segment.endswith("small-000001")
    whole(tmp_path)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one segment."""
    from .conftest import PROFILE

    root = tmp_path_factory.mktemp("archived")
    work(Bench(root, SiteProfile.model_validate(PROFILE)))
    return root / "archive"


def flips(size: int, count: int, seed: int) -> list[int]:
    chance = random.Random(seed)
    return sorted({0, size - 1, *(chance.randrange(size) for _ in range(count))})


@pytest.mark.parametrize("name", [CAPTURE, POSTS, "manifest.json"])
def test_every_flipped_bit_is_found_and_placed(archived: Path, name: str) -> None:
    segment = Archive(archived).segments()[0]
    path, manifest = archived / segment / name, Archive(archived).manifest(segment)
    good = path.read_bytes()
    for place in flips(len(good), 120, seed=11):
        damaged = bytearray(good)
        damaged[place] ^= 1 << (place % 8)
        path.write_bytes(damaged)
        (finding,) = verify(archived)
        assert finding.file == name, place
        if name != "manifest.json":
            entry = next(e for e in manifest.files[name].entries if e.offset <= place < e.offset + e.length)
            assert (finding.record, finding.byte, finding.reason) == (entry.id, entry.offset, "changed")
    path.write_bytes(good)
    assert verify(archived) == []


@pytest.mark.parametrize("name", [CAPTURE, POSTS, "manifest.json"])
def test_every_truncation_is_found_and_placed(archived: Path, name: str) -> None:
    segment = Archive(archived).segments()[0]
    path, manifest = archived / segment / name, Archive(archived).manifest(segment)
    good = path.read_bytes()
    for size in flips(len(good), 120, seed=12):
        path.write_bytes(good[:size])
        (finding,) = verify(archived)
        assert finding.file == name, size
        if name != "manifest.json":
            entry = next(e for e in manifest.files[name].entries if e.offset + e.length > size)
            assert (finding.record, finding.byte, finding.reason) == (entry.id, size, "cut off")
    path.write_bytes(good + b"x")
    assert len(verify(archived)) == 1
    path.unlink()
    if name != "manifest.json":
        assert verify(archived)[0].file == name
    path.write_bytes(good)
    assert verify(archived) == []


def test_an_open_segment_of_a_lost_frontier_keeps_its_readable_prefix(
    tmp_path: Path, make_profile: Callable[..., SiteProfile]
) -> None:
    """The frontier is deleted and the segment cut anywhere: what is whole is kept, the rest fetched again."""
    chance = random.Random(5)
    for round_ in range(6):
        bench = Bench(tmp_path / str(round_), make_profile())
        work(bench)
        (folder,) = (bench.root / "archive").glob("*/*/*")
        (folder / "manifest.json").unlink()
        for path in (folder / CAPTURE, folder / POSTS):
            with open(path, "ab") as stream:
                stream.truncate(chance.randrange(path.stat().st_size))
        for path in (bench.root / "frontier").iterdir():
            path.unlink()
        work(bench)
        archive = Archive(bench.root / "archive")
        assert verify(archive.root) == []
        assert Counter(post.key for post in archive.posts()) == Counter(str(number) for number in range(ADS))
        for post in archive.posts():
            assert archive.payload(post.capture)


def test_a_lost_frontier_learns_known_posts_from_the_archive(bench: Bench) -> None:
    work(bench)
    for path in (bench.root / "frontier").iterdir():
        path.unlink()
    work(bench)
    assert Counter(post.event for post in Archive(bench.root / "archive").posts()) == {"posted": ADS}


def test_damage_of_the_frontier_is_named_or_harmless(bench: Bench) -> None:
    work(bench)
    path = bench.root / "frontier" / "small.db"
    good = path.read_bytes()
    named = 0
    for place in flips(len(good), 60, seed=13):
        path.write_bytes(good[:place])
        for other in path.parent.glob("small.db-*"):
            other.unlink()
        try:
            Frontier(path).close()
        except BadInput as error:
            named += 1
            assert "delete it" in str(error)
            assert str(path) in str(error)
    assert named > 50


def test_two_openings_do_not_interleave(bench: Bench) -> None:
    """Even without the lock of the site, SQLite keeps the second writer out."""
    first, second = Frontier(bench.root / "f.db"), Frontier(bench.root / "f.db")
    first.begin([("http://small.example/", "list")])
    second._db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        second.begin([("http://small.example/", "list")])
    first.close()
    second.close()
