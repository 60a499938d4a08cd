from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.errors import BadInput, Refused
from exchange.answers import read_answers, record
from exchange.package import write
from exchange.referral import Answer, Referral
from ledger.ledger import Ledger


@pytest.fixture
def sent(ledger: Ledger, refer: Callable[..., Referral], tmp_path: Path) -> str:
    """The id of a referral that left."""
    made = refer()
    write(ledger, made, tmp_path / "out")
    return made.id


def line(referral: str, /, **changes: Any) -> dict[str, Any]:
    return {"referral": referral, "subject": "acc1", "outcome": "hit", "answered_at": "2026-06-10T00:00:00Z"} | changes


def put(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_answers_are_read_once(ledger: Ledger, sent: str, tmp_path: Path) -> None:
    file = put(
        tmp_path / "a.jsonl", [line(sent), line(sent, subject="cashapp:demorosie22", outcome="useful", note="ok")]
    )
    first = read_answers(ledger, file, actor="partner")
    again = read_answers(ledger, file, actor="partner")
    assert ((first.answers, first.added), (again.answers, again.added)) == ((2, 2), (2, 0))
    assert [(one.subject, one.outcome, one.note) for one in ledger.exports.answers(sent)] == [
        ("acc1", "hit", ""), ("cashapp:demorosie22", "useful", "ok"),
    ]  # fmt: skip
    (entry,) = ledger.audit.entries(action="answers read")
    assert (entry.actor, entry.details["added"]) == ("partner", 2)
    assert "demorosie22" not in str(entry)


def test_a_later_file_adds_only_what_is_new(ledger: Ledger, sent: str, tmp_path: Path) -> None:
    read_answers(ledger, put(tmp_path / "a.jsonl", [line(sent)]), actor="partner")
    read = read_answers(ledger, put(tmp_path / "b.jsonl", [line(sent), line(sent, outcome="useful")]), actor="partner")
    assert (read.answers, read.added) == (2, 1)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_too(ledger: Ledger, sent: str, tmp_path: Path, mark: str) -> None:
    file = tmp_path / "a.CSV"
    file.write_text(
        f'{mark}referral,subject,outcome,answered_at,note\r\n{sent},acc1,no hit,2026-06-10T00:00:00Z,"a, b"\r\n',
        encoding="utf-8",
    )
    assert read_answers(ledger, file, actor="partner").added == 1
    assert [(one.outcome, one.note) for one in ledger.exports.answers(sent)] == [("no hit", "a, b")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "maybe"}, "outcome"),
        ({"answered_at": "yesterday"}, "answered_at"),
        ({"answered_at": "2026-06-10T00:00:00"}, "answered_at"),
        ({"referral": "unknown"}, "referral"),
        ({"subject": None}, "subject"),
    ],
)
def test_one_wrong_line_and_nothing_is_recorded(
    ledger: Ledger, sent: str, tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    file = put(
        tmp_path / "a.jsonl", [line(sent), line(sent, note="secret words", **changes), line(sent, outcome="useful")]
    )
    with pytest.raises(BadInput, match=r"nothing was recorded.*rejects\.jsonl") as caught:
        read_answers(ledger, file, actor="partner")
    assert (caught.value.line, caught.value.field) == (2, field)
    assert ledger.exports.answers(sent) == []
    rejects = [json.loads(text) for text in (tmp_path / "a.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [(one["line"], one["field"]) for one in rejects] == [(2, field)]
    assert "secret words" not in str(rejects) + str(caught.value)


def test_every_wrong_line_is_told(ledger: Ledger, sent: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"a": 1}\n\nnot json\n' + json.dumps(line(sent)) + "\n[1]\n")
    with pytest.raises(BadInput, match="3 lines are wrong"):
        read_answers(ledger, file, actor="partner")
    rejects = [json.loads(text) for text in (tmp_path / "a.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [one["line"] for one in rejects] == [1, 3, 5]


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"referral,subjekt\n", "subjekt"), (b"\xff\xfe\n", "UTF-8"), (b"referral,outcome\nr,hit,more\n", "rejects")],
)
def test_a_wrong_table_is_told(ledger: Ledger, sent: str, tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=told):
        read_answers(ledger, file, actor="partner")
    assert ledger.exports.answers() == []


def test_a_file_that_is_not_there_is_told(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.jsonl"):
        read_answers(ledger, tmp_path / "nowhere.jsonl", actor="partner")


def test_an_empty_file_says_nothing(ledger: Ledger, tmp_path: Path) -> None:
    assert read_answers(ledger, put(tmp_path / "a.jsonl", []), actor="partner").answers == 0
    assert ledger.audit.entries(action="answers read") == []


@pytest.mark.parametrize("actor", ["operator", "approver", "stranger"])
def test_others_may_not_answer(ledger: Ledger, sent: str, tmp_path: Path, actor: str) -> None:
    answer = Answer(referral=sent, subject="acc1", outcome="hit", answered_at=datetime(2026, 6, 10, tzinfo=UTC))
    with pytest.raises(Refused):
        read_answers(ledger, put(tmp_path / "a.jsonl", [line(sent)]), actor=actor)
    with pytest.raises(Refused):
        record(ledger, [answer], actor=actor)
    assert ledger.exports.answers(sent) == []


def test_answers_without_a_file_are_all_or_none(ledger: Ledger, sent: str) -> None:
    good = Answer(referral=sent, subject="acc1", outcome="hit", answered_at=datetime(2026, 6, 10, tzinfo=UTC))
    bad = Answer(referral="unknown", subject="acc1", outcome="hit", answered_at=datetime(2026, 6, 10, tzinfo=UTC))
    with pytest.raises(BadInput, match="unknown"):
        record(ledger, [good, bad], actor="partner")
    assert ledger.exports.answers(sent) == []
    assert record(ledger, [good], actor="partner").added == 1
