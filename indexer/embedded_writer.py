"""The one writer of a generation.

A write goes to SQLite first, with its rows named in `pending`; then tantivy commits; then `pending` is cleared. What
a crash leaves in `pending` is done again by the next writer, so the two stores never stay apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import tantivy

from config.files import from_json, to_json
from indexer import fields
from indexer.chunks import chunks
from indexer.document import Document
from indexer.embedded_query import milliseconds
from indexer.embedded_store import Generation

_UPSERT = """
INSERT INTO documents (id, json, vector) VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET json = excluded.json, vector = excluded.vector RETURNING n
"""
_BATCH = 2_000
_HEAP, _THREADS = 100_000_000, 2  # bytes, threads of tantivy


class Writer:
    """Stores and removes documents of one generation."""

    def __init__(self, generation: Generation) -> None:
        self._db = generation.connect()
        self._index = generation.index.writer(_HEAP, _THREADS)
        known = self._db.execute("SELECT length(vector) / 4 FROM documents WHERE vector IS NOT NULL LIMIT 1").fetchone()
        self._width: int | None = known[0] if known else None
        self._repair()

    def upsert(self, documents: Iterable[Document]) -> int:
        """Store documents by id; durable and searchable when it returns. Returns how many.

        Raises:
            BadInput: a vector is not as long as those that are there.
        """
        stored = 0
        for batch in chunks(documents, _BATCH):
            for document in batch:
                self._width = fields.same_width(document, self._width)
            with _transaction(self._db):
                numbers = [self._db.execute(_UPSERT, _row(document)).fetchone()[0] for document in batch]
                self._pend(numbers, gone=False)
            for n, document in zip(numbers, batch, strict=True):
                self._put(n, document)
            stored += len(batch)
        self._commit()
        return stored

    def delete(self, ids: Iterable[str]) -> int:
        """Remove documents by id; returns how many were there."""
        count = 0
        for batch in chunks(ids, _BATCH):
            rows = [self._db.execute("SELECT n FROM documents WHERE id = ?", (id_,)).fetchone() for id_ in set(batch)]
            numbers = [row[0] for row in rows if row]
            with _transaction(self._db):
                self._pend(numbers, gone=True)
            for n in numbers:
                self._index.delete_documents_by_term("key", str(n))
            self._commit()
            count += len(numbers)
        return count

    def close(self) -> None:
        """Wait for merges and release the lock."""
        self._index.wait_merging_threads()
        self._db.close()

    def _pend(self, numbers: list[int], *, gone: bool) -> None:
        self._db.executemany("INSERT OR REPLACE INTO pending VALUES (?, ?)", [(n, gone) for n in numbers])

    def _put(self, n: int, document: Document) -> None:
        self._index.delete_documents_by_term("key", str(n))
        self._index.add_document(_indexed(n, document))

    def _commit(self) -> None:
        self._index.commit()
        with _transaction(self._db):
            self._db.execute("DELETE FROM documents WHERE n IN (SELECT n FROM pending WHERE gone)")
            self._db.execute("DELETE FROM pending")

    def _repair(self) -> None:
        """Finish what a writer before this one left half done."""
        rows = self._db.execute("SELECT n, gone, json FROM pending LEFT JOIN documents USING (n)").fetchall()
        for n, gone, json in rows:
            if gone or json is None:
                self._index.delete_documents_by_term("key", str(n))
            else:
                self._put(n, from_json(Document, json))
        if rows:
            self._commit()


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    with db:
        yield


def _row(document: Document) -> tuple[str, bytes, bytes | None]:
    vector = None if document.vector is None else np.array(document.vector, dtype=np.float32).tobytes()
    return document.id, to_json(replace(document, vector=None)), vector


def _indexed(n: int, document: Document) -> tantivy.Document:
    """What tantivy sees of a document."""
    found = tantivy.Document()
    found.add_unsigned("n", n)
    found.add_text("key", str(n))
    found.add_unsigned("recent", int(document.last_seen.timestamp()) << 32 | n)
    found.add_integer("posted", milliseconds(fields.posted(document)))
    if document.price_min is not None:
        found.add_float("price", float(document.price_min))
    found.add_text("tokens", document.tokens)
    for field, values in fields.facets(document).items():
        for value in values:
            found.add_text(field, value)
    for label in fields.labels(document):
        found.add_text("labels", label)
    return found
