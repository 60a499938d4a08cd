from __future__ import annotations

from collections.abc import Callable

import pytest

from config.errors import BadInput, Refused
from ledger.ledger import Ledger


def test_a_case_holds_items_and_notes_in_order(staffed: Ledger) -> None:
    cases = staffed.cases
    case = cases.open("Ring of Reno", actor="analyst")
    assert cases.add(case, "post", "p1", actor="analyst")
    assert cases.add(case, "selector", "phone:+12025550143", actor="admin")
    assert not cases.add(case, "post", "p1", actor="admin")
    cases.note(case, "looks old", actor="analyst")
    cases.note(case, "is old", actor="admin")
    assert [(one.kind, one.value, one.added_by) for one in cases.items(case)] == [
        ("post", "p1", "analyst"),
        ("selector", "phone:+12025550143", "admin"),
    ]
    assert [(one.text, one.written_by) for one in cases.notes(case)] == [("looks old", "analyst"), ("is old", "admin")]
    (found,) = cases.all()
    assert (found.id, found.title, found.state, found.created_by) == (case, "Ring of Reno", "open", "analyst")


def test_a_closed_case_is_read_only(staffed: Ledger) -> None:
    cases = staffed.cases
    case = cases.open("Ring", actor="analyst")
    cases.add(case, "post", "p1", actor="analyst")
    cases.close(case, actor="analyst")
    for act in (
        lambda: cases.add(case, "post", "p2", actor="analyst"),
        lambda: cases.note(case, "text", actor="analyst"),
        lambda: cases.close(case, actor="analyst"),
    ):
        with pytest.raises(BadInput, match="no open case"):
            act()
    assert len(cases.items(case)) == 1
    assert cases.all()[0].state == "closed"


def test_cases_come_newest_first(staffed: Ledger) -> None:
    for title in ("one", "two"):
        staffed.cases.open(title, actor="analyst")
    assert [case.title for case in staffed.cases.all()] == ["two", "one"]


@pytest.mark.parametrize("case", [0, 99])
def test_no_case_is_named(staffed: Ledger, case: int) -> None:
    with pytest.raises(BadInput, match=f"no open case {case}"):
        staffed.cases.add(case, "post", "p1", actor="analyst")


def test_a_title_is_needed(staffed: Ledger) -> None:
    with pytest.raises(BadInput, match="title"):
        staffed.cases.open("  ", actor="analyst")


def test_decisions_are_kept_and_the_newest_is_last(staffed: Ledger) -> None:
    cases = staffed.cases
    cases.decide("lead", "acc1", "confirm", "", actor="analyst")
    cases.decide("lead", "acc1", "dismiss", "a flatmate", actor="admin")
    cases.decide("link", "acc1", "confirm", "", actor="analyst")
    assert [(one.outcome, one.reason, one.decided_by) for one in cases.decisions("lead", "acc1")] == [
        ("confirm", "", "analyst"),
        ("dismiss", "a flatmate", "admin"),
    ]
    assert cases.decisions("lead", "acc2") == []


@pytest.mark.parametrize(("outcome", "reason", "field"), [("dismiss", " ", "reason"), ("maybe", "x", "outcome")])
def test_a_decision_must_be_one(staffed: Ledger, outcome: str, reason: str, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        staffed.cases.decide("lead", "acc1", outcome, reason, actor="analyst")  # type: ignore[arg-type]
    assert staffed.cases.decisions("lead", "acc1") == []


@pytest.mark.parametrize("actor", ["operator", "partner", "approver", "stranger"])
def test_others_may_not(staffed: Ledger, actor: str) -> None:
    cases = staffed.cases
    case = cases.open("Ring", actor="analyst")
    acts: list[Callable[[], object]] = [
        lambda: cases.open("Ring", actor=actor),
        lambda: cases.close(case, actor=actor),
        lambda: cases.add(case, "post", "p1", actor=actor),
        lambda: cases.note(case, "text", actor=actor),
        lambda: cases.decide("lead", "acc1", "confirm", "", actor=actor),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert len(cases.all()) == 1
    assert cases.items(case) == cases.notes(case) == cases.decisions("lead", "acc1") == []


def test_the_log_gets_tokens_of_what_names_people(staffed: Ledger) -> None:
    cases = staffed.cases
    case = cases.open("Ring", actor="analyst")
    cases.add(case, "selector", "cashapp:demorosie22", actor="analyst")
    cases.note(case, "about demorosie22", actor="analyst")
    cases.decide("link", "cashapp:demorosie22", "dismiss", "spam", actor="analyst")
    cases.close(case, actor="analyst")
    entries = staffed.audit.entries(actor="analyst")
    assert [entry.action for entry in entries] == [
        "case opened", "case item added", "case note written", "link dismissed", "case closed",
    ]  # fmt: skip
    assert "demorosie22" not in repr(entries)
    assert entries[1].details["token"] == entries[3].subject
