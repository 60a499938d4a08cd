"""What only the embedded engine can do wrong: locks, crashes, generations."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.errors import AdtrailError
from config.settings import Settings
from indexer.embedded import EmbeddedIndex
from indexer.index import Index, Request
from indexer.opening import open_index


def test_a_second_writer_is_refused_and_told_why(embedded: Index, tmp_path: Path) -> None:
    with pytest.raises(AdtrailError, match=rf"another process \({os.getpid()}\) writes"):
        open_index(Settings(data_dir=tmp_path), write=True)
    embedded.close()
    open_index(Settings(data_dir=tmp_path), write=True).close()


def test_a_reader_cannot_write(embedded: Index, tmp_path: Path, document: Any) -> None:
    reader = open_index(Settings(data_dir=tmp_path))
    for write in (
        lambda: reader.upsert([document()]),
        lambda: reader.delete(["x"]),
        lambda: reader.rebuild().__enter__(),
    ):
        with pytest.raises(AdtrailError, match="opened for reading"):
            write()
    reader.close()


def test_a_reader_of_nothing_makes_nothing(tmp_path: Path) -> None:
    reader = EmbeddedIndex(tmp_path / "index")
    assert (reader.count(), reader.search(Request()).total) == (0, 0)
    assert not (tmp_path / "index").exists()
    reader.close()


def test_readers_see_each_commit_and_each_rebuild(embedded: Index, tmp_path: Path, document: Any) -> None:
    reader = open_index(Settings(data_dir=tmp_path))
    assert reader.count() == 0
    embedded.upsert([document(1), document(2)])
    assert reader.count() == 2
    embedded.delete([document(1).id])
    assert [one.id for one in reader.scan()] == [document(2).id]
    stream = reader.scan()
    with embedded.rebuild() as fresh:
        fresh.upsert([document(number) for number in range(5)])
    assert reader.count() == 5
    assert [one.id for one in stream] == [document(2).id]  # as it stood, although its files are gone
    assert len(list((tmp_path / "index").glob("generation-*"))) == 1
    reader.close()


def test_an_index_stays_when_it_is_closed(tmp_path: Path, document: Any) -> None:
    settings = Settings(data_dir=tmp_path)
    first = open_index(settings, write=True)
    first.upsert([document(1, "kept", vector=(0.5, 0.25))])
    first.close()
    again = open_index(settings)
    assert (again.count("kept"), again.get(document(1).id)) == (1, document(1, "kept", vector=(0.5, 0.25)))
    again.close()


KILLED = """
    import os, signal
    from pathlib import Path
    from indexer.embedded import EmbeddedIndex
    from indexer.embedded_writer import Writer
    from tests.indexer.conftest import document

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    index = EmbeddedIndex(Path({folder!r}), write=True)
    index.upsert([document(number, "old") for number in range(3)])
    {fault}
    {act}
"""
STORE = 'index.upsert([document(number, "fresh") for number in range(1, 6)])'
REMOVE = "index.delete([document(number).id for number in range(2)])"


@pytest.mark.parametrize(
    ("act", "fault", "old", "fresh"),
    [
        (STORE, "Writer._pend = die", {0, 1, 2}, set()),
        (STORE, "Writer._put = die", {0}, {1, 2, 3, 4, 5}),
        (STORE, "Writer._commit = die", {0}, {1, 2, 3, 4, 5}),
        (REMOVE, "Writer._pend = die", {0, 1, 2}, set()),
        (REMOVE, "Writer._commit = die", {2}, set()),
    ],
)
def test_a_killed_writer_leaves_all_or_nothing(
    tmp_path: Path, document: Any, act: str, fault: str, old: set[int], fresh: set[int]
) -> None:
    """The two stores agree again as soon as the next writer opens, and running the write again doubles nothing."""
    folder = tmp_path / "index"
    code = textwrap.dedent(KILLED.format(folder=str(folder), fault=fault, act=act))
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    index = EmbeddedIndex(folder, write=True)

    def found(query: str) -> set[int]:
        return {int(one.id, 16) for one in index.scan(query)}

    assert (found("old"), found("fresh")) == (old, fresh)
    assert all((index.get(document(number).id) is not None) == (number in old | fresh) for number in range(6))
    index.upsert([document(number, "fresh") for number in range(1, 6)])
    assert (found(""), found("fresh")) == ({*range(1, 6)} | (old & {0}), {*range(1, 6)})
    index.close()


REBUILD = "with index.rebuild() as fresh: fresh.upsert([document(9)]); die()"


def test_a_killed_rebuild_leaves_the_old_index(tmp_path: Path, document: Any) -> None:
    folder = tmp_path / "index"
    code = textwrap.dedent(KILLED.format(folder=str(folder), fault="", act=REBUILD))
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    index = EmbeddedIndex(folder, write=True)
    assert index.count("old") == index.count() == 3
    with index.rebuild() as fresh:
        fresh.upsert([document(1)])
    assert (index.count(), len(list(folder.glob("generation-*")))) == (1, 1)
    index.close()


def test_deleted_text_is_not_left_in_the_file(embedded: Index, tmp_path: Path, document: Any) -> None:
    embedded.upsert([document(1, "unmistakable"), document(2)])
    embedded.delete([document(1).id])
    embedded.close()
    (database,) = (tmp_path / "index").glob("generation-*/documents.db")
    assert b"unmistakable" not in database.read_bytes()
    with sqlite3.connect(database) as db:
        assert db.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    db.close()


def _scribble(path: Path) -> None:
    path.write_bytes(b"\xff not what it was")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "generation gone": shutil.rmtree,
    "search gone": lambda folder: shutil.rmtree(folder / "search"),
    "search damaged": lambda folder: _scribble(folder / "search" / "meta.json"),
    "documents damaged": lambda folder: _scribble(folder / "documents.db"),
    "another named": lambda folder: _scribble(folder.parent / "current"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_says_so_and_can_be_rebuilt(
    tmp_path: Path, document: Any, damage: Callable[[Path], object]
) -> None:
    folder = tmp_path / "index"
    index = EmbeddedIndex(folder, write=True)
    index.upsert([document(1)])
    index.close()
    (generation,) = folder.glob("generation-*")
    damage(generation)
    reader = EmbeddedIndex(folder)
    writer = EmbeddedIndex(folder, write=True)
    for act in (reader.count, lambda: list(reader.scan()), writer.count, lambda: writer.upsert([document(2)])):
        with pytest.raises(AdtrailError, match="adtrail index rebuild"):
            act()
    with pytest.raises(KeyError), writer.rebuild():
        raise KeyError
    with writer.rebuild() as fresh:
        fresh.upsert([document(3)])
    writer.upsert([document(4)])
    assert reader.count() == writer.count() == 2
    assert len(list(folder.glob("generation-*"))) == 1
    for one in (reader, writer):
        one.close()
