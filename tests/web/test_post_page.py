"""The post page and the stored page behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from types import ModuleType

import pytest
from fastapi.testclient import TestClient

from crawlers.archive.writer import Segment
from crawlers.post import post_id
from indexer.opening import open_index
from ledger.audit import Entry
from web.rooms import Rooms

ROSIE = post_id("board", "Rosie-0")
REMOVED = post_id("market", "Rosie-4")


def test_marks_are_explained(reader: TestClient) -> None:
    text = reader.get(f"/posts/{ROSIE}").text
    assert re.search(r'<a class="mention" href="#mention-0"[^>]* id="at-0">\(202\) five five five-0143</a>', text)
    row = re.search(r'<tr id="mention-0">(.*?)</tr>', text, re.S)
    assert row
    for shown in ("phone", "/selectors/phone%3A%2B12025550143", "digit words", "0.95", "call"):
        assert shown in row[1]


def test_names_and_places_are_marked_and_lead_nowhere(reader: TestClient) -> None:
    text = reader.get(f"/posts/{ROSIE}").text
    assert 'class="mention plain"' in text
    assert "/selectors/name" not in text
    assert "/selectors/place" not in text


def test_indicators_have_their_source_and_the_innocent(reader: TestClient) -> None:
    text = reader.get(f"/posts/{ROSIE}").text
    assert "FinCEN FIN-2020-A008 no. 1" in text
    assert "Touring independent workers" in text


def test_evidence_is_named(reader: TestClient, world: ModuleType) -> None:
    rooms: Rooms = reader.app.state.rooms  # type: ignore[attr-defined]
    document = rooms.index.get(ROSIE)
    assert document
    text = reader.get(f"/posts/{ROSIE}").text
    [capture] = document.captures
    for shown in (capture.segment, capture.record, capture.sha256, f"/posts/{ROSIE}/evidence/0"):
        assert shown in text


def test_the_life_of_a_post_is_shown(reader: TestClient) -> None:
    text = reader.get(f"/posts/{REMOVED}").text
    assert "removed 2026-03-07" in text
    assert "· removed</li>" in text


def test_the_address_of_the_site_is_no_link(reader: TestClient) -> None:
    """A visit would tell the site that somebody looks."""
    text = reader.get(f"/posts/{ROSIE}").text
    assert "https://board.example/rosie/0" in text
    assert 'href="http' not in text
    assert 'src="http' not in text


def test_the_stored_page_is_text_and_nothing_of_it_lives(reader: TestClient, elements: Callable) -> None:
    text = reader.get(f"/posts/{ROSIE}/evidence/0").text
    assert "&lt;body onload=alert(1)&gt;&lt;script src=&#39;//evil.example/x.js&#39;&gt;" in text
    for tag, attributes in elements(text):
        assert tag != "iframe"
        assert not [name for name in attributes if name.startswith("on")]
        assert "evil" not in str(attributes)
    assert "the hash holds" in text


@pytest.mark.parametrize(
    "path", ["/posts/0000", f"/posts/{ROSIE}/evidence/1", f"/posts/{ROSIE}/evidence/-1", f"/posts/{ROSIE}/evidence/x"]
)
def test_what_is_not_there_is_not_found(reader: TestClient, path: str) -> None:
    assert reader.get(path).status_code in (404, 422)


def test_a_page_with_a_post_that_must_not_be_seen_stays_closed(
    client: TestClient, rooms: Rooms, world: ModuleType
) -> None:
    """A thread page holds several posts; one is quarantined, so it is archived and not in the index."""
    segment = Segment(rooms.settings.archive_dir, world.PROFILE, world.START)
    capture = segment.fetched(world.exchange(world.PEOPLE[0], 99))
    shown = replace(world.document(world.PEOPLE[0], 99, capture), id="a" * 20)
    segment.post(world.archived(shown))
    segment.post(replace(world.archived(shown), id="b" * 20, title="", body="hidden words"))
    segment.close()
    with closing(open_index(rooms.settings, write=True)) as index:
        index.upsert([shown])
    assert client.get(f"/posts/{'a' * 20}").status_code == 200
    answer = client.get(f"/posts/{'a' * 20}/evidence/0")
    assert answer.status_code == 403
    assert "stays closed" in answer.text
    assert "onload" not in answer.text


def test_a_suppressed_post_is_closed_at_once(client: TestClient, rooms: Rooms, token: str) -> None:
    """Not only after the next build of the index."""
    data = {"kind": "post", "value": ROSIE, "case": "0", "title": "A", "token": token}
    assert "Rosie" in client.post("/cases/add", data=data).text
    rooms.ledger.suppression.add("post", ROSIE, "asked to", actor="ada")
    for path in (f"/posts/{ROSIE}", f"/posts/{ROSIE}/evidence/0", f"/api/v1/posts/{ROSIE}"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "Rosie" not in answer.text
    assert "Rosie" not in client.get("/cases/1").text


def test_damaged_evidence_is_not_shown(client: TestClient, rooms: Rooms) -> None:
    document = rooms.index.get(ROSIE)
    assert document
    folder = rooms.settings.archive_dir / document.captures[0].segment
    [warc] = folder.glob("*.warc.gz")
    warc.write_bytes(b"\0" * warc.stat().st_size)
    answer = client.get(f"/posts/{ROSIE}/evidence/0")
    assert answer.status_code == 200
    assert "the hash holds" not in answer.text
    assert 'role="alert"' in answer.text
    assert "archive verify" in answer.text


def test_reads_are_logged(client: TestClient, audited: Callable[[str], list[Entry]]) -> None:
    client.get(f"/posts/{ROSIE}")
    client.get(f"/posts/{ROSIE}/evidence/0")
    assert [(entry.actor, entry.subject) for entry in audited("post read")] == [("ada", "")]
    assert len(audited("stored page read")) == 1
    assert ROSIE not in str(audited("post read"))
