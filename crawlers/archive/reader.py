"""Reading evidence: segments, the posts in them in order, and the stored bytes behind a post."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from config.errors import BadInput
from config.files import from_json
from crawlers.archive import warc
from crawlers.archive.manifest import CAPTURE, MANIFEST, POSTS, Entry, Manifest, load
from crawlers.post import Capture, Post

_NAME = re.compile(r"[^/.][^/]*/\d{4}-\d{2}/[^/.][^/]*")  # `<class>/<YYYY-MM>/<site>-<nnnnnn>`; leads nowhere else


class Archive:
    """Closed segments below a folder; open ones do not count yet. Removed records and posts are passed over."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._manifest = lru_cache(maxsize=16)(load)  # one holds thousands of records: read it once, keep a few
        self._places = lru_cache(maxsize=16)(self._by_id)

    def segments(self) -> list[str]:
        """Names of closed segments, in order of month, then site and number."""
        found = (str(path.parent.relative_to(self.root)) for path in self.root.glob(f"*/*/*/{MANIFEST}"))
        return sorted(found, key=lambda name: (name.split("/")[1], name))

    def manifest(self, segment: str) -> Manifest:
        """What lies in a segment.

        Raises:
            BadInput: there is no such segment, or its manifest is damaged.
        """
        if not _NAME.fullmatch(segment):
            raise BadInput(f"no segment {segment!r}", fix="`adtrail archive list` shows them")
        return self._manifest(self.root / segment)

    def posts(self, segment: str | None = None) -> Iterator[Post]:
        """Posts of one segment or of all, in the order they were written: a site's later versions come later.

        Raises:
            BadInput: there is no such segment, or names the file and line of a damaged post.
        """
        for name in self.segments() if segment is None else [segment]:
            removed = {entry.offset for entry in self.manifest(name).posts.entries if entry.removed}
            path, offset = self.root / name / POSTS, 0
            with open(path, "rb") as stream:
                for number, line in enumerate(stream, start=1):
                    if offset not in removed:  # blank, or about to be: a purge may have been cut off
                        yield from_json(Post, line, file=path, number=number)
                    offset += len(line)

    def find(self, post_id: str) -> list[Post]:
        """Every version of a post, oldest first; empty when it is unknown or was removed."""
        found = []
        for name in self.segments():
            for entry in self.manifest(name).posts.entries:
                if entry.id == post_id and not entry.removed:
                    line = self._bytes(self.root / name / POSTS, entry)
                    found.append(from_json(Post, line, file=self.root / name / POSTS))
        return found

    def payload(self, capture: Capture) -> bytes:
        """The stored body (or rendered page) that a post was read from.

        Raises:
            BadInput: the record is not there, was removed, or is not what the hash says.
        """
        record = self.record(capture.segment, capture.record)
        if warc.digest(record.payload) != capture.sha256:
            raise BadInput("the payload is not what the post's hash says", file=self._file(capture.segment))
        return record.payload

    def record(self, segment: str, record_id: str) -> warc.Read:
        """One WARC record.

        Raises:
            BadInput: it is not there, was removed, or is damaged.
        """
        path = self._file(segment)
        entry = self._places(segment).get(record_id)
        if entry is None:
            raise BadInput(f"no record {record_id}", file=path)
        if entry.removed:
            raise BadInput(f"record {record_id} was removed: {entry.removed}", file=path)
        try:
            return warc.read(self._bytes(path, entry))
        except ValueError as error:
            raise BadInput(f"record {record_id}: {error}", file=path, fix="run `adtrail archive verify`") from None

    def pages(self, segment: str) -> Iterator[warc.Read]:
        """The fetched pages of a segment in order; requests and removed records are passed over."""
        for entry in self.manifest(segment).capture.entries:
            if entry.type in {"response", "resource"} and not entry.removed:
                yield self.record(segment, entry.id)

    def _file(self, segment: str) -> Path:
        return self.root / segment / CAPTURE

    def _by_id(self, segment: str) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.manifest(segment).capture.entries}

    @staticmethod
    def _bytes(path: Path, entry: Entry) -> bytes:
        with open(path, "rb") as stream:
            stream.seek(entry.offset)
            return stream.read(entry.length)
