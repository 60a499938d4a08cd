"""The Elasticsearch engine: monthly indices behind one alias, on one node or a cluster.

Indices are named `<prefix>-posts-v<schema>-<month>-<generation>`. A rebuild fills the indices of a new generation, then
one request moves the alias to them and drops the old ones; searches never fail.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from elasticsearch import BadRequestError, Elasticsearch

from config.errors import AdtrailError
from config.settings import Settings
from indexer import elastic_search, fields
from indexer.chunks import chunks
from indexer.document import SCHEMA, Document
from indexer.elastic_bulk import Bulk, Operation
from indexer.elastic_client import connect, told
from indexer.elastic_mapping import body, to_source
from indexer.index import Hit, Index, Page, Request, Written
from indexer.lock import hold

_TOGETHER = 1000  # ids in one question
_READERS_HAVE = 60  # seconds to end a scan of indices that were replaced


class ElasticIndex:
    """`Index` in Elasticsearch."""

    def __init__(self, client: Elasticsearch, prefix: str, bulk: Bulk, generation: str | None = None) -> None:
        """`generation` is the one to fill; none: the one behind the alias."""
        self._client, self._bulk, self._prefix = client, bulk, prefix
        self._alias = f"{prefix}-posts"
        self._generation = generation
        self._held: IO[bytes] | None = None

    @classmethod
    def connect(cls, settings: Settings, *, write: bool = False) -> ElasticIndex:
        """The index that the settings name; nothing is asked of the server yet.

        Args:
            settings: where the server is.
            write: take the lock of this installation's one writer; another machine is not seen by it.

        Raises:
            AdtrailError: another process writes.
        """
        client = connect(settings)
        index = cls(client, settings.index_prefix, Bulk(client, settings.data_dir / "dead-letters"))
        if write:
            try:
                index._held = hold(settings.index_dir / "elastic.lock")
            except AdtrailError:
                index.close()
                raise
        return index

    def upsert(self, documents: Iterable[Document]) -> Written:
        """See `Index.upsert`."""
        with told():
            outcome = self._bulk.send(self._operations(documents))
            self._refresh()
        return Written(stored=outcome.stored, rejected=outcome.rejected)

    def delete(self, ids: Iterable[str]) -> int:
        """See `Index.delete`."""
        with told():
            outcome = self._bulk.send(
                Operation(index, id_)
                for batch in chunks(ids, _TOGETHER)
                for id_, index in elastic_search.places(self._client, self._target, batch)
            )
            self._refresh()
        return outcome.removed

    def get(self, id: str) -> Document | None:
        """See `Index.get`."""
        with told():
            return elastic_search.get(self._client, self._target, id)

    def search(self, request: Request) -> Page:
        """See `Index.search`."""
        with told():
            return elastic_search.search(self._client, self._target, request)

    def count(self, query: str = "") -> int:
        """See `Index.count`."""
        return self.search(Request(query=query, size=0)).total

    def scan(self, query: str = "") -> Iterator[Document]:
        """See `Index.scan`."""
        with told():
            return elastic_search.scan(self._client, self._target, query)

    def ids(self) -> frozenset[str]:
        """See `Index.ids`."""
        with told():
            return frozenset(elastic_search.ids(self._client, self._target))

    def nearest(self, vector: tuple[float, ...], size: int = 10, query: str = "") -> tuple[Hit, ...]:
        """See `Index.nearest`."""
        with told():
            return elastic_search.nearest(self._client, self._target, vector, size, query)

    @contextmanager
    def rebuild(self) -> Iterator[Index]:
        """See `Index.rebuild`."""
        with told():
            self._drop(self._leftovers())
        fresh = ElasticIndex(self._client, self._prefix, self._bulk, str(time.time_ns()))
        try:
            yield fresh
        except BaseException:
            with told():
                self._drop(fresh._indices())
            raise
        with told():
            before, after = self._indices(), fresh._indices()
            actions = [{"add": {"index": index, "alias": self._alias}} for index in after]
            actions += [{"remove": {"index": index, "alias": self._alias}} for index in before]
            if actions:
                self._client.indices.update_aliases(actions=actions)
            self._drop(before)

    def close(self) -> None:
        """See `Index.close`."""
        self._client.close()
        if self._held:
            self._held.close()

    @property
    def _target(self) -> str:
        """What is searched: the alias, or the indices of the generation that is being filled."""
        return self._named("*", self._generation) if self._generation else self._alias

    def _named(self, month: str, generation: str) -> str:
        return f"{self._prefix}-posts-v{SCHEMA}-{month}-{generation}"

    def _indices(self) -> list[str]:
        """The indices behind the target."""
        return sorted(self._client.indices.get(index=self._target, ignore_unavailable=True, features="aliases").body)

    def _leftovers(self) -> list[str]:
        """What a killed rebuild left: indices that the alias does not name."""
        every = self._client.indices.get(index=f"{self._alias}-v*", ignore_unavailable=True, features="aliases").body
        return sorted(name for name, about in every.items() if self._alias not in about["aliases"])

    def _operations(self, documents: Iterable[Document]) -> Iterator[Operation]:
        """The writes of the documents; one whose month has changed goes from where it was, once it is stored anew."""
        there = set(self._indices())
        width = self._width(there)
        generation = self._generation or max((name.rpartition("-")[2] for name in there), default=str(time.time_ns()))
        placed: dict[str, str] = {}  # of this call; the search sees what was there before it
        for batch in chunks(documents, _TOGETHER):
            before: dict[str, set[str]] = defaultdict(set)
            for id_, place in elastic_search.places(self._client, self._target, [one.id for one in batch]):
                before[id_].add(place)
            for document in batch:
                width = fields.same_width(document, width)
                index = self._named(document.month, generation)
                if index not in there:
                    self._create(index, width)
                    there.add(index)
                yield Operation(index, document.id, to_source(document))
                elsewhere = before[document.id] | {placed.get(document.id, index)}
                yield from (Operation(place, document.id) for place in sorted(elsewhere - {index}))
                placed[document.id] = index

    def _width(self, indices: set[str]) -> int | None:
        """The length of the vectors of these indices, when they have any."""
        if not indices:
            return None
        mappings = self._client.indices.get_mapping(index=sorted(indices)).body.values()
        widths = (mapping["mappings"]["properties"]["vector"].get("dims") for mapping in mappings)
        return next((width for width in widths if width), None)

    def _create(self, index: str, width: int | None) -> None:
        """Make the index of a month; `width` is the length of its vectors, where it is known."""
        aliases: dict[str, Any] = {} if self._generation else {self._alias: {}}
        try:
            self._client.indices.create(index=index, aliases=aliases, **body(width))
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _refresh(self) -> None:
        self._client.indices.refresh(index=self._target, ignore_unavailable=True)

    def _drop(self, indices: list[str]) -> None:
        """Delete indices, once nobody reads them any more or has had the time to."""
        if not indices:
            return
        end = time.monotonic() + _READERS_HAVE
        while time.monotonic() < end:
            stats = self._client.indices.stats(index=indices, metric="search")
            if not stats["_all"]["total"].get("search", {}).get("open_contexts"):
                break
            time.sleep(0.2)
        self._client.indices.delete(index=indices, ignore_unavailable=True)
