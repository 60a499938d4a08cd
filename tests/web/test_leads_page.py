"""Leads: evidence in full, the innocent reading beside it, decisions through the ledger, and no adverse advice."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ledger.audit import Entry
from web.pages.leads import columns
from web.rooms import Rooms

LEAD = "/leads/acct-0007"
LINK = "cashapp:demorosie22 → acct-0007"


def test_the_list_has_both_scores(reader: TestClient) -> None:
    text = reader.get("/leads").text
    rows = re.findall(r"<tr>\s*<td class=\"number\">(\d+)</td>(.*?)</tr>", text, re.S)
    assert [rank for rank, _ in rows] == ["1", "2"]
    assert re.findall(r'<td class="number">([\d.]+)</td>', rows[0][1]) == ["0.86", "0.81", "0.40"]
    assert "controller-like" in rows[0][1]
    assert "victim-like" in rows[1][1]


def test_a_lead_explains_itself(reader: TestClient) -> None:
    text = reader.get(LEAD).text
    for shown in (
        "The account carried $demorosie22 while it stood in 14 posts.", "FinCEN FIN-2020-A008 no. 16",
        "2025-11-02", "KYC", "2026-01-05 to 2026-06-20", "tx-101", "160.00", "2026-02-04T22:40:00Z",
        "Independent workers, victims, the next owner.", "The number was recycled in 2025.",
        "P7: needs transactions.place", "recommendation: review",
    ):  # fmt: skip
        assert shown in text


def test_a_link_leads_to_posts_and_evidence(reader: TestClient) -> None:
    text = reader.get(LEAD).text
    found = re.search(r'<a href="(/posts/[0-9a-f]+)">', text)
    assert found
    assert reader.get(found[1]).status_code == 200
    assert re.search(r"[0-9a-f]{64}", text)


def test_support_comes_first(reader: TestClient) -> None:
    text = reader.get("/leads/acct-0031").text
    assert text.index("Support first.") < text.index("Evidence")
    assert "Support first." not in reader.get(LEAD).text


def test_no_page_gives_adverse_advice() -> None:
    """The only action is review; nobody is called what a court has not found."""
    templates = Path(__file__).resolve().parents[2] / "web" / "templates"
    for file in templates.glob("*.html"):
        text = file.read_text(encoding="utf-8").lower()
        assert "trafficker" not in text
        assert not re.search(r"\b(close|exit|freeze|block|terminate|refuse) (the|this|an|their) account", text), file


def test_rows_begin_with_what_people_look_for() -> None:
    rows = ({"memo": "m", "tx": "1", "amount": "2"}, {"zone": "z", "time": "t", "tx": "2"})
    assert columns(rows) == ["time", "tx", "amount", "memo", "zone"]


def test_a_decision_is_kept_and_shown(client: TestClient, rooms: Rooms, token: str) -> None:
    data = {"outcome": "dismiss", "reason": "flatmate splits the bills", "token": token}
    answer = client.post(f"{LEAD}/decide", data=data)
    assert answer.url.path == LEAD
    assert "flatmate splits the bills" in answer.text
    [decision] = rooms.ledger.cases.decisions("lead", "acct-0007")
    assert (decision.outcome, decision.decided_by) == ("dismiss", "ada")
    assert "dismissed" in client.get("/leads").text


def test_a_later_decision_overrules(client: TestClient, token: str) -> None:
    client.post(f"{LEAD}/decide", data={"outcome": "dismiss", "reason": "no", "token": token})
    client.post(f"{LEAD}/decide", data={"outcome": "confirm", "reason": "yes", "token": token})
    row = client.get("/leads").text.split("acct-0031")[0]
    assert "confirmed" in row
    assert "dismissed" not in row


def test_a_link_is_decided_by_itself(client: TestClient, rooms: Rooms, token: str) -> None:
    data = {"outcome": "confirm", "reason": "", "link": "cashapp:demorosie22", "token": token}
    client.post(f"{LEAD}/decide", data=data)
    assert [decision.outcome for decision in rooms.ledger.cases.decisions("link", LINK)] == ["confirm"]
    assert rooms.ledger.cases.decisions("lead", "acct-0007") == []


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        (LEAD, {"outcome": "dismiss", "reason": " "}, 400),
        (LEAD, {"outcome": "destroy", "reason": "x"}, 422),
        ("/leads/acct-9999", {"outcome": "confirm"}, 404),
    ],
)
def test_a_wrong_decision_changes_nothing(
    client: TestClient, rooms: Rooms, token: str, path: str, data: dict[str, str], status: int
) -> None:
    assert client.post(f"{path}/decide", data={**data, "token": token}).status_code == status
    assert rooms.ledger.cases.decisions("lead", path.rpartition("/")[2]) == []


def test_who_may_not_decide_cannot(visitor: Callable[..., TestClient], rooms: Rooms) -> None:
    from web.access import form_token

    client = visitor("otto", "approver")
    assert client.get(LEAD).status_code == 200
    data = {"outcome": "confirm", "token": form_token(rooms.ledger.keys, "otto")}
    assert client.post(f"{LEAD}/decide", data=data).status_code == 403


def test_reads_are_logged_with_their_purpose(client: TestClient, audited: Callable[[str], list[Entry]]) -> None:
    client.get(LEAD)
    [entry] = audited("lead read")
    assert (entry.actor, entry.details["purpose"]) == ("ada", "tests")
    assert "acct" not in str(entry)


def test_without_a_run_the_page_says_how(client: TestClient, rooms: Rooms) -> None:
    (rooms.settings.data_dir / "finance" / "leads.jsonl").unlink()
    assert "adtrail finance leads" in client.get("/leads").text
    assert client.get(LEAD).status_code == 404


def test_a_damaged_file_is_named_with_its_line(client: TestClient, rooms: Rooms) -> None:
    file = rooms.settings.data_dir / "finance" / "leads.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[1][:-20])
    answer = client.get("/leads")
    assert answer.status_code == 400
    assert "leads.jsonl:2" in answer.text
