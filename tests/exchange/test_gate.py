from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from config.errors import BadInput, Refused
from config.files import to_json
from exchange.policy import LEAD_FIELDS, SELECTOR_FIELDS, Policy
from exchange.referral import Referral
from finance.lead import Lead
from ledger.ledger import Ledger
from nlp.sheet import SheetRow
from tests.exchange.conftest import NOW, SEEN

Refer = Callable[..., Referral]
Row = Callable[..., SheetRow]
MakeLead = Callable[..., Lead]


def test_terms_come_from_the_policy(refer: Refer) -> None:
    made = refer()
    terms = made.terms
    assert (terms.recipient, terms.recipient_type, terms.policy) == ("demo-bank", "fi", "test")
    assert (terms.regime, terms.condition, terms.purpose, terms.legal_basis) == ("r", "c", "review", "b")
    assert terms.expires_at == NOW + timedelta(days=90)
    assert (made.created_by, made.approved_by, made.created_at) == ("analyst", "approver", NOW)


@pytest.mark.parametrize(
    ("tlp", "marking", "result"),
    [("amber", "clear", "amber"), ("amber", "red", "red"), ("amber+strict", "amber", "amber+strict")],
)
def test_the_marking_is_the_strictest(refer: Refer, tlp: str, marking: str, result: str) -> None:
    assert refer({"tlp": tlp}, marking=marking).terms.tlp == result


@pytest.mark.parametrize(
    ("created_by", "approved_by", "told"),
    [
        ("analyst", "analyst", "second person"),
        ("approver", "approver", "refer"),
        ("analyst", "admin", "approve"),  # who manages actors cannot let it leave
        ("analyst", "partner", "approve"),
        ("analyst", "stranger", "no actor"),
        ("stranger", "approver", "no actor"),
        ("operator", "approver", "refer"),
        ("partner", "approver", "refer"),
    ],
)
def test_two_persons_who_may(refer: Refer, ledger: Ledger, created_by: str, approved_by: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        refer(created_by=created_by, approved_by=approved_by)
    (entry,) = ledger.audit.entries(action="referral refused")
    assert (entry.actor, entry.details["approver"]) == (created_by, approved_by)
    assert ledger.audit.entries(action="referral approved") == []


def test_one_person_is_enough_where_the_policy_says_so(refer: Refer) -> None:
    assert refer({"two_persons": False}, approved_by="analyst").approved_by == "analyst"
    with pytest.raises(Refused):
        refer({"two_persons": False}, approved_by="operator")


def test_both_acts_are_in_the_log(refer: Refer, ledger: Ledger) -> None:
    made = refer()
    acts = [(entry.action, entry.actor, entry.subject) for entry in ledger.audit.entries(last=2)]
    assert acts == [("referral made", "analyst", made.id), ("referral approved", "approver", made.id)]


@pytest.mark.parametrize("recipient", ["", "  ", "a\nb", "a\x1b[0m"])
def test_a_recipient_has_a_name(refer: Refer, recipient: str) -> None:
    with pytest.raises(BadInput, match="recipient"):
        refer(recipient=recipient)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "card"}, "selector: kind not allowed"),
        ({"kind": "unheard-of"}, "selector: kind not allowed"),
        ({"confidence": 0.49}, "selector: low confidence"),
        ({"last_seen": NOW - timedelta(days=366)}, "selector: stale"),
    ],
)
def test_a_row_that_may_not_leave_is_counted(refer: Refer, row: Row, changes: dict[str, Any], reason: str) -> None:
    made = refer(selectors=[row(value="kept"), replace(row(), **changes)])
    assert [one.value for one in made.selectors] == ["kept"]
    assert made.withheld[reason] == 1


@pytest.mark.parametrize(
    "changes", [{"confidence": 0.5}, {"last_seen": NOW - timedelta(days=365)}, {"last_seen": None}]
)
def test_a_row_at_the_edge_leaves(refer: Refer, row: Row, changes: dict[str, Any]) -> None:
    assert len(refer(selectors=[row(**changes)]).selectors) == 1


def test_what_is_suppressed_stays(refer: Refer, ledger: Ledger, row: Row, lead: MakeLead) -> None:
    ledger.suppression.add("cashapp", "demorosie22", "asked to", actor="approver")
    ledger.suppression.add("post", "p1", "asked to", actor="approver")
    made = refer(selectors=[row(), row("phone", "+12025550143")], leads=[lead(), lead("phone", "+12025550143")])
    assert [one.value for one in made.selectors] == ["+12025550143"]
    assert [ref.post for ref in made.selectors[0].refs] == ["p2"]
    (kept,) = made.leads
    assert kept.evidence[0].link is not None
    assert kept.evidence[0].link.refs == ()
    assert made.withheld["selector: suppressed"] == made.withheld["link: suppressed"] == 1
    assert made.withheld["lead: no link left"] == 1
    assert made.withheld["post: suppressed"] == 2
    assert b"demorosie22" not in to_json(made)


