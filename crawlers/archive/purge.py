"""Removing evidence on purpose: the bytes go, the hashes stay, every offset stays where it was.

The manifest is rewritten first, with a tombstone for each record and the hashes that the files are about to have;
then the bytes are blanked. A purge that was cut off is found by `verify` and finished by doing it again.
"""

from __future__ import annotations

import gzip
import os
import struct
import zlib
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from config.errors import BadInput
from crawlers.archive.manifest import Entry, File, Manifest, load, store

_FIXED = 21  # bytes of an empty gzip member with an empty comment


def purge(root: Path, segment: str, ids: Collection[str], reason: str) -> Manifest:
    """Remove records (WARC-Record-IDs) and posts (ids) from a segment; those that are not there are passed over.

    The caller notes the manifest's new seal in the audit log.

    Raises:
        BadInput: there is no such segment, its manifest is damaged, or a record that is to stay is.
    """
    folder = root / segment
    manifest = load(folder)
    stamp = f"{datetime.now(UTC):%Y-%m-%d} {reason}"

    def mark(entry: Entry) -> Entry:
        return replace(entry, removed=entry.removed or stamp) if entry.id in ids else entry

    files = {name: _marked(folder / name, file, mark) for name, file in manifest.files.items()}
    capture, posts = files.values()
    manifest = store(folder, replace(manifest, capture=capture, posts=posts))
    for name, file in manifest.files.items():
        _blank_out(folder / name, file)
    return manifest


def blank(entry: Entry) -> bytes:
    """What stands in place of a removed record, of the same length.

    In a WARC file that is an empty gzip member, so that other tools read on; among posts a blank line.
    """
    if entry.type == "post":
        return b" " * (entry.length - 1) + b"\n"
    comment = b"-" * (entry.length - _FIXED)
    head = struct.pack("<BBBBLBB", 0x1F, 0x8B, 8, 0x10, 0, 0, 255)  # deflate, with a comment, unknown system
    return head + comment + b"\0" + _EMPTY + struct.pack("<LL", zlib.crc32(b""), 0)


_EMPTY = gzip.compress(b"")[10:-8]


def _marked(path: Path, file: File, mark: Callable[[Entry], Entry]) -> File:
    entries = tuple(mark(entry) for entry in file.entries)
    data = bytearray(path.read_bytes() if path.exists() else b"")
    for entry in entries:
        place = slice(entry.offset, entry.offset + entry.length)
        if entry.removed:
            data[place] = blank(entry)
        elif sha256(data[place]).hexdigest() != entry.sha256:  # a hash of it as it is now would vouch for the damage
            raise BadInput(f"damaged at record {entry.id}; nothing was purged", file=path, fix="adtrail archive verify")
    return replace(file, sha256=sha256(data[: file.bytes]).hexdigest(), entries=entries)


def _blank_out(path: Path, file: File) -> None:
    with open(path, "r+b" if path.exists() else "w+b") as stream:
        for entry in file.entries:
            if entry.removed:
                stream.seek(entry.offset)
                stream.write(blank(entry))
        stream.flush()
        os.fsync(stream.fileno())
