"""Checking evidence: every byte of every segment against its manifest, and the manifest against the audit log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from config.errors import BadInput
from crawlers.archive.manifest import CAPTURE, MANIFEST, POSTS, File, Manifest, load
from crawlers.archive.purge import blank

Kind = Literal["ok", "removed", "open", "damaged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the check of a segment says: `ok`, some records `removed` on purpose, still `open`, or `damaged`.

    For damage: the file, the first bad record and the byte (offset in the file) at which it begins or is cut off.
    """

    segment: str
    kind: Kind
    reason: str = ""
    file: str | None = None
    record: str | None = None
    byte: int | None = None
    removed: int = 0


def verify(root: Path, seals: Mapping[str, str] | None = None) -> list[Finding]:
    """What is damaged below `root`, at most one finding a segment; empty when all is well. See `check`."""
    return [finding for finding in check(root, seals) if finding.kind == "damaged"]


def check(root: Path, seals: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Check every segment below `root`, in order of their names: one finding each, of damage the first.

    `seals` are those of the audit log by segment: a manifest that was replaced as a whole is found by them, and so
    is a segment that is gone.
    """
    folders = {path.parent for name in (MANIFEST, CAPTURE, POSTS) for path in root.glob(f"*/*/*/{name}")}
    names = {str(folder.relative_to(root)) for folder in folders}
    for name in sorted(names | set(seals or ())):
        if name not in names:
            yield _bad(name, MANIFEST, "the audit log has this segment, and it is gone")
        elif not (root / name / MANIFEST).exists() and not (seals and name in seals):
            yield Finding(segment=name, kind="open", reason="not closed: the next run of the site repairs it")
        else:
            yield _segment(root / name, name, seals)


def _segment(folder: Path, name: str, seals: Mapping[str, str] | None) -> Finding:
    try:
        manifest = load(folder)
    except BadInput as error:
        return _bad(name, MANIFEST, error.reason)
    if manifest.segment != name:
        return _bad(name, MANIFEST, f"it is the manifest of {manifest.segment}")
    if seals is not None and seals.get(name) != manifest.seal:
        return _bad(name, MANIFEST, "its seal is not that of the audit log")
    damage = (_check(folder, name, file, contents) for file, contents in manifest.files.items())
    return next((found for found in damage if found), None) or _sound(manifest)


def _sound(manifest: Manifest) -> Finding:
    if manifest.lost:
        return _bad(manifest.segment, MANIFEST, f"{manifest.lost} acknowledged bytes were lost before it was repaired")
    removed = sum(bool(entry.removed) for file in manifest.files.values() for entry in file.entries)
    return Finding(segment=manifest.segment, kind="removed" if removed else "ok", removed=removed)


def _bad(segment: str, file: str, reason: str, record: str | None = None, byte: int | None = None) -> Finding:
    return Finding(segment=segment, kind="damaged", reason=reason, file=file, record=record, byte=byte)


def _check(folder: Path, segment: str, name: str, file: File) -> Finding | None:
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        return _bad(segment, name, error.strerror or str(error), byte=0)
    for entry in file.entries:
        part = data[entry.offset : entry.offset + entry.length]
        if len(part) < entry.length:
            return _bad(segment, name, "cut off", entry.id, len(data))
        if entry.removed:
            if part != blank(entry):
                return _bad(segment, name, "the purge of it did not finish: purge it again", entry.id, entry.offset)
        elif sha256(part).hexdigest() != entry.sha256:
            return _bad(segment, name, "changed", entry.id, entry.offset)
    if sha256(data).hexdigest() != file.sha256:
        return _bad(segment, name, "bytes after the last record", byte=file.bytes)
    return None
