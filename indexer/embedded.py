"""The embedded engine: no server, one writer process, any number of readers. For a laptop and the demo.

The folder holds generations; the file `current` names the one that is searched. A rebuild fills a new generation and
swaps the name; readers notice at their next question.
"""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import IO

from config.errors import AdtrailError
from config.files import atomic
from indexer import embedded_search
from indexer.document import Document
from indexer.embedded_store import Generation
from indexer.embedded_writer import Writer
from indexer.index import Hit, Index, Page, Request, Written


class EmbeddedIndex:
    """`Index` in a folder."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        """Open for reading, or for writing too.

        Raises:
            AdtrailError: another process writes to this index.
        """
        self._folder, self._lock = folder, RLock()
        self._name, self._generation = "", Generation(None)
        self._held = _hold(folder) if write else None
        if write and not _current(folder):
            _publish(folder, _name())
        self._writer = Writer(self._now()) if write else None

    def upsert(self, documents: Iterable[Document]) -> Written:
        """See `Index.upsert`."""
        return Written(stored=self._writing().upsert(documents))

    def delete(self, ids: Iterable[str]) -> int:
        """See `Index.delete`."""
        return self._writing().delete(ids)

    def get(self, id: str) -> Document | None:
        """See `Index.get`."""
        return self._now().get(id)

    def search(self, request: Request) -> Page:
        """See `Index.search`."""
        return embedded_search.search(self._now(), request)

    def count(self, query: str = "") -> int:
        """See `Index.count`."""
        return embedded_search.count(self._now(), query)

    def scan(self, query: str = "") -> Iterator[Document]:
        """See `Index.scan`."""
        return embedded_search.scan(self._now(), query)

    def nearest(self, vector: tuple[float, ...], size: int = 10, query: str = "") -> tuple[Hit, ...]:
        """See `Index.nearest`."""
        return embedded_search.nearest(self._now(), vector, size, query)

    @contextmanager
    def rebuild(self) -> Iterator[Index]:
        """See `Index.rebuild`. The generation before is kept until the next rebuild, for readers that are slow."""
        self._writing().close()
        name, before = _name(), self._name
        fresh = _Fresh(self._folder, name)
        try:
            yield fresh
        except BaseException:
            fresh.close()
            shutil.rmtree(self._folder / name)
            self._writer = Writer(self._generation)
            raise
        fresh.close()
        _publish(self._folder, name)
        self._writer = Writer(self._now())
        _sweep(self._folder, keep={name, before})

    def close(self) -> None:
        """See `Index.close`."""
        if self._writer:
            self._writer.close()
        self._generation.close()
        if self._held:
            self._held.close()

    def _writing(self) -> Writer:
        if not self._writer:
            raise AdtrailError("this index was opened for reading; open it with write=True")
        return self._writer

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
    return pointer.read_text() if pointer.is_file() else ""


def _publish(folder: Path, name: str) -> None:
    with atomic(folder / "current") as pointer:
        pointer.write(name.encode())


def _name() -> str:
    return f"generation-{time.time_ns()}"


def _sweep(folder: Path, keep: set[str]) -> None:
    for path in folder.glob("generation-*"):
        if path.name not in keep:
            shutil.rmtree(path)


def _hold(folder: Path) -> IO[bytes]:
    """Take the lock of the one writer; the system releases it when the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    held = open(folder / "writer.lock", "wb")  # noqa: SIM115 - held until the index is closed
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise AdtrailError(f"another process writes to {folder}; wait for it to end") from None
    return held
