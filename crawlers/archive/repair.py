"""Closing segments that a killed run left open: what was acknowledged is kept, the rest is fetched again."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from config.errors import BadInput
from config.files import from_json
from crawlers.archive import warc
from crawlers.archive.manifest import CAPTURE, POSTS, Entry, File, Manifest, store
from crawlers.frontier import Position
from crawlers.post import Post
from crawlers.profile import SiteProfile


def repair(root: Path, segment: str, profile: SiteProfile, position: Position | None) -> Manifest | None:
    """Cut an open segment back to what counts and close it; None when nothing counts and it was dropped.

    With a `position` exactly the acknowledged bytes are kept; the manifest tells how many of them are `lost`, because
    they are gone or cannot be read. Without one (the frontier was lost) the readable prefix is kept, and posts whose
    evidence is not in it are left out.
    """
    folder = root / segment
    capture = (folder / CAPTURE).read_bytes()
    posts = (folder / POSTS).read_bytes() if (folder / POSTS).exists() else b""
    if position is not None:
        capture, posts = capture[: position.capture], posts[: position.posts]
    records = _records(capture)
    entries = _posts(posts, segment, {entry.id for entry in records})
    acknowledged = position.capture + position.posts if position else 0
    if not records and not acknowledged:
        _drop(folder)
        return None
    now = datetime.now(UTC)
    files = _cut(folder / CAPTURE, capture, records), _cut(folder / POSTS, posts, entries)
    return store(
        folder,
        Manifest(
            segment=segment,
            site=profile.name,
            retention=profile.retention,
            legal_basis=profile.legal_basis,
            started=warc.read(capture[: records[0].length]).fetched_at if records else now,
            closed=now,
            capture=files[0],
            posts=files[1],
            repaired=True,
            lost=max(0, acknowledged - sum(file.bytes for file in files)),
        ),
    )


def _records(data: bytes) -> tuple[Entry, ...]:
    entries = []
    for offset, length in warc.members(data):
        member = data[offset : offset + length]
        try:
            read = warc.read(member)
        except ValueError:
            break
        digest, payload = sha256(member).hexdigest(), sha256(read.payload).hexdigest()
        entries.append(
            Entry(
                id=read.id, type=read.type, url=read.url, offset=offset, length=length, sha256=digest, payload=payload
            )
        )
    return tuple(entries)


def _posts(data: bytes, segment: str, records: set[str]) -> tuple[Entry, ...]:
    entries, offset = [], 0
    for line in data.splitlines(keepends=True):
        try:
            post = from_json(Post, line)
        except BadInput:
            break
        if not line.endswith(b"\n") or (post.capture.segment == segment and post.capture.record not in records):
            break
        entries.append(
            Entry(
                id=post.id, type="post", url=post.url, offset=offset, length=len(line), sha256=sha256(line).hexdigest()
            )
        )
        offset += len(line)
    return tuple(entries)


def _cut(path: Path, data: bytes, entries: tuple[Entry, ...]) -> File:
    size = entries[-1].offset + entries[-1].length if entries else 0
    with open(path, "ab") as stream:
        stream.truncate(size)
        os.fsync(stream.fileno())
    return File(bytes=size, sha256=sha256(data[:size]).hexdigest(), entries=entries)


def _drop(folder: Path) -> None:
    """Remove a segment in which nothing counts; its number is used again."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
