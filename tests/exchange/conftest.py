from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from exchange import gate
from exchange.policy import Policy
from exchange.referral import Referral
from finance.lead import Evidence, Lead, Link
from ledger.ledger import Ledger, open_ledger
from nlp.sheet import Price, Ref, SheetRow, Sighting

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SEEN = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)

POLICY: dict[str, Any] = {
    "name": "test", "title": "Test", "recipient_type": "fi", "regime": "r", "condition": "c", "purpose": "review",
    "legal_basis": "b", "tlp": "amber", "expiry_days": 90,
    "kinds": ["phone", "cashapp", "btc", "sol", "email", "iban", "social"],
    "min_confidence": 0.5, "max_age_days": 365, "only_linked": False,
    "selector_fields": ["first_seen", "last_seen", "posts", "seen", "prices", "rarity", "confidence", "refs"],
    "lead_fields": ["innocent", "missing", "note", "refs"], "row_fields": ["tx", "amount", "currency", "time"],
}  # fmt: skip


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a ledger with one actor of each role, named by the role; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    with open_ledger(Settings(data_dir=folder)) as opened:
        opened.actors.add("admin", "admin", by="founder")
        for role in ("analyst", "operator", "partner", "approver"):
            opened.actors.add(role, role, by="admin")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", actor="analyst")


@pytest.fixture
def ledger(settings: Settings, template: Path) -> Iterator[Ledger]:
    """A ledger with one actor of each role, named by the role."""
    shutil.copytree(template, settings.data_dir)
    with open_ledger(settings) as opened:
        yield opened


@pytest.fixture
def policy() -> Callable[..., Policy]:
    """A policy of this test, with some keys changed."""
    return lambda **changes: Policy.model_validate(POLICY | changes)


@pytest.fixture
def ref() -> Callable[..., Ref]:
    def make(post: str = "p1", **changes: Any) -> Ref:
        given = {
            "post": post, "url": f"http://board.example/{post}", "segment": "public/2026-05/board-000001",
            "record": "urn:uuid:00000000-0000-4000-8000-000000000001", "sha256": "ab" * 32, "fetched_at": SEEN,
        }  # fmt: skip
        return Ref(**given | changes)

    return make


@pytest.fixture
def row(ref: Callable[..., Ref]) -> Callable[..., SheetRow]:
    """A row that says something in every field."""

    def make(kind: str = "cashapp", value: str = "demorosie22", **changes: Any) -> SheetRow:
        given: dict[str, Any] = {
            "kind": kind, "value": value, "first_seen": SEEN, "last_seen": SEEN, "posts": 2,
            "seen": (Sighting(time=SEEN, site="board", city="Reno"), Sighting(time=SEEN, site="board", event="bumped")),
            "prices": (Price(amount=Decimal("120.50"), currency="USD", minutes=60),), "names": ("Rosie",),
            "network": "n1", "rarity": 0.9, "confidence": 0.95, "indicators": ("IL-07",), "refs": (ref(), ref("p2")),
        }  # fmt: skip
        return SheetRow(**given | changes)

    return make


@pytest.fixture
def lead(ref: Callable[..., Ref]) -> Callable[..., Lead]:
    """A lead with one link, and transactions that say more than may leave."""

    def make(kind: str = "cashapp", value: str = "demorosie22", **changes: Any) -> Lead:
        link = Link(
            account="acc1", kind=kind, value=value, typology="L1", weight=0.8, from_=date(2026, 4, 1),
            to=date(2026, 5, 1), alias_from=date(2026, 4, 1), alias_source="KYC", first_seen=SEEN, last_seen=SEEN,
            posts=2, network="n1", refs=(ref(),), note="3 accounts carry the identifier",
        )  # fmt: skip
        transaction = {
            "tx": "t1", "amount": "120.5", "currency": "USD", "time": "2026-05-02T10:00:00Z", "memo": "hi rosie",
            "counterparty": "Robert Example", "place": "Reno",
        }  # fmt: skip
        evidence = Evidence(
            id="L1", source="FIN-2020-A008", text="paid to Robert Example", weight=0.8, innocent="the next owner",
            rows=(transaction,), link=link,
        )  # fmt: skip
        given: dict[str, Any] = {
            "account": "acc1", "institution": "demo-bank", "rank": 1, "score": 0.8, "link_score": 0.8,
            "pattern_score": 0.0, "role": "victim-like", "evidence": (evidence,), "innocent": ("the next owner",),
            "missing": ("P2: places",), "support": "call the support line", "networks": ("n1",),
        }  # fmt: skip
        return Lead(**given | changes)

    return make


@pytest.fixture
def refer(
    ledger: Ledger, policy: Callable[..., Policy], row: Callable[..., SheetRow], lead: Callable[..., Lead]
) -> Callable[..., Referral]:
    """Through the gate at NOW, with one row and one lead if nothing else is said."""

    def make(changes: dict[str, Any] | None = None, **given: Any) -> Referral:
        usual: dict[str, Any] = {
            "recipient": "demo-bank", "selectors": [row()], "leads": [lead()], "created_by": "analyst",
            "approved_by": "approver", "now": NOW,
        }  # fmt: skip
        return gate.refer(ledger, policy(**changes or {}), **usual | given)

    return make
