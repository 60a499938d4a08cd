"""What a fetched page means: events of posts, redirects, removals, limits. Without Scrapy or a network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive.reader import Archive
from crawlers.profile import SiteProfile
from crawlers.site_run import StorageFailed
from indexer.compose import compose
from nlp.stage import analyse

from .conftest import NOW, Answer, Bench, ad, exchange, listing

LIST = "/list/0"


def world(*numbers: int, **others: Any) -> dict[str, Answer | str]:
    return {
        LIST: listing([f"/ad/{number}" for number in numbers]),
        **{f"/ad/{number}": ad(number) for number in numbers},
        **{f"/ad/{name.removeprefix('n')}": page for name, page in others.items()},
    }


def events(bench: Bench) -> list[tuple[str, str]]:
    return [(post.key, post.event) for post in Archive(bench.root / "archive").posts()]


def test_first_run_posts_everything_and_a_second_has_no_news(bench: Bench) -> None:
    assert bench.crawl(world(1, 2, 3)) == {"posted": 3}
    assert bench.crawl(world(1, 2, 3)) == {}
    assert events(bench) == [("1", "posted"), ("2", "posted"), ("3", "posted")]


@pytest.mark.parametrize(
    ("page", "event"),
    [
        (ad(1, "another text"), "edited"),
        (ad(1, price="$30"), "edited"),
        (ad(1, date="2026-03-09"), "bumped"),
        (ad(1, date="2 hours ago"), "bumped"),
        (ad(1, date="9 days ago"), None),  # "2026-03-01" in other words
        (ad(1, date="2026-02-01"), None),  # an older date is no bump
        (ad(1, date="whenever"), None),
        ("<html><body><p class=gone>deleted</p></body></html>", "removed"),
        (Answer("", 404), "removed"),
        (Answer("", 410), "removed"),
        (Answer("", 500), None),
        (Answer("", 403), None),  # a block is no removal
        ("<html><body>please prove that you are human</body></html>", None),
    ],
)
def test_event_of_a_second_look(bench: Bench, page: Answer | str, event: str | None) -> None:
    bench.crawl(world(1, 2))
    assert bench.crawl(world(1, 2) | {"/ad/1": page}) == ({event: 1} if event else {})


def test_a_relative_date_drifts_without_being_a_bump(bench: Bench) -> None:
    for hours in range(0, 48, 5):
        date = f"{3 + hours // 24} days ago"
        told = bench.crawl(world(1) | {"/ad/1": ad(1, date=date)}, NOW + timedelta(hours=hours))
        assert told == ({"posted": 1} if hours == 0 else {}), hours
    later = NOW + timedelta(hours=50)
    assert bench.crawl(world(1) | {"/ad/1": ad(1, date="3 hours ago")}, later) == {"bumped": 1}


def test_a_removed_post_is_empty_keeps_its_id_and_is_told_once(bench: Bench) -> None:
    bench.crawl(world(1, 2))
    gone: dict[str, Answer | str] = {**world(2), "/ad/1": Answer("", 410)}
    assert bench.crawl(gone) == {"removed": 1}
    assert bench.crawl(gone) == {}
    first, last = (post for post in Archive(bench.root / "archive").posts() if post.key == "1")
    assert last.id == first.id
    assert last.version != first.version
    assert (last.title, last.body, last.contacts, last.text) == ("", "", (), "")
    assert last.capture.record != first.capture.record
    assert bench.crawl(world(1, 2)) == {"posted": 1}  # it came back


def test_a_post_that_stands_unchanged_is_told_once_a_week(bench: Bench) -> None:
    days = {0: {"posted": 1}, 3: {}, 7: {"seen": 1}, 9: {}, 15: {"seen": 1}}
    for day, told in days.items():
        assert bench.crawl(world(1), NOW + timedelta(days=day)) == told, day
    bench.crawl({LIST: listing([]), "/ad/1": Answer("", 410)}, NOW + timedelta(days=20))
    posts = list(Archive(bench.root / "archive").posts())
    document = compose(posts, {post.version: analyse(post) for post in posts}, lambda *_: False)
    assert document is not None
    assert document.last_seen == NOW + timedelta(days=15)
    assert [seen.event for seen in document.seen] == ["posted", "removed"]


def test_a_new_frontier_knows_when_a_post_was_last_told(bench: Bench) -> None:
    bench.crawl(world(1))
    for path in (bench.root / "frontier").iterdir():
        path.unlink()
    assert bench.crawl(world(1), NOW + timedelta(days=6)) == {}
    assert bench.crawl(world(1), NOW + timedelta(days=7)) == {"seen": 1}


def test_a_removal_unsays_nothing_in_the_index(bench: Bench) -> None:
    bench.crawl(world(1) | {"/ad/1": ad(1, "call 202-555-0143")})
    bench.crawl({LIST: listing([]), "/ad/1": Answer("", 410)})
    posts = list(Archive(bench.root / "archive").posts())
    assert [post.event for post in posts] == ["posted", "removed"]
    document = compose(posts, {post.version: analyse(post) for post in posts}, lambda *_: False)
    assert document is not None
    assert "202-555-0143" in document.text
    assert document.selectors == ("phone:+12025550143",)
    assert document.removed_at == posts[1].capture.fetched_at


def test_a_post_that_is_no_longer_linked_is_looked_up(bench: Bench) -> None:
    bench.crawl(world(1, 2))
    assert bench.crawl(world(2) | {"/ad/1": ad(1)}) == {}  # still there
    assert bench.crawl(world(2)) == {"removed": 1}  # 404


THREAD = {
    "list": {"follow": [{"links": "a.ad", "to": "thread"}]},
    "thread": {
        "follow": [{"links": "a.next", "to": "thread"}],
        "posts": [
            {"each": "li", "kind": "reply", "key": {"xpath": "@id"}, "body": "p", "parent": {"url": r"/ad/(\d+)"}}
        ],
    },
}


def replies(*numbers: int, after: str | None = None) -> str:
    return (
        "<ul>"
        + "".join(f"<li id=r{number}><p>reply {number}</p></li>" for number in numbers)
        + (f'</ul><a class=next href="{after}">more</a>' if after else "</ul>")
    )


def test_a_reply_that_moved_to_another_page_is_not_removed_and_one_that_vanished_is(
    tmp_path: Path, make_profile: Callable[..., SiteProfile]
) -> None:
    bench = Bench(tmp_path, make_profile(pages=THREAD))
    pages: dict[str, Answer | str] = {LIST: listing(["/ad/7"])}
    pages |= {"/ad/7": replies(1, 2, 3, after="/ad/7?p=2"), "/ad/7?p=2": replies(4)}
    assert bench.crawl(pages) == {"posted": 4}
    pages |= {"/ad/7": replies(1, 3, after="/ad/7?p=2"), "/ad/7?p=2": replies(4)}
    assert bench.crawl(pages) == {"removed": 1}
    pages |= {"/ad/7": replies(1, after="/ad/7?p=2"), "/ad/7?p=2": replies(3, 4)}
    assert bench.crawl(pages) == {}
    posts = list(Archive(tmp_path / "archive").posts())
    assert [post.key for post in posts if post.event == "removed"] == ["r2"]
    assert {post.parent for post in posts} == {posts[0].parent}
    assert posts[0].parent is not None


def ends(bench: Bench, pages: dict[str, Answer | str]) -> tuple[int, dict[str, int], dict[str, int]]:
    with bench.run() as run:
        while True:
            while task := run.take():
                page = pages.get(task.url.partition("small.example")[2], Answer("", 404))
                answer = page if isinstance(page, Answer) else Answer(page)
                run.answered(task, exchange(task.url, answer, task.page))
            if not run.wind_up():
                break
    report = run.report()
    return report.stored, dict(report.failed), dict(report.refused)


def to(target: str, status: int = 302) -> Answer:
    return Answer("", status, {"Location": target})


@pytest.mark.parametrize(
    ("pages", "failed", "refused"),
    [
        ({"/ad/1": to("/ad/2"), "/ad/2": ad(2)}, {}, {}),
        ({"/ad/1": to("/ad/1")}, {"redirect loop": 1}, {}),
        ({"/ad/1": to("/ad/2"), "/ad/2": to("/ad/1")}, {"redirect loop": 1}, {}),
        ({f"/ad/{n}": to(f"/ad/{n + 1}") for n in range(1, 30)}, {"too many redirects": 1}, {}),
        ({"/ad/1": to("http://127.0.0.1:9/x")}, {}, {"redirect to another host": 1}),
        ({"/ad/1": to("http://other.example/x")}, {}, {"redirect to another host": 1}),
        ({"/ad/1": to("file:///etc/passwd")}, {}, {"redirect to another host": 1}),
        ({"/ad/1": to("http://[")}, {"redirect to no address": 1}, {}),
        ({"/ad/1": Answer("", 404)}, {"http 404": 1}, {}),
        ({"/ad/1": Answer("", 503)}, {"http 503": 1}, {}),
    ],
)
def test_every_request_ends_once_with_a_reason(
    bench: Bench, pages: dict[str, Answer | str], failed: dict[str, int], refused: dict[str, int]
) -> None:
    stored, failures, refusals = ends(bench, {LIST: listing(["/ad/1"]), **pages})
    assert (failures, refusals) == (failed, refused)
    assert stored >= 1


def test_limits_of_the_profile(tmp_path: Path, make_profile: Callable[..., SiteProfile]) -> None:
    few = Bench(tmp_path / "few", make_profile(max_pages=3))
    stored, _, refused = ends(few, world(1, 2, 3, 4, 5))
    assert (stored, refused) == (3, {"page limit of the profile": 3})
    flat = Bench(tmp_path / "flat", make_profile(max_depth=2))
    chain: dict[str, Answer | str] = {f"/list/{n}": listing([], f"/list/{n + 1}") for n in range(9)}
    assert ends(flat, chain)[0] == 3  # the start page and two below it


def test_a_page_that_breaks_the_parser_is_kept_and_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RecursionError

    monkeypatch.setattr("crawlers.site_run.parse", broken)
    assert ends(bench, world(1)) == (0, {"parse: RecursionError": 1}, {})
    archive = Archive(bench.root / "archive")
    assert [page.url for page in archive.pages(archive.segments()[0])] == ["http://small.example/list/0"]


def test_far_fewer_posts_than_expected_is_a_warning(tmp_path: Path, make_profile: Callable[..., SiteProfile]) -> None:
    bench = Bench(tmp_path, make_profile(expected_yield=10))
    with bench.run() as run:
        while task := run.take():
            run.failed(task, "x")
        assert not run.wind_up()
    assert "has the site changed?" in run.report().warnings[0]


def test_a_request_cannot_end_twice(bench: Bench) -> None:
    with pytest.raises(StorageFailed, match="ended twice"), bench.run() as run:
        task = run.take()
        assert task is not None
        run.failed(task, "x")
        run.refused(task, "y")


def test_a_sample_follows_one_link_of_each_kind(tmp_path: Path, make_profile: Callable[..., SiteProfile]) -> None:
    bench = Bench(tmp_path, make_profile())
    with bench.run() as run:
        run._sample = True
        task = run.take()
        assert task is not None
        run.answered(task, exchange(task.url, Answer(listing(["/ad/1", "/ad/2"], "/list/1")), "list"))
        assert [run.take().page, run.take().page, run.take()] == ["ad", "list", None]  # type: ignore[union-attr]
