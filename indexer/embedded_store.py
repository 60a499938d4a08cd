"""One generation of the embedded index: a folder with tantivy (search) and SQLite (documents, vectors)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import RLock

import numpy as np
import tantivy
from numpy.typing import NDArray

from config.files import from_json
from indexer.chunks import chunks
from indexer.document import Document
from indexer.index import FACETS

_TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS documents (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, json BLOB NOT NULL, vector BLOB
);
CREATE TABLE IF NOT EXISTS pending (n INTEGER PRIMARY KEY, gone INTEGER NOT NULL);
"""
SEARCH = "search"  # tantivy's folder within
_FETCH = 500  # rows in one question to SQLite


def _schema() -> tantivy.Schema:
    """`n` is the row in SQLite, `key` the same as text (tantivy deletes by no number); `recent` is unique, by time."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("n", indexed=True, fast=True)
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("recent", indexed=True, fast=True)
    builder.add_integer_field("posted", indexed=True, fast=True)
    builder.add_float_field("price", indexed=True, fast=True)
    builder.add_text_field("tokens", tokenizer_name="white_space", index_option="position")
    for field in FACETS:
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("labels", tokenizer_name="raw", index_option="basic")
    return builder.build()


class Generation:
    """The two stores of one folder; without a folder, an empty pair in memory."""

    def __init__(self, folder: Path | None) -> None:
        self.schema = _schema()
        self.index = tantivy.Index(self.schema, str(folder / SEARCH) if folder else None)
        white_space = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("white_space", white_space)
        self.index.config_reader("manual")
        self._path = folder / "documents.db" if folder else Path(":memory:")
        self._lock = RLock()
        self._db = self.connect()
        self._db.executescript(_TABLES)
        self._vectors: tuple[int, NDArray[np.int64], NDArray[np.float32]] | None = None

    def connect(self) -> sqlite3.Connection:
        """A connection of its own to the documents; what was committed is on the disk."""
        db = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=30)
        db.executescript("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")
        return db

    def close(self) -> None:
        """Close the connection; a scan that runs keeps its own."""
        self._db.close()

    def searcher(self) -> tantivy.Searcher:
        """The index as it was last committed."""
        self.index.reload()
        return self.index.searcher()

    def fetch(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Documents by row number, without vectors; those that are gone are left out."""
        with self._lock:
            rows = _select(self._db, numbers)
        return {n: from_json(Document, json) for n, json, _ in rows}

    def get(self, id_: str) -> Document | None:
        """One document by id, with its vector."""
        with self._lock:
            row = self._db.execute("SELECT json, vector FROM documents WHERE id = ?", (id_,)).fetchone()
        return _document(*row) if row else None

    def ids(self) -> frozenset[str]:
        """The ids of all documents."""
        with self._lock:
            return frozenset(id_ for (id_,) in self._db.execute("SELECT id FROM documents"))

    def stream(self, numbers: Sequence[int]) -> Iterator[Document]:
        """Documents by row number, with vectors, as they stood at the call."""
        db = self.connect()
        db.execute("BEGIN")
        db.execute("SELECT 1 FROM documents LIMIT 1").fetchone()  # the snapshot begins with the first read

        def read() -> Iterator[Document]:
            try:
                for part in chunks(numbers, _FETCH):
                    yield from (_document(json, vector) for _, json, vector in _select(db, part))
            finally:
                db.close()

        return read()

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Row numbers, and unit vectors of shape (rows, dimensions); kept until the documents change."""
        with self._lock:
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
            if not self._vectors or self._vectors[0] != version:
                rows = self._db.execute("SELECT n, vector FROM documents WHERE vector IS NOT NULL").fetchall()
                numbers = np.array([n for n, _ in rows], dtype=np.int64)
                matrix = np.array([np.frombuffer(blob, dtype=np.float32) for _, blob in rows], dtype=np.float32)
                lengths = np.linalg.norm(matrix, axis=-1, keepdims=True).astype(np.float32)
                self._vectors = version, numbers, matrix / np.maximum(lengths, np.float32(1e-30))
            return self._vectors[1], self._vectors[2]


def _select(db: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[int, bytes, bytes | None]]:
    marks = ",".join("?" * len(numbers))
    return db.execute(f"SELECT n, json, vector FROM documents WHERE n IN ({marks})", numbers).fetchall()  # noqa: S608 - marks only


def _document(json: bytes, vector: bytes | None) -> Document:
    document = from_json(Document, json)
    if vector is None:
        return document
    return replace(document, vector=tuple(np.frombuffer(vector, dtype=np.float32).tolist()))
