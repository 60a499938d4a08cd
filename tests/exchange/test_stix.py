from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any, get_args
from uuid import UUID, uuid5

import pytest

from exchange.formats.stix import MARKINGS, STIX, bundle, render
from exchange.referral import Referral, Tlp
from finance.lead import Lead
from nlp.sheet import SheetRow

Object = dict[str, Any]
Refer = Callable[..., Referral]
ID = re.compile(r"^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
REQUIRED = {
    "relationship": {"created", "modified", "relationship_type", "source_ref", "target_ref"},
    "report": {"created", "modified", "name", "published", "object_refs"},
    "identity": {"created", "modified", "name"},
    "marking-definition": {"created", "name", "extensions"},
    "user-account": {"account_type"}, "url": {"value"}, "email-addr": {"value"}, "phone-number": {"value"},
    "cryptocurrency-wallet": {"value"}, "bank-account": {"iban"},
}  # fmt: skip


@pytest.fixture
def every(refer: Refer, row: Callable[..., SheetRow], lead: Callable[..., Lead]) -> Referral:
    """A referral with a selector of every shape."""
    kinds = [
        ("phone", "+12025550143"),
        ("email", "rosie@mail.example"),
        ("btc", "1BvB"),
        ("iban", "GB33BUKB20201555555555"),
    ]
    return refer(selectors=[row(), *(row(kind, value) for kind, value in kinds)], leads=[lead(), lead(account="acc2")])


def test_every_object_has_what_its_type_requires(every: Referral) -> None:
    made = bundle(every)
    assert made["type"] == "bundle"
    assert {one["type"] for one in made["objects"]} == set(REQUIRED)
    for one in made["objects"]:
        assert ID.match(one["id"]), one["id"]
        assert one["id"].startswith(one["type"] + "--")
        assert one["spec_version"] == "2.1"
        assert REQUIRED[one["type"]] <= set(one), one
        for key in ("created", "modified", "published", "start_time", "stop_time"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one.get(key, "2026-01-01T00:00:00.000Z"))


def test_every_reference_leads_to_an_object_and_the_report_holds_all(every: Referral) -> None:
    objects = bundle(every)["objects"]
    ids = [one["id"] for one in objects]
    assert len(ids) == len(set(ids))
    for one in objects:
        for key in ("source_ref", "target_ref", "created_by_ref"):
            assert one.get(key, ids[0]) in ids
        for key in ("object_refs", "object_marking_refs"):
            assert set(one.get(key, ())) <= set(ids)
    (report,) = (one for one in objects if one["type"] == "report")
    assert set(ids) - set(report["object_refs"]) == {report["id"], objects[0]["id"], objects[1]["id"]}


@pytest.mark.parametrize("tlp", get_args(Tlp))
def test_everything_is_marked(refer: Refer, tlp: Tlp) -> None:
    objects = bundle(refer({"tlp": tlp}))["objects"]
    assert objects[0]["id"] == MARKINGS[tlp]
    (extension,) = objects[0]["extensions"].values()
    assert extension == {"extension_type": "property-extension", "tlp_2_0": tlp}
    for one in objects[2:]:
        assert one["object_marking_refs"] == [MARKINGS[tlp]], one["type"]


def test_an_id_that_follows_from_content_is_what_the_standard_says(refer: Refer, row: Callable[..., SheetRow]) -> None:
    """Section 2.9: UUIDv5 of the canonical JSON of the id-contributing properties, in the reserved namespace."""
    objects = bundle(refer(selectors=[row("email", "rosie@mail.example"), row()], leads=[]))["objects"]
    by_type = {one["type"]: one for one in objects}
    address = '{"value":"rosie@mail.example"}'
    assert by_type["email-addr"]["id"] == f"email-addr--{uuid5(STIX, address)}"
    canonical = '{"account_login":"demorosie22","account_type":"cashapp"}'
    assert by_type["user-account"]["id"] == f"user-account--{uuid5(STIX, canonical)}"


def test_a_social_handle_is_an_account_of_its_network(refer: Refer, row: Callable[..., SheetRow]) -> None:
    objects = bundle(refer(selectors=[row("social", "instagram:demo.rosie")], leads=[]))["objects"]
    (found,) = (one for one in objects if one["type"] == "user-account")
    assert (found["account_type"], found["account_login"]) == ("instagram", "demo.rosie")


def test_other_ids_stay_out_of_the_reserved_namespace(every: Referral) -> None:
    for one in bundle(every)["objects"]:
        if one["type"] in ("phone-number", "cryptocurrency-wallet"):
            reserved = uuid5(STIX, json.dumps({"value": one["value"]}, separators=(",", ":")))
            assert UUID(one["id"].split("--")[1]) != reserved


def test_the_post_and_its_evidence_are_told(refer: Refer) -> None:
    ties = [one for one in bundle(refer())["objects"] if one["type"] == "relationship"]
    (seen,) = (tie for tie in ties if "seen in post p1" in tie["description"])
    assert "ab" * 32 in seen["description"]
    assert "public/2026-05/board-000001" in seen["description"]


def test_the_account_is_tied_with_dates_and_confidence(refer: Refer) -> None:
    (tie,) = (one for one in bundle(refer())["objects"] if "carried by" in one.get("description", ""))
    assert (tie["start_time"], tie["stop_time"]) == ("2026-04-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z")
    assert tie["confidence"] == 80


@pytest.mark.parametrize(
    ("start", "end"), [(None, date(2026, 5, 1)), (date(2026, 4, 1), None), (date(2026, 5, 1), date(2026, 5, 1))]
)
def test_a_span_that_the_standard_forbids_is_left_out(
    refer: Refer, lead: Callable[..., Lead], start: date | None, end: date | None
) -> None:
    from dataclasses import replace

    evidence = lead().evidence[0]
    assert evidence.link is not None
    changed = replace(evidence, link=replace(evidence.link, from_=start, to=end))
    objects = bundle(refer(leads=[lead(evidence=(changed,))]))["objects"]
    (tie,) = (one for one in objects if "carried by" in one.get("description", ""))
    assert "stop_time" not in tie
    assert "start_time" not in tie


def test_the_same_referral_is_the_same_bytes(refer: Refer) -> None:
    assert render(refer()) == render(refer())
