from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.errors import BadInput
from ledger.exports import Answered, Export
from ledger.ledger import Ledger

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
EXPORT = Export(
    id="r1", recipient="demo-bank", policy="us-referral-to-fi", manifest_sha256="ab" * 32, created_by="ann",
    approved_by="bo", created_at=NOON, expires_at=NOON.replace(year=2027), counts={"leads": 2},
)  # fmt: skip
ANSWER = Answered(export_id="r1", subject="cashapp:demorosie22", outcome="hit", answered_at=NOON, note="")


def test_an_export_is_recorded_once(ledger: Ledger) -> None:
    assert ledger.exports.add(EXPORT)
    assert not ledger.exports.add(EXPORT)
    assert ledger.exports.get("r1") == EXPORT
    assert ledger.exports.get("r2") is None
    (entry,) = ledger.audit.entries(action="exported")
    assert (entry.subject, entry.actor) == ("r1", "ann")
    assert entry.details["manifest_sha256"] == "ab" * 32
    assert entry.details["approved_by"] == "bo"


def test_other_bytes_under_the_same_id_are_refused(ledger: Ledger) -> None:
    ledger.exports.add(EXPORT)
    with pytest.raises(BadInput, match="another manifest"):
        ledger.exports.add(replace(EXPORT, manifest_sha256="cd" * 32))
    assert ledger.exports.get("r1") == EXPORT


def test_exports_of_a_recipient_newest_first(ledger: Ledger) -> None:
    for id, recipient, day in (("r1", "a", 1), ("r2", "b", 2), ("r3", "a", 3)):
        ledger.exports.add(replace(EXPORT, id=id, recipient=recipient, created_at=NOON.replace(day=day)))
    assert [export.id for export in ledger.exports.all()] == ["r3", "r2", "r1"]
    assert [export.id for export in ledger.exports.all("a")] == ["r3", "r1"]


def test_a_delivery_is_recorded_once(ledger: Ledger) -> None:
    ledger.exports.add(EXPORT)
    assert ledger.exports.delivered("r1", "drop", actor="ann")
    assert not ledger.exports.delivered("r1", "drop", actor="ann")
    assert ledger.exports.delivered("r1", "another drop", actor="ann")
    assert [entry.details["target"] for entry in ledger.audit.entries(action="delivered")] == ["drop", "another drop"]


@pytest.mark.parametrize(
    ("change", "fresh"),
    [
        ({}, False),
        ({"note": "told twice"}, False),
        ({"outcome": "useful"}, True),
        ({"subject": "acc1"}, True),
        ({"answered_at": NOON.replace(hour=13)}, True),
    ],
)
def test_an_answer_is_recorded_once(ledger: Ledger, change: dict[str, object], fresh: bool) -> None:
    ledger.exports.add(EXPORT)
    assert ledger.exports.answer(ANSWER, actor="ann")
    assert ledger.exports.answer(replace(ANSWER, **change), actor="ann") is fresh
    assert len(ledger.exports.answers("r1")) == 1 + fresh
    assert ledger.exports.answers("r1")[0] == ANSWER


def test_answers_of_one_or_all(ledger: Ledger) -> None:
    for id in ("r1", "r2"):
        ledger.exports.add(replace(EXPORT, id=id))
        ledger.exports.answer(replace(ANSWER, export_id=id), actor="ann")
    assert [one.export_id for one in ledger.exports.answers()] == ["r1", "r2"]
    assert [one.export_id for one in ledger.exports.answers("r2")] == ["r2"]


def test_an_answer_to_nothing_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="no referral 'r1'"):
        ledger.exports.answer(ANSWER, actor="ann")
