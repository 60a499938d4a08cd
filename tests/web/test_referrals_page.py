"""Referrals: is the package still what was signed, what came back, and partners see their own alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from exchange import package
from exchange.referral import Referral, Terms
from ledger.exports import Answered
from nlp.sheet import SheetRow
from web.rooms import Rooms

MADE = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def referral(id: str, recipient: str) -> Referral:
    terms = Terms(
        recipient=recipient, recipient_type="fi", regime="open-source referral", condition="agreed in writing",
        purpose="review", legal_basis="public sources", tlp="amber", expires_at=datetime(2027, 1, 1, tzinfo=UTC),
        policy="us-referral-to-fi",
    )  # fmt: skip
    rows = (SheetRow(kind="cashapp", value="demorosie22", posts=14),)
    return Referral(id=id, created_at=MADE, created_by="ada", approved_by="otto", terms=terms, selectors=rows, leads=())


@pytest.fixture
def sent(rooms: Rooms) -> Path:
    """Two referrals, to two banks; the folder of the first."""
    parent = rooms.settings.data_dir / "exports"
    package.write(rooms.ledger, referral("0002", "otherbank"), parent)
    folder = package.write(rooms.ledger, referral("0001", "demobank"), parent)
    answer = Answered(
        export_id="0001", subject="cashapp:demorosie22", outcome="hit", answered_at=MADE, note="an account"
    )
    rooms.ledger.exports.answer(answer, actor="ada")
    return folder


def test_a_whole_package_is_verified(client: TestClient, sent: Path) -> None:
    assert client.get("/referrals").text.count(">verified</span>") == 2
    text = client.get("/referrals/0001").text
    for shown in (">verified</span>", "1 selectors", "us-referral-to-fi", "otto", "cashapp:demorosie22", ">hit</span>"):
        assert shown in text


def test_one_changed_byte_shows(client: TestClient, sent: Path) -> None:
    file = sent / "selectors.jsonl"
    file.write_bytes(file.read_bytes().replace(b"demorosie22", b"demorosie23"))
    text = client.get("/referrals/0001").text
    assert "verified" not in text
    assert "selectors.jsonl has been changed" in text


def test_another_signed_package_shows(client: TestClient, rooms: Rooms, sent: Path) -> None:
    """One signed with our key, but not the one that the ledger recorded."""
    content = package.render(referral("0001", "somebody else"), rooms.ledger.keys)
    for name, data in content.items():
        (sent / name).write_bytes(data)
    assert "is another one than the ledger recorded" in client.get("/referrals/0001").text


def test_a_package_that_went_away_shows(client: TestClient, sent: Path) -> None:
    sent.rename(sent.with_name("gone"))
    assert "not on this machine" in client.get("/referrals/0001").text


def test_a_partner_sees_their_own(visitor: Callable[..., TestClient], sent: Path) -> None:
    client = visitor("demobank", "partner")
    text = client.get("/referrals").text
    assert "0001" in text
    assert "0002" not in text
    assert "otherbank" not in text
    assert client.get("/referrals/0001").status_code == 200
    assert client.get("/referrals/0002").status_code == 404
    assert client.get("/referrals/0003").status_code == 404


def test_without_any_the_page_says_how(reader: TestClient) -> None:
    assert "adtrail export referral" in reader.get("/referrals").text
