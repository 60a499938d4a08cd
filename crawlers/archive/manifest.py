"""The manifest of a segment: what lies in it, with the hash of everything. It is written last, and seals itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import orjson

from config.errors import BadInput
from config.files import atomic, from_json, to_json

SCHEMA = 1
CAPTURE, POSTS, MANIFEST = "capture.warc.gz", "posts.jsonl", "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record of a file: its bytes, their SHA-256, and for a WARC record its payload's.

    `id` is the WARC-Record-ID, or the post's id. A `removed` entry was purged: its bytes are blank, its hashes stay.
    """

    id: str
    type: str  # response | request | resource | post
    offset: int
    length: int
    sha256: str
    url: str = ""
    payload: str = ""
    removed: str | None = None  # why and when the payload was purged


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a segment: size in bytes, SHA-256 of all of it, and its records in order."""

    bytes: int
    sha256: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything about a closed segment. `segment` is its folder below the archive."""

    segment: str
    site: str
    retention: str
    legal_basis: str
    started: datetime
    closed: datetime
    capture: File
    posts: File
    repaired: bool = False  # closed by a later run, after the one that wrote it was killed
    lost: int = 0  # bytes that were acknowledged and that the repair did not find, or could not read
    schema: int = SCHEMA
    seal: str = field(default="")

    @property
    def files(self) -> dict[str, File]:
        """Files of the segment by name."""
        return {CAPTURE: self.capture, POSTS: self.posts}


def store(folder: Path, manifest: Manifest) -> Manifest:
    """Seal a manifest and write it, whole or not at all."""
    body = asdict(manifest) | {"seal": ""}
    body["seal"] = sha256(to_json(body)).hexdigest()
    data = to_json(body)
    with atomic(folder / MANIFEST) as stream:
        stream.write(data + b"\n")
    return from_json(Manifest, data)


def load(folder: Path) -> Manifest:
    """Read a manifest and check its seal.

    Raises:
        BadInput: it is not there, or a byte of it is not what was written.
    """
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(error.strerror or str(error), file=path, fix="the segment was not closed") from None
    try:
        body = orjson.loads(data)
        sealed = to_json({**body, "seal": ""})
    except (orjson.JSONDecodeError, TypeError) as error:
        raise BadInput(f"damaged manifest: {error}", file=path) from None
    if to_json(body) + b"\n" != data or sha256(sealed).hexdigest() != body.get("seal"):
        raise BadInput("damaged manifest: its seal does not fit", file=path)
    return from_json(Manifest, data, file=path)
