"""FollowTheMoney (https://followthemoney.tech, schemata of 4.x), written without the library.

A payment to an app handle cannot be a `Payment` there (its ends must be people or `BankAccount`), so every tie is an
`UnknownLink`, which may stand between any two things. Ids are hashes, so the same fact is the same entity.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from typing import Any

from config.files import to_json
from exchange.formats.kinds import handle
from exchange.referral import Referral
from finance.lead import Lead, Link
from nlp.selectors.crypto import WALLETS
from nlp.sheet import Ref, SheetRow

Entity = dict[str, Any]


def render(referral: Referral) -> bytes:
    """One entity a line, each id once, in the order of first mention."""
    found: dict[str, Entity] = {}
    rows = (one for row in referral.selectors for one in _of_row(row))
    leads = (one for lead in referral.leads for one in _of_lead(lead))
    for entity in chain(rows, leads):
        known = found.setdefault(entity["id"], entity)["properties"]
        for name, values in entity["properties"].items():  # a post mentions several selectors
            known[name] = sorted({*known.get(name, ()), *values})
    return b"".join(to_json(entity) + b"\n" for entity in found.values())


def _of_row(row: SheetRow) -> Iterator[Entity]:
    selector = _selector(row.kind, row.value)
    yield selector
    yield from _mentions(selector, row.kind, row.value, row.refs)


def _of_lead(lead: Lead) -> Iterator[Entity]:
    account = _entity(
        "BankAccount",
        ("account", lead.institution, lead.account),
        accountNumber=lead.account,
        bankName=lead.institution,
    )
    yield account
    for evidence in lead.evidence:
        if evidence.link is None:
            continue
        link = evidence.link
        selector = _selector(link.kind, link.value)
        yield selector
        yield from _mentions(selector, link.kind, link.value, link.refs)
        yield _tie(selector, account, link, evidence.text)


def _tie(selector: Entity, account: Entity, link: Link, text: str) -> Entity:
    return _entity(
        "UnknownLink", ("link", selector["id"], account["id"], link.typology),
        subject=selector["id"], object=account["id"], role=f"carried by the account ({link.typology})",
        startDate=link.from_, endDate=link.to, summary=text,
    )  # fmt: skip


def _mentions(selector: Entity, kind: str, value: str, refs: tuple[Ref, ...]) -> Iterator[Entity]:
    field = {"phone": "phoneMentioned", "email": "emailMentioned", "iban": "ibanMentioned"}.get(kind)
    for ref in refs:
        article = _entity(
            "Article", ("post", ref.post), sourceUrl=ref.url, retrievedAt=f"{ref.fetched_at:%Y-%m-%dT%H:%M:%S}",
            contentHash=ref.sha256, crawler="adtrail", **({field: value} if field else {}),
        )  # fmt: skip
        yield article
        yield _entity(
            "UnknownLink", ("mention", article["id"], selector["id"]),
            subject=article["id"], object=selector["id"], role="mentions",
        )  # fmt: skip


def _selector(kind: str, value: str) -> Entity:
    key = ("selector", kind, value)
    if kind in WALLETS:
        return _entity("CryptoWallet", key, cryptoAddress=value, currencySymbol=kind.upper())
    if kind == "iban":
        return _entity("BankAccount", key, iban=value)
    named = kind if kind in ("phone", "email") else "username"
    service, name = handle(kind, value)
    return _entity("UserAccount", key, service=service, **{named: name})


def _entity(schema: str, key: tuple[str, ...], **properties: object) -> Entity:
    id = "adtrail-" + sha256("\x1f".join(key).encode()).hexdigest()[:32]
    values = {name: [str(value)] for name, value in properties.items() if value}
    return {"id": id, "schema": schema, "properties": values}
