from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from config.errors import BadInput, Refused
from config.settings import Settings
from ledger.ledger import Ledger


def test_what_is_suppressed_is_known_and_nothing_else(staffed: Ledger) -> None:
    listed = staffed.suppression
    assert listed.add("phone", "+12025550143", "asked to", actor="approver")
    assert not listed.add("phone", "+12025550143", "again", actor="approver")
    for asked in (listed.is_suppressed, listed.snapshot()):
        assert asked("phone", "+12025550143")
        assert not asked("phone", "+12025550144")
        assert not asked("whatsapp", "+12025550143")
        assert not asked("post", "+12025550143")
    (one,) = listed.all()
    assert (one.kind, one.reason, one.actor) == ("phone", "asked to", "approver")


def test_a_snapshot_stays_as_it_was(staffed: Ledger) -> None:
    before = staffed.suppression.snapshot()
    staffed.suppression.add("post", "p1", "asked to", actor="approver")
    assert not before("post", "p1")
    assert staffed.suppression.snapshot()("post", "p1")


def test_the_value_is_nowhere_on_the_disk(staffed: Ledger, settings: Settings) -> None:
    staffed.suppression.add("cashapp", "demorosie22", "asked to", actor="approver")
    staffed.close()
    for file in settings.data_dir.rglob("*"):
        assert not file.is_file() or b"demorosie22" not in file.read_bytes()


@pytest.mark.parametrize(("kind", "value", "reason"), [("", "v", "r"), ("phone", " ", "r"), ("phone", "v", "")])
def test_kind_value_and_reason_are_needed(staffed: Ledger, kind: str, value: str, reason: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        staffed.suppression.add(kind, value, reason, actor="approver")
    assert staffed.suppression.all() == []


@pytest.mark.parametrize("actor", ["analyst", "operator", "partner", "stranger"])
def test_others_may_not(staffed: Ledger, actor: str) -> None:
    with pytest.raises(Refused):
        staffed.suppression.add("phone", "+12025550143", "because", actor=actor)
    assert staffed.suppression.all() == []


def test_the_log_keeps_the_token_and_the_reason(staffed: Ledger) -> None:
    staffed.suppression.add("phone", "+12025550143", "asked to", actor="approver")
    (entry,) = staffed.audit.entries(action="suppressed")
    assert entry.subject == f"phone:{staffed.suppression.all()[0].token}"
    assert entry.details == {"reason": "asked to"}


@examples(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["phone", "post"]), st.text("ab:", min_size=1, max_size=4)), max_size=6))
def test_one_by_one_or_at_once_is_the_same(staffed: Ledger, pairs: list[tuple[str, str]]) -> None:
    for kind, value in pairs[: len(pairs) // 2]:
        staffed.suppression.add(kind, value, "r", actor="approver")
    at_once = staffed.suppression.snapshot()
    for kind, value in pairs:
        assert at_once(kind, value) == staffed.suppression.is_suppressed(kind, value)
    assert all(at_once(kind, value) for kind, value in pairs[: len(pairs) // 2])
