"""Writing evidence: segments cut by retention class × month × run, durable before anything is acknowledged."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from config.files import sync_folder, to_json
from crawlers.archive import warc
from crawlers.archive.manifest import CAPTURE, MANIFEST, POSTS, Entry, File, Manifest, store
from crawlers.frontier import Position
from crawlers.post import Capture, Post
from crawlers.profile import SiteProfile

MOST_BYTES = 256 * 2**20  # a segment is cut at this size, so that one can be moved, checked and read in memory

Closed = Callable[[Manifest], None]


class _File:
    """One append-only file of a segment, hashed as it grows."""

    def __init__(self, path: Path) -> None:
        self._stream: IO[bytes] = open(path, "xb")  # noqa: SIM115 - closed by `finish`
        self._hash = sha256()
        self.size = 0
        self.entries: list[Entry] = []

    def append(self, data: bytes, **about: Any) -> None:
        self.entries.append(Entry(offset=self.size, length=len(data), sha256=sha256(data).hexdigest(), **about))
        self._stream.write(data)
        self._hash.update(data)
        self.size += len(data)

    def sync(self) -> None:
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def finish(self) -> File:
        self.sync()
        self._stream.close()
        return File(bytes=self.size, sha256=self._hash.hexdigest(), entries=tuple(self.entries))


class Segment:
    """An open segment. Nothing of it counts before `sync`; the manifest closes it."""

    def __init__(self, root: Path, profile: SiteProfile, now: datetime) -> None:
        self.name = _next_name(root, profile, now)
        self.month = self.latest = f"{now:%Y-%m}"
        self._folder, self._profile, self._started = root / self.name, profile, now
        self._folder.mkdir(parents=True)
        self._capture, self._posts = _File(self._folder / CAPTURE), _File(self._folder / POSTS)
        for folder in (self._folder, *self._folder.parents[:3]):
            sync_folder(folder)

    def fetched(self, exchange: warc.Exchange) -> Capture:
        """Append what one fetch brought."""
        self.latest = f"{exchange.fetched_at:%Y-%m}"
        written = warc.records(exchange)
        for record in written:
            self._capture.append(record.member, id=record.id, type=record.type, url=record.url, payload=record.payload)
        return Capture(
            segment=self.name,
            record=written[0].id,
            sha256=written[0].payload,
            url=exchange.url,
            fetched_at=exchange.fetched_at,
        )

    def post(self, post: Post) -> None:
        """Append a post read from it."""
        self._posts.append(to_json(post) + b"\n", id=post.id, type="post", url=post.url)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._capture.size + self._posts.size

    def sync(self) -> Position:
        """Make everything so far durable; returns how far that is."""
        self._capture.sync()
        self._posts.sync()
        return Position(self.name, self._capture.size, self._posts.size)

    def close(self) -> Manifest:
        """Make the rest durable and write the manifest."""
        return store(
            self._folder,
            Manifest(
                segment=self.name,
                site=self._profile.name,
                retention=self._profile.retention,
                legal_basis=self._profile.legal_basis,
                started=self._started,
                closed=datetime.now(UTC),
                capture=self._capture.finish(),
                posts=self._posts.finish(),
            ),
        )


def _next_name(root: Path, profile: SiteProfile, now: datetime) -> str:
    """`<class>/<YYYY-MM>/<site>-<nnnnnn>`, one after the last that is there."""
    place = f"{profile.retention}/{now:%Y-%m}"
    numbers = [int(path.name.rpartition("-")[2]) for path in (root / place).glob(f"{profile.name}-" + "[0-9]" * 6)]
    return f"{place}/{profile.name}-{max(numbers, default=0) + 1:06d}"


class ArchiveWriter:
    """The archive as one run of one site writes it. `closed` is called with the manifest of each closed segment."""

    def __init__(self, root: Path, profile: SiteProfile, closed: Closed) -> None:
        self._root, self._profile, self._closed = root, profile, closed
        self._segment: Segment | None = None
        self.segments: list[str] = []

    def fetched(self, exchange: warc.Exchange) -> Capture:
        """Append what one fetch brought, to the segment of its month."""
        return self._open(exchange.fetched_at).fetched(exchange)

    def post(self, post: Post) -> None:
        """Append a post to the open segment."""
        self._open(post.capture.fetched_at).post(post)

    def sync(self) -> Position | None:
        """Make everything durable; None when nothing was written yet."""
        return self._segment.sync() if self._segment else None

    def due(self) -> bool:
        """Whether the open segment should be cut: another month has begun, or it is full."""
        segment = self._segment
        return segment is not None and (segment.latest != segment.month or segment.size > MOST_BYTES)

    def close(self) -> str | None:
        """Close the open segment, if any; returns its name."""
        if self._segment is None:
            return None
        manifest, self._segment = self._segment.close(), None
        self._closed(manifest)
        return manifest.segment

    def _open(self, now: datetime) -> Segment:
        if self._segment is None:
            self._segment = Segment(self._root, self._profile, now)
            self.segments.append(self._segment.name)
        return self._segment


def is_open(folder: Path) -> bool:
    """Whether a segment was begun and never closed."""
    return (folder / CAPTURE).exists() and not (folder / MANIFEST).exists()
