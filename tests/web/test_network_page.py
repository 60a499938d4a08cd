"""The network page: each tie with its reason and dates, and a drawing with a cap."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from types import ModuleType

from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Document
from indexer.networks import Tie
from web.pages.networks import MOST_NODES, draw


def test_ties_have_reason_and_dates(reader: TestClient, world: ModuleType) -> None:
    text = reader.get(f"/networks/{world.NETWORK}").text
    row = re.search(r"<tr><td>\s*<a class=\"selector\" href=\"/selectors/phone%3A%2B12025550143\".*?</tr>", text, re.S)
    assert row
    for shown in ("23 posts carry phone:+12025550143", "2026-01-05", "2026-06-23", "1.00"):
        assert shown in row[0]


def test_the_drawing_is_the_table(reader: TestClient, world: ModuleType) -> None:
    text = reader.get(f"/networks/{world.NETWORK}").text
    lines = re.findall(r'data-from="([^"]+)".*?data-to="([^"]+)"', text)
    assert len(lines) == 23 + 14 + 9
    assert {unescape(selector) for selector, _ in lines} == {
        "phone:+12025550143", "cashapp:demorosie22", "cashapp:demolola7",
    }  # fmt: skip


def test_strangers_are_not_in_it(reader: TestClient, world: ModuleType) -> None:
    assert "demobenbikes" not in reader.get(f"/networks/{world.NETWORK}").text


def test_an_unknown_network_is_not_found(reader: TestClient) -> None:
    for id in ("n0", "*", '" OR "', "a b", "%2F"):
        assert reader.get(f"/networks/{id}").status_code == 404


def post(number: int) -> Document:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Document(
        id=str(number), month="2026-01", site="s", url="u", kind="ad", title="", text="", tokens="", language="en",
        first_seen=at, last_seen=at,
    )  # fmt: skip


@given(st.lists(st.lists(st.integers(0, 600), max_size=200, unique=True), max_size=6))
def test_the_cap_holds_and_counts_what_is_left_out(groups: list[list[int]]) -> None:
    day = date(2026, 1, 1)
    ties = [
        Tie(selector=f"phone:{n}", posts=tuple(map(str, group)), trust=1.0, first=day, last=day, reason="r")
        for n, group in enumerate(groups)
    ]
    drawing = draw([post(number) for number in range(601)], ties)
    nodes = {edge.selector for edge in drawing.edges} | {edge.post.id for edge in drawing.edges}
    assert len(nodes) == drawing.nodes <= MOST_NODES
    every = {tie.selector for tie in ties if tie.posts} | {id for tie in ties for id in tie.posts}
    assert drawing.nodes + drawing.left_out == len(every)