def test_only_what_a_lead_names_where_the_policy_says_so(refer: Refer, row: Row) -> None:
    made = refer({"only_linked": True}, selectors=[row(), row("phone", "+12025550143")])
    assert [one.kind for one in made.selectors] == ["cashapp"]
    assert made.withheld["selector: in no lead"] == 1


def test_a_selector_leaves_once_and_in_order(refer: Refer, row: Row) -> None:
    made = refer(selectors=[row("phone", "b"), row("phone", "a"), row("cashapp", "z"), row("phone", "b")])
    assert [one.selector for one in made.selectors] == ["cashapp:z", "phone:a", "phone:b"]
    assert made.withheld["selector: twice"] == 1


def test_names_and_cities_stay(refer: Refer) -> None:
    made = refer()
    (one,) = made.selectors
    assert one.names == ()
    assert one.network is None
    assert one.indicators == ()
    assert [sighting.city for sighting in one.seen] == [None, None]
    assert one.posts == 2
    assert made.withheld["field: names"] == made.withheld["field: seen.city"] == 1
    assert b"Rosie" not in to_json(made.selectors)
    assert b"Reno" not in to_json(made.selectors)


@pytest.mark.parametrize("field", sorted(SELECTOR_FIELDS))
def test_a_field_leaves_only_when_it_is_named(refer: Refer, row: Row, field: str) -> None:
    full = row()
    needed = {"seen"} if field == "seen.city" else set()
    (without,) = refer({"selector_fields": list(needed)}).selectors
    (having,) = refer({"selector_fields": [field, *needed]}).selectors
    if field == "seen.city":
        assert (without.seen[0].city, having.seen[0].city) == (None, "Reno")
        return
    default = next(one.default for one in fields(SheetRow) if one.name == field)
    assert getattr(without, field) == default != getattr(full, field)
    if field != "seen":
        assert getattr(having, field) == getattr(full, field)


def test_leads_on_accounts_of_others_stay(refer: Refer, lead: MakeLead) -> None:
    leads = [lead(), lead(institution="demo-wallet"), lead(institution="")]
    made = refer(leads=leads)
    assert [one.institution for one in made.leads] == ["demo-bank"]
    assert made.withheld["lead: account of another institution"] == 2
    assert len(refer({"other_institutions": True}, leads=leads).leads) == 3


@pytest.mark.parametrize(
    ("roles", "role", "support"), [([], "unclear", None), (["victim-like"], "victim-like", "call the support line")]
)
def test_a_role_leaves_only_when_it_is_named(refer: Refer, roles: list[str], role: str, support: str | None) -> None:
    made = refer({"roles": roles, "lead_fields": ["support"]})
    assert (made.leads[0].role, made.leads[0].support) == (role, support)
    assert made.withheld.get("role label", 0) == (0 if roles else 1)
    assert made.leads[0].recommendation == "review"


def test_rows_of_evidence_are_cut_to_the_named_keys(refer: Refer) -> None:
    made = refer()
    assert made.leads[0].evidence[0].rows == (
        {"tx": "t1", "amount": "120.5", "currency": "USD", "time": "2026-05-02T10:00:00Z"},
    )
    for key in ("memo", "counterparty", "place"):
        assert made.withheld[f"row field: {key}"] == 1
    for word in (b'rosie"', b"Robert", b"Reno", b"support line"):
        assert word not in to_json(made.leads)


def test_rows_of_accounts_without_a_lead_stay(refer: Refer, lead: MakeLead) -> None:
    """They may be another institution's: a payment is known to both sides."""
    rows = (
        {"tx": "t1", "account": "acc1"},
        {"tx": "t2", "account": "acc2"},
        {"tx": "t3", "account": "acc3"},
        {"tx": "t4"},
    )
    leads = [
        lead(evidence=(replace(lead().evidence[0], rows=rows),)),
        lead(account="acc2"),
        lead(account="acc3", institution="x"),
    ]
    made = refer(leads=leads)
    assert [row["tx"] for row in made.leads[0].evidence[0].rows] == ["t1", "t2", "t4"]
    assert made.withheld["row: of an account without a lead"] == 1
    made = refer({"other_institutions": True}, leads=leads)
    assert [row["tx"] for row in made.leads[0].evidence[0].rows] == ["t1", "t2", "t3", "t4"]


