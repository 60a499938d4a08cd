from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adtrail import clock
from config.errors import AdtrailError, BadInput
from config.settings import Settings
from ledger.ledger import Ledger, open_ledger
from ledger.work import Work

Patch = pytest.MonkeyPatch
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def work(cron: str = "0 */6 * * *", run: Callable[[], dict[str, int]] = dict, subject: str = "board") -> Work:
    return Work(kind="crawl", subject=subject, cron=cron, run=run)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with open_ledger(settings) as opened:
        yield opened


@pytest.mark.parametrize(
    ("cron", "last", "expected"),
    [
        ("0 */6 * * *", None, NOON),
        ("0 */6 * * *", NOON - timedelta(minutes=1), NOON),
        ("0 */6 * * *", NOON + timedelta(minutes=1), NOON + timedelta(hours=6)),
        ("30 2 * * *", NOON, datetime(2026, 3, 11, 2, 30, tzinfo=UTC)),
        ("0 0 * * 0", NOON, datetime(2026, 3, 15, 0, 0, tzinfo=UTC)),  # a Sunday, as in cron
        ("0 0 * * 7", NOON, datetime(2026, 3, 15, 0, 0, tzinfo=UTC)),
        ("0 0 * * 5-7", NOON, datetime(2026, 3, 13, 0, 0, tzinfo=UTC)),
        ("0 0 * * 0-1,4", NOON, datetime(2026, 3, 12, 0, 0, tzinfo=UTC)),
        ("0 0 * * mon", NOON, datetime(2026, 3, 16, 0, 0, tzinfo=UTC)),
    ],
)
def test_when_work_is_due(cron: str, last: datetime | None, expected: datetime) -> None:
    assert clock.next_time(work(cron), last, NOON) == expected


def test_a_missed_week_is_one_run() -> None:
    """The next time after the last run is long past: due once, not 28 times."""
    last = NOON - timedelta(days=7)
    assert clock.next_time(work(), last, NOON) <= NOON
    assert clock.next_time(work(), NOON, NOON) > NOON


@pytest.mark.parametrize("cron", ["whenever", "61 * * * *", "* * *", "0 0 * * 1-", "0 0 * * -"])
def test_a_wrong_cron_line_names_the_work(cron: str) -> None:
    with pytest.raises(BadInput, match="crawl board"):
        clock.next_time(work(cron), NOON, NOON)


def test_tick_runs_what_is_due_and_remembers(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def run() -> dict[str, int]:
        ran.append("board")
        return {"posts": 3}

    monkeypatch.setattr(clock, "all_work", lambda _: [work(run=run)])
    now = datetime.now(UTC)
    assert clock.tick(settings, now) == [{"kind": "crawl", "subject": "board", "state": "done", "counts": {"posts": 3}}]
    assert clock.tick(settings, now) == []
    later = clock.tick(settings, now + timedelta(hours=7))
    assert [row["state"] for row in later] == ["done"]
    assert ran == ["board", "board"]
    job = ledger.jobs.last("crawl", "board")
    assert job is not None
    assert job.counts == {"posts": 3}


def test_a_failure_is_recorded_and_the_rest_runs(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> dict[str, int]:
        raise AdtrailError("the site is gone")

    def bug() -> dict[str, int]:
        raise ZeroDivisionError

    works = [work(run=broken, subject="a"), work(run=bug, subject="b"), work(run=lambda: {"posts": 1}, subject="c")]
    monkeypatch.setattr(clock, "all_work", lambda _: works)
    rows = clock.tick(settings)
    assert [row["state"] for row in rows] == ["failed", "failed", "done"]
    assert rows[0]["error"] == "the site is gone"
    assert [ledger.jobs.last("crawl", subject).state for subject in "abc"] == ["failed", "failed", "done"]  # type: ignore[union-attr]


def test_work_under_way_is_not_started_again(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "all_work", lambda _: [work(run=lambda: {"posts": 1})])
    ledger.jobs.start("crawl", "board")
    rows = clock.tick(settings, datetime.now(UTC) + timedelta(days=1))
    assert [row["state"] for row in rows] == ["waiting"]
    assert len(ledger.jobs.recent(kind="crawl")) == 1


def test_what_was_asked_for_runs_at_the_next_tick(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "all_work", lambda _: [work(run=lambda: {"posts": 1})])
    clock.tick(settings)
    ledger.jobs.queue("crawl", "board")
    assert [row["state"] for row in clock.tick(settings)] == ["done"]


def test_the_rooms_name_their_work(settings: Settings) -> None:
    kinds = {found.kind for found in clock.all_work(settings)}
    assert "checkpoint" in kinds
    for found in clock.all_work(settings):
        clock.next_time(found, NOON, NOON)
