"""The frontier alone: queue, seen set, ends, known posts, positions, and what another process may read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import AdtrailError, BadInput
from crawlers.frontier import Frontier, Known, Position, Request, last_runs

START = [("http://small.example/", "list")]


def known(key: str, **others: Any) -> Known:
    given = {
        "key": key,
        "version": "v1",
        "kind": "ad",
        "url": f"http://small.example/ad/{key}",
        "page": "ad",
        "page_url": f"http://small.example/ad/{key}",
        "until": None,
        "parent": None,
    }
    return Known(**(given | others))


def take(frontier: Frontier) -> Request:
    request = frontier.take()
    assert request is not None
    return request


def test_oldest_first_and_each_once(frontier: Frontier) -> None:
    frontier.begin(START)
    for number in range(600):  # more than are read from the file at once
        assert frontier.add(f"http://small.example/{number}", "ad", 1)
    urls = []
    while request := frontier.take():
        urls.append(request.url)
    assert urls == ["http://small.example/", *(f"http://small.example/{number}" for number in range(600))]
    assert not frontier.waiting()


def test_requests_that_come_while_others_are_under_way(frontier: Frontier) -> None:
    frontier.begin(START)
    first = take(frontier)
    assert (frontier.take(), frontier.waiting()) == (None, False)
    frontier.add("http://small.example/a", "ad", 1, (first.url,))
    assert frontier.waiting()
    assert take(frontier) == Request(2, "http://small.example/a", "ad", 1, ("http://small.example/",), 0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://small.example/a", "http://small.example/a", True),
        ("http://small.example/a?x=1&y=2", "http://small.example/a?y=2&x=1", True),
        ("http://small.example/a#top", "http://small.example/a", True),
        ("http://SMALL.example/a", "http://small.example/a", True),
        ("http://small.example/%7Ea", "http://small.example/~a", True),
        ("http://small.example/a", "http://small.example/A", False),
        ("http://small.example/a", "http://small.example/a/", False),
        ("http://small.example/a", "https://small.example/a", False),
        ("http://small.example/a?x=1", "http://small.example/a?x=2", False),
    ],
)
def test_what_counts_as_the_same_address(frontier: Frontier, one: str, other: str, same: bool) -> None:
    frontier.begin([])
    assert frontier.add(one, "ad")
    assert frontier.add(other, "ad") != same


def test_every_end_is_counted_by_reason(frontier: Frontier) -> None:
    frontier.begin([(f"http://small.example/{number}", "ad") for number in range(6)])
    frontier.done(take(frontier), "stored")
    frontier.done(take(frontier), "failed", "http 404")
    frontier.done(take(frontier), "failed", "http 404")
    frontier.done(take(frontier), "failed", "timeout")
    frontier.done(take(frontier), "refused", "robots.txt")
    frontier.add("http://elsewhere.example/", "ad", refused="redirect to another host")
    counts = frontier.counts()
    assert counts["stored"].total() == 1
    assert counts["failed"] == {"http 404": 2, "timeout": 1}
    assert counts["refused"] == {"robots.txt": 1, "redirect to another host": 1}
    assert counts["queued"].total() == 1


def test_an_end_is_final(frontier: Frontier) -> None:
    frontier.begin(START)
    request = take(frontier)
    frontier.done(request, "stored")
    for state in ("stored", "failed", "refused"):
        with pytest.raises(AdtrailError, match="ended twice"):
            frontier.done(request, state)


def test_tries_are_remembered_over_a_restart(tmp_path: Path) -> None:
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        frontier.begin(START)
        assert frontier.attempted(take(frontier)).attempts == 1
        frontier.commit()
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        assert frontier.begin(START)
        assert take(frontier).attempts == 1


def test_what_is_not_committed_is_still_to_do(tmp_path: Path) -> None:
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        assert frontier.fresh
        assert not frontier.begin(START)
        frontier.commit()
        frontier.done(take(frontier), "stored")
        frontier.add("http://small.example/a", "ad")
        frontier.remember(known("a"))
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        assert not frontier.fresh
        assert frontier.begin([("http://other.example/", "list")])  # goes on: the start is that of the run
        assert (take(frontier).url, frontier.take()) == ("http://small.example/", None)
        assert frontier.known("a") is None


def test_a_finished_run_makes_way_for_the_next(tmp_path: Path) -> None:
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        frontier.begin(START, datetime(2026, 1, 1, tzinfo=UTC))
        frontier.done(take(frontier), "stored")
        frontier.finish(datetime(2026, 1, 2, tzinfo=UTC))
        assert not frontier.begin(START, datetime(2026, 1, 3, tzinfo=UTC))
        assert frontier.run == 2
        assert take(frontier).url == "http://small.example/"
        frontier.commit()
        assert last_runs(frontier.path) == [
            (2, "2026-01-03T00:00:00+00:00", None),
            (1, "2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"),
        ]
        assert len(last_runs(frontier.path, 1)) == 1


def test_a_file_of_an_earlier_version_is_brought_up(tmp_path: Path) -> None:
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        frontier.begin(START)
        frontier.remember(known("a"))
        frontier.commit()
    with closing(sqlite3.connect(tmp_path / "f.db")) as db:
        db.execute("ALTER TABLE posts DROP COLUMN told")
        db.commit()
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        assert frontier.known("a") == known("a")


def test_known_posts(frontier: Frontier) -> None:
    frontier.begin(START)
    until = datetime(2026, 1, 5, 12, tzinfo=UTC)
    frontier.remember(known("a", until=until, parent="t1"))
    assert frontier.known("a") == known("a", until=until, parent="t1")
    assert frontier.known("b") is None
    frontier.remember(known("b", removed=True))
    frontier.remember(known("c", page_url="http://small.example/ad/a"))
    assert [post.key for post in frontier.on_page("http://small.example/ad/a")] == ["a", "c"]
    assert frontier.post_counts() == (3, 1)
    assert frontier.unseen() == []


def test_posts_of_the_run_before_are_unseen_until_met(frontier: Frontier) -> None:
    frontier.begin(START)
    for key in "abc":
        frontier.remember(known(key, removed=key == "c"))
    frontier.finish()
    frontier.begin(START)
    assert [post.key for post in frontier.unseen()] == ["a", "b"]
    first = frontier.known("a")
    assert first is not None
    assert not first.seen
    frontier.remember(first)
    frontier.miss("a", "{}")  # met in this run: it is not missing
    frontier.miss("b", '{"capture": 1}')
    assert [(post.key, post.missing) for post in frontier.unseen()] == [("b", '{"capture": 1}')]
    again = frontier.known("a")
    assert again is not None
    assert (again.seen, again.missing) == (True, None)


def test_positions_of_segments(tmp_path: Path) -> None:
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        frontier.commit(Position("public/2026-01/small-000001", 10, 5))
        frontier.commit(Position("public/2026-01/small-000001", 20, 9))
        frontier.commit()
    with closing(Frontier(tmp_path / "f.db")) as frontier:
        assert frontier.unclosed() == [Position("public/2026-01/small-000001", 20, 9)]
        frontier.closed("public/2026-01/small-000001")
        frontier.commit()
        assert frontier.unclosed() == []


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 4096, b"\0" * 8192])
def test_a_file_that_is_no_frontier(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f.db").write_bytes(content)
    with pytest.raises(BadInput, match=r"f\.db.*delete it"):
        Frontier(tmp_path / "f.db")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from("abcdef"), max_size=30))
def test_each_address_is_taken_once_a_run(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    with closing(Frontier(tmp_path_factory.mktemp("f") / "f.db")) as frontier:
        frontier.begin([])
        taken = []
        for name in names:
            frontier.add(f"http://small.example/{name}", "ad")
            if request := frontier.take():
                taken.append(request.url[-1])
        assert taken == list(dict.fromkeys(names))
