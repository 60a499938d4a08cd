"""The embedded engine: no server, one writer process, any number of readers. For a laptop and the demo.

The folder holds generations; the file `current` names the one that is searched. A rebuild fills a new generation and
swaps the name; readers notice at their next question.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar

from config.errors import AdtrailError
from config.files import atomic
from indexer import embedded_search
from indexer.document import Document
from indexer.embedded_store import SEARCH, Generation
from indexer.embedded_writer import Writer
from indexer.index import Hit, Index, Page, Request, Written
from indexer.lock import hold

T = TypeVar("T")
_DAMAGE = (OSError, ValueError, sqlite3.Error)  # ValueError is how tantivy says everything


class EmbeddedIndex:
    """`Index` in a folder."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        """Open for reading, or for writing too. A damaged index opens, so that a rebuild can mend it.

        Raises:
            AdtrailError: another process writes to this index.
        """
        self._folder, self._lock = folder, RLock()
        self._name, self._generation = "", Generation(None)
        self._held = hold(folder / "writer.lock") if write else None
        self._writer: Writer | None = None
        if write:
            if not _current(folder):
                _publish(folder, _new(folder))
            self._reopen()

    def upsert(self, documents: Iterable[Document]) -> Written:
        """See `Index.upsert`."""
        return Written(stored=self._writing().upsert(documents))

    def delete(self, ids: Iterable[str]) -> int:
        """See `Index.delete`."""
        return self._writing().delete(ids)

    def get(self, id: str) -> Document | None:
        """See `Index.get`."""
        return self._ask(lambda generation: generation.get(id))

    def search(self, request: Request) -> Page:
        """See `Index.search`."""
        return self._ask(lambda generation: embedded_search.search(generation, request))

    def count(self, query: str = "") -> int:
        """See `Index.count`."""
        return self._ask(lambda generation: embedded_search.count(generation, query))

    def scan(self, query: str = "") -> Iterator[Document]:
        """See `Index.scan`."""
        return self._ask(lambda generation: embedded_search.scan(generation, query))

    def ids(self) -> frozenset[str]:
        """See `Index.ids`."""
        return self._ask(lambda generation: generation.ids())

    def nearest(self, vector: tuple[float, ...], size: int = 10, query: str = "") -> tuple[Hit, ...]:
        """See `Index.nearest`."""
        return self._ask(lambda generation: embedded_search.nearest(generation, vector, size, query))

    @contextmanager
    def rebuild(self) -> Iterator[Index]:
        """See `Index.rebuild`."""
        self._may_write()
        if self._writer:
            self._writer.close()
        name = _new(self._folder)
        fresh = _Fresh(self._folder, name)
        try:
            yield fresh
        except BaseException:
            fresh.close()
            shutil.rmtree(self._folder / name)
            self._reopen()
            raise
        fresh.close()
        _publish(self._folder, name)
        self._reopen()
        _sweep(self._folder, keep=name)

    def close(self) -> None:
        """See `Index.close`."""
        if self._writer:
            self._writer.close()
            self._writer = None
        self._generation.close()
        if self._held:
            self._held.close()
            self._held = None

    def _writing(self) -> Writer:
        if not self._writer:
            self._may_write()
            try:
                self._writer = Writer(self._now())
            except _DAMAGE as error:
                raise _damaged(self._folder, error) from error
        return self._writer

    def _may_write(self) -> None:
        if not self._held:
            raise AdtrailError("this index was opened for reading; open it with write=True")

    def _reopen(self) -> None:
        """A writer for the generation of now; a damaged one is told of when it is written to."""
        self._writer = None
        with suppress(AdtrailError):
            self._writing()

    def _ask(self, question: Callable[[Generation], T]) -> T:
        """Ask the generation of now; again when a rebuild took it away meanwhile."""
        while True:
            name = _current(self._folder)
            try:
                return question(self._now())
            except _DAMAGE as error:
                if name == _current(self._folder):
                    raise _damaged(self._folder, error) from error

    def _now(self) -> Generation:
        """The generation that `current` names."""
        with self._lock:
            name = _current(self._folder)
            if name != self._name:
                self._generation, self._name = Generation(self._folder / name), name
            return self._generation


class _Fresh(EmbeddedIndex):
    """A generation that is being filled, before it is named."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name, self._held = folder, name, None
        self._generation = Generation(folder / name)
        self._writer = Writer(self._generation)

    def _now(self) -> Generation:
        return self._generation


def _current(folder: Path) -> str:
    pointer = folder / "current"
    return pointer.read_text(errors="replace") if pointer.is_file() else ""


def _damaged(folder: Path, error: Exception) -> AdtrailError:
    return AdtrailError(f"the index in {folder} cannot be read ({error}); make it again with `adtrail index rebuild`")


def _publish(folder: Path, name: str) -> None:
    with atomic(folder / "current") as pointer:
        pointer.write(name.encode())


def _new(folder: Path) -> str:
    """Make the folder of a generation; readers never do, or they would bring a removed one back."""
    name = f"generation-{time.time_ns()}"
    (folder / name / SEARCH).mkdir(parents=True)
    return name


def _sweep(folder: Path, keep: str) -> None:
    """Remove the other generations; who reads one still has its files open."""
    for path in folder.glob("generation-*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)  # a reader may clean up there too; what stays goes next time
