"""Any sequence of writes leaves an index that holds what a plain dictionary holds, on both engines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from config.settings import Settings
from indexer.document import Document
from indexer.index import Index, Request
from indexer.opening import open_index
from indexer.words import words

MONTHS = (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, tzinfo=UTC))


def made(number: int, text: str, month: int, city: str | None) -> Document:
    at = MONTHS[month]
    return Document(
        id=f"{number:020x}", month=f"{at:%Y-%m}", site="board.example", url="https://board.example/", kind="ad",
        title="", text=text, tokens=" ".join(words(text)), language="en", first_seen=at, last_seen=at, city=city,
    )  # fmt: skip


documents = st.builds(
    made,
    number=st.integers(0, 7),
    text=st.sampled_from(("new in town", "new", "town house")),
    month=st.integers(0, 1),
    city=st.sampled_from((None, "Austin, US-TX", "El Paso, US-TX")),
)


class Writes(RuleBasedStateMachine):
    """Upserts, deletes, rebuilds and reopenings; after each the answers are those of the dictionary."""

    def open(self, folder: Path) -> Index:
        return open_index(Settings(data_dir=folder), write=True)

    @initialize()
    def start(self) -> None:
        self.folder = TemporaryDirectory()
        self.prefix = f"test-{uuid4().hex[:8]}"
        self.known: dict[str, Document] = {}
        self.index = self.open(Path(self.folder.name))

    @rule(batch=st.lists(documents, max_size=6))
    def upsert(self, batch: list[Document]) -> None:
        assert self.index.upsert(batch).stored == len(batch)
        self.known |= {one.id: one for one in batch}

    @rule(numbers=st.lists(st.integers(0, 9), max_size=4))
    def delete(self, numbers: list[int]) -> None:
        ids = [f"{number:020x}" for number in numbers]
        assert self.index.delete(ids) == len(self.known.keys() & set(ids))
        self.known = {id_: one for id_, one in self.known.items() if id_ not in ids}

    @rule(batch=st.lists(documents, max_size=4))
    def rebuild(self, batch: list[Document]) -> None:
        with self.index.rebuild() as fresh:
            fresh.upsert(batch)
        self.known = {one.id: one for one in batch}

    @rule(batch=st.lists(documents, max_size=4))
    def rebuild_and_fail(self, batch: list[Document]) -> None:
        with pytest.raises(KeyError), self.index.rebuild() as fresh:
            fresh.upsert(batch)
            raise KeyError

    @precondition(lambda self: self.known)
    @rule()
    def touch(self) -> None:
        self.known = {id_: replace(one, title="touched") for id_, one in self.known.items()}
        self.index.upsert(self.index_copy())

    def index_copy(self) -> Any:
        """What a job does that reads all and writes it back, while it reads."""
        for one in self.index.scan():
            yield replace(one, title="touched")

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.index = self.open(Path(self.folder.name))

    @invariant()
    def answers_are_those_of_the_dictionary(self) -> None:
        if not hasattr(self, "index"):
            return
        assert {one.id: one for one in self.index.scan()} == self.known
        page = self.index.search(Request(query="new", facets=("city", "month"), size=50))
        found = {id_: one for id_, one in self.known.items() if "new" in one.tokens.split()}
        assert {hit.document.id: hit.document for hit in page.hits} == found
        assert page.total == len(found)
        assert dict(page.facets["month"]) == Counter(one.month for one in found.values())
        assert dict(page.facets["city"]) == Counter(one.city for one in found.values() if one.city)
        assert all(self.index.get(f"{number:020x}") == self.known.get(f"{number:020x}") for number in range(9))

    def teardown(self) -> None:
        if hasattr(self, "index"):
            with self.index.rebuild():
                pass  # leaves no index behind
            self.index.close()
            self.folder.cleanup()


def test_the_embedded_engine() -> None:
    quick = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Writes, settings=quick)


@pytest.mark.real
def test_elasticsearch(elasticsearch_url: str) -> None:
    class Elastic(Writes):
        def open(self, folder: Path) -> Index:
            return open_index(Settings(data_dir=folder, index_url=elasticsearch_url, index_prefix=self.prefix))

    quick = settings(
        max_examples=3,
        stateful_step_count=8,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Elastic, settings=quick)
