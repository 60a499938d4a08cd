"""Cases: opened, filled from the other pages, noted, closed; all through the ledger and its log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from crawlers.post import post_id
from ledger.audit import Entry
from web.rooms import Rooms

ROSIE = post_id("board", "Rosie-0")


@pytest.fixture
def send(client: TestClient, token: str) -> Callable:
    """Send a form of ours."""
    return lambda path, **data: client.post(path, data={**data, "token": token})


def test_a_case_from_start_to_end(client: TestClient, send: Callable, rooms: Rooms) -> None:
    opened = send("/cases", title="Circuit in Nevada")
    assert opened.url.path == "/cases/1"
    send("/cases/add", kind="post", value=ROSIE, case=1)
    send("/cases/add", kind="selector", value="phone:+12025550143", case=1)
    send("/cases/add", kind="lead", value="acct-0007", case=1)
    text = send("/cases/1/note", text="Second look\non Friday").text
    for shown in (
        "Sweet Rosie new in Reno",
        "/selectors/phone%3A%2B12025550143",
        "/leads/acct-0007",
        "Second look\non Friday",
    ):
        assert shown in text
    closed = send("/cases/1/close").text
    assert "Close the case" not in closed
    assert "/cases/1/note" not in closed
    assert [item.kind for item in rooms.ledger.cases.items(1)] == ["post", "selector", "lead"]
    assert "Circuit in Nevada" in client.get("/cases").text


def test_a_new_case_from_a_post(send: Callable, rooms: Rooms) -> None:
    answer = send("/cases/add", kind="post", value=ROSIE, case=0, title="From a post")
    assert answer.url.path == "/cases/1"
    assert [case.title for case in rooms.ledger.cases.all()] == ["From a post"]


def test_without_a_title_no_case_is_left_behind(send: Callable, rooms: Rooms) -> None:
    assert send("/cases/add", kind="post", value=ROSIE, case=0, title=" ").status_code == 400
    assert rooms.ledger.cases.all() == []


def test_twice_is_once(send: Callable, rooms: Rooms) -> None:
    send("/cases", title="A")
    for _ in range(2):
        assert send("/cases/add", kind="post", value=ROSIE, case=1).status_code == 200
    assert len(rooms.ledger.cases.items(1)) == 1


def test_open_cases_are_offered(client: TestClient, send: Callable) -> None:
    for title in ("Open one", "Closed one"):
        send("/cases", title=title)
    send("/cases/2/close")
    text = client.get(f"/posts/{ROSIE}").text
    assert '<option value="1">1 · Open one</option>' in text
    assert "Closed one" not in text


def test_a_post_that_left_the_index_is_still_named(client: TestClient, send: Callable) -> None:
    send("/cases", title="A")
    send("/cases/add", kind="post", value="f" * 20, case=1)
    text = client.get("/cases/1").text
    assert "f" * 20 in text
    assert "not in the index any more" in text


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/cases", {"title": ""}, 400),
        ("/cases", {"title": "x" * 201}, 422),
        ("/cases/add", {"kind": "post", "value": "x", "case": "7"}, 400),
        ("/cases/add", {"kind": "person", "value": "x", "case": "0", "title": "A"}, 422),
        ("/cases/9/note", {"text": "x"}, 400),
        ("/cases/9/note", {"text": "  "}, 400),
        ("/cases/9/close", {}, 400),
    ],
)
def test_a_wrong_form_is_refused(send: Callable, rooms: Rooms, path: str, data: dict[str, str], status: int) -> None:
    assert send(path, **data).status_code == status
    assert rooms.ledger.cases.all() == []


def test_an_unknown_case_is_not_found(client: TestClient) -> None:
    assert client.get("/cases/9").status_code == 404
    assert client.get("/cases/x").status_code == 422


def test_the_log_names_the_case_and_not_what_is_in_it(
    client: TestClient, send: Callable, audited: Callable[[str], list[Entry]]
) -> None:
    send("/cases", title="A")
    send("/cases/add", kind="selector", value="phone:+12025550143", case=1)
    client.get("/cases/1")
    assert audited("case opened")[0].actor == "ada"
    assert "0143" not in str(audited("case item added"))
    assert len(audited("case read")) == 3  # twice after a form, once by itself
