"""The selector page, and the list check."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from ledger.audit import Entry
from web.access import form_token

PHONE = "/selectors/phone%3A%2B12025550143"


def test_the_selector_in_numbers(reader: TestClient) -> None:
    text = reader.get(PHONE).text
    assert re.search(r"<dt>Posts</dt><dd>23</dd>", text)
    assert "2026-01-05" in text
    months = re.findall(r'<th scope="row">(2026-\d\d)</th><td class="number">(\d+)</td>', text)
    assert [month for month, _ in months] == [f"2026-0{number}" for number in range(1, 7)]
    assert sum(int(count) for _, count in months) == 23


def test_what_stands_beside_it(reader: TestClient) -> None:
    text = reader.get(PHONE).text
    for shown in (
        "/selectors/cashapp%3Ademorosie22",
        "/selectors/cashapp%3Ademolola7",
        "Reno · 7",
        "Rosie · 14",
        "Lola · 9",
    ):
        assert shown in text


def test_whereabouts_are_coarse(reader: TestClient) -> None:
    """Newest posts stand with their month, not with day and hour."""
    posts = reader.get(PHONE).text.split("Newest posts")[1].split("Records that carry it")[0]
    assert re.search(r"<td>2026-\d\d</td>", posts)
    assert not re.search(r"2026-\d\d-\d\d", posts)


def test_records_show_to_those_who_said_what_for(client: TestClient, aimless: TestClient) -> None:
    path = "/selectors/cashapp%3Ademorosie22"
    assert 'href="/leads/acct-0007"' in client.get(path).text
    hidden = aimless.get(path).text
    assert "acct-0007" not in hidden
    assert "/purpose?next=" in hidden


def test_an_unknown_selector_is_not_found_and_logged(client: TestClient, audited: Callable[[str], list[Entry]]) -> None:
    assert client.get("/selectors/phone%3A%2B12025550199").status_code == 404
    assert audited("searched")[-1].details["results"] == 0


@pytest.mark.parametrize("path", ["", "%2F", "a/b", "phone:", "%00"])
def test_odd_selectors_are_not_found(reader: TestClient, path: str) -> None:
    assert reader.get(f"/selectors/{path}").status_code == 404


def check(client: TestClient, values: str) -> str:
    token = form_token(client.app.state.rooms.ledger.keys, "ada")  # type: ignore[attr-defined]
    answer = client.post("/check", data={"values": values, "token": token})
    assert answer.status_code == 200
    return answer.text


def test_a_list_is_checked_line_by_line(reader: TestClient) -> None:
    given = ["(202) 555-0143", "$demorosie22", "+1 202 555 0199", "not a selector at all"]
    text = check(reader, "\n\n".join(given))
    rows = re.findall(r'<tr><td class="mono">(.*?)</td>.*?<td class="number">(.*?)</td>', text, re.S)
    assert [given for given, _ in rows] == [
        "(202) 555-0143",
        "$demorosie22",
        "+1 202 555 0199",
        "not a selector at all",
    ]
    assert [posts for _, posts in rows[:2]] == ["23", "14"]
    assert all("not seen" in posts for _, posts in rows[2:])
    assert "not recognised" in text
    assert "2 of 4 seen" in text


def test_a_list_that_is_too_long_is_refused(reader: TestClient) -> None:
    token = form_token(reader.app.state.rooms.ledger.keys, "ada")  # type: ignore[attr-defined]
    answer = reader.post("/check", data={"values": "x\n" * 1001, "token": token})
    assert answer.status_code == 400
    assert "adtrail check" in answer.text


def test_a_checked_list_is_logged_as_tokens(client: TestClient, audited: Callable[[str], list[Entry]]) -> None:
    check(client, "(202) 555-0143\n$demorosie22")
    entry = audited("searched")[-1]
    assert (len(entry.details["tokens"]), entry.details["results"]) == (2, 37)
    assert "0143" not in str(entry)
