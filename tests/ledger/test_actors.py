from __future__ import annotations

import pytest

from config.errors import BadInput, Refused
from config.settings import Settings
from ledger.access import Actor, Role
from ledger.ledger import Ledger


def test_a_key_leads_to_its_actor_and_is_not_kept(ledger: Ledger, settings: Settings) -> None:
    key = ledger.actors.add("bo", "analyst", by="ann")
    assert ledger.actors.authenticate(key) == Actor("bo", "analyst")
    ledger.close()
    for file in settings.data_dir.rglob("*"):
        assert not file.is_file() or key.encode() not in file.read_bytes()


@pytest.mark.parametrize("key", ["", "adtrail_", "adtrail_AAAA", "bo"])
def test_a_wrong_key_leads_nowhere(ledger: Ledger, key: str) -> None:
    ledger.actors.add("bo", "analyst", by="ann")
    with pytest.raises(Refused, match="not valid"):
        ledger.actors.authenticate(key)


def test_a_disabled_actor_has_no_rights_and_keeps_the_name(staffed: Ledger) -> None:
    key = staffed.actors.add("bo", "analyst", by="admin")
    staffed.actors.disable("bo", by="admin")
    with pytest.raises(Refused, match="not valid"):
        staffed.actors.authenticate(key)
    with pytest.raises(Refused, match="disabled"):
        staffed.actors.get("bo")
    with pytest.raises(Refused, match="disabled"):
        staffed.actors.disable("bo", by="admin")
    with pytest.raises(BadInput, match="already"):
        staffed.actors.add("bo", "admin", by="admin")
    assert [one.name for one in staffed.actors.all() if one.disabled_at] == ["bo"]


def test_while_there_is_no_admin_whoever_holds_the_files_is_one(ledger: Ledger) -> None:
    assert ledger.acting() == Actor("ann", "admin")
    ledger.actors.add("bo", "approver", by="ann")
    assert ledger.acting() == Actor("ann", "admin")
    ledger.actors.add("cy", "admin", by="ann")
    with pytest.raises(Refused, match="no actor 'ann'"):
        ledger.acting()
    ledger.actors.disable("cy", by="cy")
    assert ledger.acting() == Actor("ann", "admin")


@pytest.mark.parametrize("by", ["analyst", "operator", "partner", "approver", "stranger"])
def test_only_an_admin_manages_actors(staffed: Ledger, by: str) -> None:
    with pytest.raises(Refused):
        staffed.actors.add("bo", "analyst", by=by)
    with pytest.raises(Refused):
        staffed.actors.disable("analyst", by=by)
    assert staffed.actors.get("analyst").role == "analyst"
    assert staffed.actors.find("bo") is None


@pytest.mark.parametrize(
    ("name", "role", "field"),
    [("bo", "boss", "role"), ("", "analyst", "name"), (" ", "analyst", "name"), ("a\nb", "analyst", "name")],
)
def test_what_is_no_actor_is_refused(ledger: Ledger, name: str, role: Role, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        ledger.actors.add(name, role, by="ann")


def test_disabling_nobody_is_refused(staffed: Ledger) -> None:
    with pytest.raises(Refused, match="no actor 'bo'"):
        staffed.actors.disable("bo", by="admin")


def test_the_log_keeps_who_let_whom_in(staffed: Ledger) -> None:
    staffed.actors.disable("partner", by="admin")
    last = [(one.action, one.subject, one.actor) for one in staffed.audit.entries(last=2)]
    assert last == [("actor added", "approver", "admin"), ("actor disabled", "partner", "admin")]


def test_a_permission_is_asked_by_name(staffed: Ledger) -> None:
    assert staffed.actors.allow("analyst", "refer", purpose="case 7") == Actor("analyst", "analyst")
    for name, permission in (("analyst", "approve"), ("stranger", "search"), ("operator", "search")):
        with pytest.raises(Refused):
            staffed.actors.allow(name, permission)  # type: ignore[arg-type]
