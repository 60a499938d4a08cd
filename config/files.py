"""Durable files and JSON Lines.

A file written here is either whole or absent: it is written beside its place, synced, then renamed.
Records are plain dataclasses within; pydantic checks them where they enter (`read_lines`).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from config.errors import BadInput

T = TypeVar("T")


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)  # built once a type: building costs milliseconds


def to_json(record: object) -> bytes:
    """One record (dataclass, dict, …) as one line of JSON with sorted keys, without the line end."""
    return orjson.dumps(
        record, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS, default=_plain
    )


def _plain(value: object) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)  # Decimal, Path: text keeps them exact


def from_json(kind: type[T], line: bytes | str, *, file: str | Path | None = None, number: int | None = None) -> T:
    """Check one line against a record type.

    Raises:
        BadInput: names the file, the line and the first wrong field.
    """
    try:
        record: T = _adapter(kind).validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or None
        raise BadInput(first["msg"], file=file, line=number, field=field) from None
    return record


def read_lines(path: str | Path, kind: type[T]) -> Iterator[T]:
    """Stream records from a JSON Lines file (`-` is standard input); empty lines are skipped.

    Raises:
        BadInput: at the first line that does not fit, or when the file is not there.
    """
    with open_input(path) as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield from_json(kind, line, file=path, number=number)


@contextmanager
def open_input(path: str | Path) -> Iterator[IO[bytes]]:
    """A file or standard input (`-`) as bytes.

    Raises:
        BadInput: when the file cannot be opened.
    """
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = open(path, "rb")  # noqa: SIM115 - closed below; only the opening is tried
    except OSError as error:
        raise BadInput(error.strerror or str(error), file=path, fix="give the path of a readable file") from None
    with stream:
        yield stream


def write_lines(path: Path, records: Iterable[object]) -> int:
    """Write records as JSON Lines, whole or not at all; returns how many."""
    count = 0
    with atomic(path) as stream:
        for record in records:
            stream.write(to_json(record) + b"\n")
            count += 1
    return count


@contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when the block ends well, and is durable by then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = beside(path)
    try:
        with open(part, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Where to build what will be renamed to `path`: a name that no other process or thread builds under."""
    return path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