def test_what_nests_under_an_allowed_key_stays(refer: Refer, lead: MakeLead) -> None:
    evidence = replace(lead().evidence[0], rows=({"tx": {"memo": "hi"}, "amount": ["hi"]},))
    made = refer(leads=[lead(evidence=(evidence,))])
    assert made.leads[0].evidence[0].rows == ()


@pytest.mark.parametrize("field", sorted(LEAD_FIELDS - {"support"}))
def test_a_field_of_a_lead_leaves_only_when_it_is_named(refer: Refer, field: str) -> None:
    def shown(lead: Lead) -> object:
        evidence = lead.evidence[0]
        assert evidence.link is not None
        values: dict[str, object] = {
            "text": evidence.text, "note": evidence.link.note, "refs": evidence.link.refs, "innocent": lead.innocent,
            "missing": lead.missing, "networks": (lead.networks, evidence.link.network),
        }  # fmt: skip
        return values[field]

    without = shown(refer({"lead_fields": []}).leads[0])
    assert without in ("", (), ((), None))
    assert shown(refer({"lead_fields": [field]}).leads[0]) not in ("", (), ((), None))


def test_a_lead_that_never_had_a_link_stays_a_lead(refer: Refer, lead: MakeLead) -> None:
    pattern = replace(lead().evidence[0], id="P2", link=None)
    assert len(refer(leads=[lead(evidence=(pattern,))]).leads) == 1


def test_leads_are_ordered_by_rank(refer: Refer, lead: MakeLead) -> None:
    made = refer(leads=[lead(rank=2), lead(rank=1, account="acc2"), lead(rank=1, account="acc1")])
    assert [(one.rank, one.account) for one in made.leads] == [(1, "acc1"), (1, "acc2"), (2, "acc1")]


@pytest.mark.parametrize("given", [{"selectors": [], "leads": []}, {"changes": {"kinds": []}}])
def test_nothing_is_not_sent(refer: Refer, ledger: Ledger, given: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="nothing may leave"):
        refer(given.pop("changes", None), **given)
    assert len(ledger.audit.entries(action="referral refused")) == 1


def test_the_same_again_is_the_same(refer: Refer, ledger: Ledger) -> None:
    from exchange.package import write

    first = refer()
    write(ledger, first, ledger.settings.data_dir)
    again = refer(now=NOW + timedelta(days=5))
    assert again == first


def test_after_its_end_the_same_is_a_new_referral(refer: Refer, ledger: Ledger) -> None:
    from exchange.package import write

    first = refer()
    write(ledger, first, ledger.settings.data_dir)
    later = refer(now=NOW + timedelta(days=90))
    assert later.id != first.id
    assert later.terms.expires_at == NOW + timedelta(days=180)


@pytest.mark.parametrize(
    "given",
    [{"recipient": "demo-wallet"}, {"marking": "red"}, {"changes": {"purpose": "another"}}, {"leads": []}],
)
def test_anything_else_is_another(refer: Refer, given: dict[str, Any]) -> None:
    changes = given.get("changes")
    assert refer(changes, **{key: value for key, value in given.items() if key != "changes"}).id != refer().id


def test_the_id_is_the_same_in_another_process(refer: Refer, policy: Callable[..., Policy]) -> None:
    """Sets have no order that lasts; the id must not hang on it."""
    kinds = ["phone", "cashapp", "btc", "email", "iban", "eth", "upi", "pix"]
    assert len({refer({"kinds": kinds[turn:] + kinds[:turn]}).id for turn in range(8)}) == 1


_values = st.text("ab", min_size=1, max_size=2)


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from(["phone", "card", "btc"]), _values, st.floats(0, 1)), max_size=8),
    kinds=st.sets(st.sampled_from(["phone", "card", "btc"])),
    least=st.floats(0, 1),
)
def test_every_row_leaves_or_is_counted(
    refer: Refer, row: Row, rows: list[tuple[str, str, float]], kinds: set[str], least: float
) -> None:
    made = refer(
        {"kinds": sorted(kinds | {"cashapp"}), "min_confidence": least},
        selectors=[row(kind, value, confidence=confidence) for kind, value, confidence in rows],
    )
    kept_back = sum(count for reason, count in made.withheld.items() if reason.startswith("selector:"))
    assert len(made.selectors) + kept_back == len(rows)
    assert all(one.kind in kinds and one.confidence >= least for one in made.selectors)
    assert all(one.last_seen == SEEN for one in made.selectors)
