from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from config.errors import BadInput
from config.settings import Settings
from crawlers.post import Post
from indexer.build import BuildReport, build
from indexer.index import Index, Request
from indexer.opening import open_index
from ledger.ledger import open_ledger

TEXT = "Rosie is new in town and loves long walks and good company, sweet and discreet, call {}"


@pytest.fixture
def index(settings: Settings) -> Iterator[Index]:
    opened = open_index(settings, write=True)
    yield opened
    opened.close()


@pytest.fixture
def world(post: Any, archive: Any) -> list[Post]:
    """Two ads of one number from one template, one of another, an item, an edit in a later segment."""
    first = [
        post(1, "New in town", TEXT.format("202-555-0143"), location="Austin, TX"),
        post(2, "Back in town", TEXT.format("202-555-0143 or 202-555-0187"), location="El Paso, TX"),
        post(3, "Fresh", TEXT.format("202-555-0187"), location="Austin, TX"),
        post(4, "Sofa", "Blue sofa, nearly unused, pick up only, write to ann@mail.example", kind="item"),
    ]
    archive(*first)
    edited = post(
        14, "Sofa", "Blue sofa is sold, thank you, ann@mail.example", id=first[3].id, event="edited", kind="item"
    )
    archive(edited, segment="public/2026-01/board-000002")
    return [*first, edited]


def counts(report: BuildReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in BuildReport.__slots__ if name != "seconds"}


def test_the_archive_becomes_documents(settings: Settings, index: Index, world: list[Post]) -> None:
    report = build(settings, index)
    assert counts(report) == {
        "versions": 5, "documents": 4, "stored": 4, "rejected": 0, "networks": 1,
        "quarantined": 0, "suppressed": 0, "unanalysed": 0,
    }  # fmt: skip
    found = {int(one.id, 16): one for one in index.scan()}
    assert found[1].selectors == ("phone:+12025550143",)
    assert (found[1].city, found[2].city, found[4].city) == ("Austin, US-TX", "El Paso, US-TX", None)
    assert found[1].names == ("Rosie",)
    assert found[4].text == world[4].text
    assert [len(found[number].captures) for number in (1, 4)] == [1, 2]
    assert found[1].network == found[2].network == found[3].network is not None
    assert found[1].campaign == found[2].campaign == found[3].campaign == world[0].id
    assert (found[4].network, found[4].campaign) == (None, None)
    assert index.search(Request(query="(202) 555-0143", facets=("city",))).facets["city"] == (
        ("Austin, US-TX", 1), ("El Paso, US-TX", 1),
    )  # fmt: skip


def test_building_again_changes_nothing(settings: Settings, index: Index, world: list[Post]) -> None:
    first = build(settings, index)
    before = list(index.scan())
    assert counts(build(settings, index)) == counts(first)
    assert counts(build(settings, index, rebuild=True)) == counts(first)
    assert list(index.scan()) == before


@pytest.mark.parametrize("rebuild", [True, False])
def test_what_left_the_archive_leaves_the_index(
    settings: Settings, index: Index, world: list[Post], archive: Any, rebuild: bool
) -> None:
    build(settings, index)
    archive(*world[1:4])
    build(settings, index, rebuild=rebuild)
    assert {int(one.id, 16) for one in index.scan()} == {2, 3, 4}


@pytest.mark.parametrize("rebuild", [True, False])
def test_what_has_no_analysis_any_more_leaves_the_index(
    settings: Settings, index: Index, world: list[Post], rebuild: bool
) -> None:
    build(settings, index)
    (settings.analysis_dir / "public/2026-01/board-000001.jsonl").unlink()
    assert build(settings, index, rebuild=rebuild).unanalysed == 3
    assert {int(one.id, 16) for one in index.scan()} == {4}


def test_suppressed_posts_and_selectors_go(settings: Settings, index: Index, world: list[Post]) -> None:
    build(settings, index)
    with open_ledger(settings) as ledger:
        ledger.suppression.add("post", world[2].id, "asked for", actor="ann")
        ledger.suppression.add("phone", "+12025550143", "asked for", actor="ann")
    report = build(settings, index)
    assert (report.documents, report.suppressed) == (3, 1)
    assert index.get(world[2].id) is None
    assert index.count("202-555-0143") == index.count("0143") == 0
    assert "█" in index.search(Request(query="discreet")).hits[0].document.text


def test_a_text_that_suggests_a_minor_is_left_out(settings: Settings, index: Index, post: Any, archive: Any) -> None:
    """In any of its versions; and it goes when it was in the index before."""
    harmless = post(1, "New", "in town, call 202-555-0143")
    archive(harmless, post(2, "Other", "words"))
    build(settings, index)
    assert index.count() == 2
    later = post(8, "New", "escort, 16 years old, incall, call 202-555-0143", id=harmless.id, event="edited")
    archive(later, segment="public/2026-01/board-000002")
    report = build(settings, index)
    assert (report.quarantined, report.documents, index.get(harmless.id)) == (1, 1, None)


def test_posts_that_were_not_analysed_are_counted(
    settings: Settings, index: Index, world: list[Post], post: Any
) -> None:
    (settings.analysis_dir / "public/2026-01/board-000001.jsonl").unlink()
    report = build(settings, index)
    assert (report.documents, report.unanalysed) == (1, 3)


class Lengths:
    """An encoder that counts: vowels, others, words."""

    model, width = "lengths", 3

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [(sum(map(text.count, "aeiou")), len(text), len(text.split())) for text in texts]
        return np.array(rows, dtype=np.float32)


def test_vectors_come_with_an_encoder(settings: Settings, index: Index, world: list[Post]) -> None:
    build(settings, index, encoder=Lengths())
    for document in index.scan():
        assert document.vector == tuple(Lengths().encode([document.text])[0].tolist())
    found = index.get(world[0].id)
    assert found and found.vector
    assert index.nearest(found.vector, 1)[0].document.id == world[0].id


def test_progress_sees_every_document(settings: Settings, index: Index, world: list[Post]) -> None:
    seen: list[str] = []

    def progress(documents: Any, total: int) -> Any:
        for document in documents:
            seen.append(f"{document.id}/{total}")
            yield document

    build(settings, index, progress=progress)
    assert seen == [f"{number:020x}/4" for number in (1, 2, 3, 4)]


def test_a_damaged_analysis_names_its_line(settings: Settings, index: Index, world: list[Post]) -> None:
    build(settings, index)
    path = settings.analysis_dir / "public/2026-01/board-000001.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1][:40], *lines[2:]]))
    with pytest.raises(BadInput, match=r"board-000001\.jsonl:2"):
        build(settings, index, rebuild=True)
    assert index.count() == 4


def test_times_of_a_network_are_dated(settings: Settings, index: Index, world: list[Post]) -> None:
    from indexer.selectors import network_ties

    build(settings, index)
    found = index.get(world[0].id)
    assert found and found.network
    ties = network_ties(index, found.network)
    assert [(tie.selector, len(tie.posts)) for tie in ties] == [("phone:+12025550143", 2), ("phone:+12025550187", 2)]
    assert ties[0].last and ties[0].first
    assert ties[0].last - ties[0].first == timedelta(days=1)
    assert network_ties(index, "unknown") == ()
