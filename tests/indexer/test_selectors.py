from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from indexer.document import Seen
from indexer.index import Index
from indexer.selectors import PROFILE_POSTS, profile, sheet
from nlp.sheet import Price, SheetRow, Sighting

PHONE, HANDLE, MAIL = "phone:+12025550143", "cashapp:demorosie22", "email:ann@mail.example"
DAY = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def filled(embedded: Index, document: Any, mention: Any, capture: Any) -> Index:
    hour = mention("price", "120", currency="USD", minutes=60)
    embedded.upsert(
        [
            document(0, city="Austin, US-TX", selectors=(PHONE,), names=("Rosie",), network="n1", indicators=("IL-01",),
                     mentions=(mention("phone", "+12025550143", confidence=0.8), hour)),
            document(3, city="El Paso, US-TX", selectors=(PHONE, HANDLE), names=("Ana", "Rosie"), network="n1",
                     last_seen=DAY + timedelta(days=9),
                     mentions=(mention("cashapp", "demorosie22", confidence=0.6), hour,
                               mention("price", "50", confidence=0.2)),
                     seen=(Seen(time=DAY, event="posted"), Seen(time=DAY + timedelta(days=9), event="removed")),
                     captures=(capture(3, DAY), capture(4, DAY + timedelta(days=9)))),
            document(5, site="market.example", selectors=(MAIL,),
                     mentions=(mention("price", "80"), mention("price", "x"))),
        ]
    )  # fmt: skip
    return embedded


def test_the_sheet_has_a_row_a_selector(filled: Index) -> None:
    rows = {row.selector: row for row in sheet(filled)}
    assert list(rows) == [HANDLE, MAIL, PHONE]
    phone = rows[PHONE]
    assert isinstance(phone, SheetRow)
    assert (phone.kind, phone.value, phone.posts) == ("phone", "+12025550143", 2)
    assert (phone.first_seen, phone.last_seen) == (DAY, DAY + timedelta(days=9))
    assert phone.seen == (
        Sighting(time=DAY, site="board.example", city="Austin, US-TX", event="posted"),
        Sighting(time=DAY, site="board.example", city="El Paso, US-TX", event="posted"),
        Sighting(time=DAY + timedelta(days=9), site="board.example", city="El Paso, US-TX", event="removed"),
    )
    assert phone.prices == (Price(amount=Decimal(120), currency="USD", minutes=60),)
    assert (phone.names, phone.network, phone.indicators) == (("Ana", "Rosie"), "n1", ("IL-01",))
    assert (phone.rarity, phone.confidence) == (1.0, 0.8)
    assert rows[MAIL].prices == (Price(amount=Decimal(80)),)
    assert (rows[MAIL].network, rows[HANDLE].confidence) == (None, 0.6)


def test_refs_lead_to_the_evidence(filled: Index) -> None:
    """To the capture of the text shown when the selector stands in it; to all when an edit took it out."""
    rows = {row.selector: row for row in sheet(filled)}
    assert [ref.record[-1] for ref in rows[HANDLE].refs] == ["3"]
    assert [ref.record[-1] for ref in rows[PHONE].refs] == ["0", "3", "4"]
    ref = rows[PHONE].refs[0]
    assert (ref.post, ref.url, ref.segment) == (
        f"{0:020x}", "https://board.example/0", "public/2026-01/board-000001",
    )  # fmt: skip
    assert (ref.sha256, ref.fetched_at) == (f"{0:064x}", DAY)


def test_a_selector_of_everybody_is_common_and_in_no_network(embedded: Index, document: Any) -> None:
    embedded.upsert(
        document(number, selectors=(PHONE, f"cashapp:demo{number}"), network=f"n{number % 2}") for number in range(40)
    )
    rows = {row.selector: row for row in sheet(embedded)}
    assert (rows[PHONE].rarity, rows[PHONE].network, rows[PHONE].posts) == (0.25, None, 40)
    assert (rows["cashapp:demo7"].rarity, rows["cashapp:demo7"].network) == (1.0, "n1")
    assert len(rows) == 41


def test_the_sheet_of_nothing_is_empty(embedded: Index) -> None:
    assert list(sheet(embedded)) == []


def test_the_profile_of_a_selector(filled: Index) -> None:
    found = profile(filled, PHONE)
    assert found is not None
    assert (found.selector, found.posts, found.trust, found.network) == (PHONE, 2, 1.0, "n1")
    assert (found.first_seen, found.last_seen) == (DAY, DAY + timedelta(days=9))
    assert found.timeline == ((date(2026, 1, 15), 1), (date(2026, 1, 18), 1))
    assert found.sites == (("board.example", 2),)
    assert found.cities == (("Austin, US-TX", 1), ("El Paso, US-TX", 1))
    assert found.names == (("Rosie", 2), ("Ana", 1))
    assert found.beside == ((HANDLE, 1),)
    assert found.indicators == (("IL-01", 1),)
    assert found.prices == (Price(amount=Decimal(120), currency="USD", minutes=60),)
    assert [int(one.id, 16) for one in found.documents] == [3, 0]
    assert profile(filled, "phone:+12025550199") is None


def test_a_profile_counts_more_posts_than_it_shows(embedded: Index, document: Any) -> None:
    embedded.upsert(document(number, selectors=(PHONE,)) for number in range(700))
    found = profile(embedded, PHONE)
    assert found is not None
    assert (found.posts, len(found.documents), sum(count for _, count in found.timeline)) == (700, PROFILE_POSTS, 700)
