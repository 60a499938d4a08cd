"""The operators' page: sites on their terms, jobs, failures by reason; no post and no selector."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from config.errors import AdtrailError
from config.settings import Settings, load
from crawlers.frontier import Frontier
from ledger.jobs import Job
from web.app import create_app
from web.pages.operations import failures
from web.rooms import Rooms

PROFILE = """
name: board
title: A made-up board
enabled: true
owner: tests
legal_basis: made-up pages on this machine
start: {list: ["https://board.example/"]}
pages: {list: {}}
expected_yield: 100
schedule: "0 */6 * * *"
"""


@pytest.fixture
def with_site(settings: Settings, tmp_path: Path) -> TestClient:
    """The pages with one site profile, whose crawl was cut off."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "board.yaml").write_text(PROFILE)
    frontier = Frontier(settings.data_dir / "frontier" / "board.db")
    frontier.begin([("https://board.example/", "list")])
    frontier.commit()
    frontier.close()
    own = load(data_dir=settings.data_dir, actor="ada", site_dirs=(tmp_path / "sites",))
    return TestClient(create_app(own), base_url="http://127.0.0.1:8321")


def test_a_site_shows_its_terms_and_yield(with_site: TestClient) -> None:
    text = with_site.get("/operations").text
    row = re.search(r'<th scope="row">board<br>.*?</tr>', text, re.S)
    assert row
    for shown in ("made-up pages on this machine", "1.0 s apart", "100 expected", "not finished", "0 */6 * * *"):
        assert shown in row[0]
    assert '<td class="number">15<br>' in row[0]


def test_jobs_and_failures_are_listed(client: TestClient, rooms: Rooms) -> None:
    with rooms.ledger.jobs.run("crawl", "board") as counts:
        counts["stored"] = 1234
    for _ in range(2):
        with pytest.raises(AdtrailError), rooms.ledger.jobs.run("crawl", "market"):
            raise AdtrailError("timed out")
    text = client.get("/operations").text
    assert "stored 1,234" in text
    assert re.search(r"<td>crawl</td><td>timed out</td><td class=\"number\">2</td>", text)
    assert text.count('<span class="badge bad">failed</span>') == 2


def test_nothing_personal_is_here(with_site: TestClient) -> None:
    text = with_site.get("/operations").text
    assert "demorosie22" not in text
    assert "Rosie" not in text


def test_an_operator_sees_this_and_no_post(visitor: Callable[..., TestClient]) -> None:
    client = visitor("otis", "operator")
    assert client.get("/operations").status_code == 200
    assert client.get("/search").status_code == 403


def test_failures_are_counted_by_reason() -> None:
    def job(state: Any, error: str | None) -> Job:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        return Job(
            id=1, kind="crawl", subject="s", state=state, queued_at=at, started_at=at, ended_at=at, counts={},
            error=error, worker=None,
        )  # fmt: skip

    jobs = [job("failed", "a"), job("failed", "b"), job("failed", "b"), job("done", None), job("failed", None)]
    assert failures(jobs) == [("crawl", "b", 2), ("crawl", "a", 1), ("crawl", "no reason given", 1)]


def test_a_damaged_frontier_is_the_trouble_of_its_site(with_site: TestClient, settings: Settings) -> None:
    (settings.data_dir / "frontier" / "board.db").write_bytes(b"not a database at all" * 100)
    answer = with_site.get("/operations")
    assert answer.status_code == 200
    row = re.search(r'<th scope="row">board<br>.*?</tr>', answer.text, re.S)
    assert row
    assert "badge bad" in row[0]
