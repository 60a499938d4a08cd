"""STIX 2.1 (OASIS), written without the library: a bundle with one report over everything in it.

STIX has no phone, wallet or bank account. `phone-number`, `cryptocurrency-wallet` and `bank-account` are OpenCTI's
observables; a handle is a `user-account` whose `account_type` is our kind. Ids are UUIDv5: of objects whose id STIX
defines by their content in the namespace it reserves for them, of all others in ours. Markings are those of TLP 2.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from config.files import to_json
from exchange.formats.kinds import handle
from exchange.referral import Referral, Tlp
from finance.lead import Evidence, Lead
from nlp.selectors.crypto import WALLETS
from nlp.sheet import Ref

Object = dict[str, Any]

STIX = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # reserved for ids that follow from the content
OURS = uuid5(STIX, "adtrail")
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
MARKINGS: dict[Tlp, str] = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}


def render(referral: Referral) -> bytes:
    """The bundle as one JSON object."""
    return to_json(bundle(referral)) + b"\n"


def bundle(referral: Referral) -> Object:
    """The bundle: marking, author, observables, relationships, report."""
    made = _time(referral.created_at)
    author = _made(made, "identity", "author", name="adtrail", identity_class="system")
    head = (_marking(referral.terms.tlp), author)
    common = {"created_by_ref": author["id"], "object_marking_refs": [MARKINGS[referral.terms.tlp]]}
    found: dict[str, Object] = {}
    for row in referral.selectors:
        found.update((one["id"], one) for one in _sighted(made, row.kind, row.value, row.refs))
    for lead in referral.leads:
        found.update((one["id"], one) for one in _of_lead(made, lead))
    body = [_mark(one, common) for one in found.values()]
    if body:
        body.append(_mark(_report(made, referral, [one["id"] for one in body]), common))
    return {"type": "bundle", "id": f"bundle--{uuid5(OURS, referral.id)}", "objects": [*head, *body]}


def _of_lead(made: str, lead: Lead) -> Iterator[Object]:
    account = _content(
        "user-account", {"account_type": _word(lead.institution), "user_id": lead.account}, display_name="account"
    )
    yield account
    for evidence in lead.evidence:
        if evidence.link is not None:
            yield from _sighted(made, evidence.link.kind, evidence.link.value, evidence.link.refs)
            yield _carried(made, evidence, account["id"])


def _carried(made: str, evidence: Evidence, account: str) -> Object:
    link = evidence.link
    assert link is not None
    selector = _observable(link.kind, link.value)["id"]
    dates: dict[str, str] = {}
    if link.from_ and link.to and link.from_ < link.to:
        start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (link.from_, link.to))
        dates = {"start_time": _time(start), "stop_time": _time(end)}
    return _tie(
        made, selector, account, f"carried by the account ({link.typology}). {evidence.text}".rstrip(),
        confidence=round(100 * min(max(link.weight, 0), 1)), **dates,
    )  # fmt: skip


def _sighted(made: str, kind: str, value: str, refs: tuple[Ref, ...]) -> Iterator[Object]:
    selector = _observable(kind, value)
    yield selector
    for ref in refs:
        url = _content("url", {"value": ref.url})
        yield url
        about = f"seen in post {ref.post}; {ref.segment} {ref.record}; SHA-256 {ref.sha256}; {_time(ref.fetched_at)}"
        yield _tie(made, selector["id"], url["id"], about, key=ref.post)


def _observable(kind: str, value: str) -> Object:
    if kind == "email":
        return _content("email-addr", {"value": value})
    custom = "phone-number" if kind == "phone" else "cryptocurrency-wallet" if kind in WALLETS else ""
    if custom:
        return _named(custom, value, value=value)
    if kind == "iban":
        return _named("bank-account", value, iban=value)
    service, name = handle(kind, value)
    return _content("user-account", {"account_type": _word(service), "account_login": name})


def _content(type: str, defining: dict[str, str], **more: str) -> Object:
    """An observable whose id STIX defines by these properties (canonical JSON, section 2.9)."""
    id = f"{type}--{uuid5(STIX, to_json(defining).decode())}"
    return {"type": type, "spec_version": "2.1", "id": id, **defining, **more}


def _named(type: str, key: str, **properties: Any) -> Object:
    return {"type": type, "spec_version": "2.1", "id": f"{type}--{uuid5(OURS, f'{type}:{key}')}", **properties}


def _made(made: str, type: str, key: str, **properties: Any) -> Object:
    return _named(type, key, created=made, modified=made, **properties)


def _tie(made: str, source: str, target: str, description: str, *, key: str = "", **more: Any) -> Object:
    return _made(
        made, "relationship", f"{source} {target} {key or description}", relationship_type="related-to",
        source_ref=source, target_ref=target, description=description, **more,
    )  # fmt: skip


def _report(made: str, referral: Referral, refs: list[str]) -> Object:
    return _made(
        made, "report", referral.id, name=f"Referral {referral.id}", published=made, report_types=["observed-data"],
        description=f"{referral.terms.purpose}. Review only; no finding about a person.", object_refs=refs,
    )  # fmt: skip


def _mark(one: Object, common: Object) -> Object:
    """Marked; who made it is said of what is made, observables have no author."""
    return one | (common if "created" in one else {"object_marking_refs": common["object_marking_refs"]})


def _marking(tlp: Tlp) -> Object:
    return {
        "type": "marking-definition", "spec_version": "2.1", "id": MARKINGS[tlp], "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{tlp.upper()}",
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp}},
    }  # fmt: skip


def _word(text: str) -> str:
    """A value of an open vocabulary: lower case, words joined by hyphens."""
    return "-".join(text.lower().split()) or "unknown"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
