"""A referral as a folder: whole or absent, the same bytes every time, and every byte witnessed by its manifest."""

from __future__ import annotations

import hmac
import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from config.errors import AdtrailError, BadInput
from config.files import beside, sync_folder, to_json
from exchange.compact import compact
from exchange.formats import FORMATS
from exchange.readme import readme
from exchange.referral import SCHEMA, Referral
from exchange.report import report
from exchange.tables import to_csv
from ledger.exports import Export
from ledger.keys import Keys
from ledger.ledger import Ledger

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What `verify` found: the first bad file and why, or nothing."""

    referral: str = ""
    manifest_sha256: str = ""
    bad: str = ""
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether every file is as its manifest says."""
        return not self.bad


def write(ledger: Ledger, referral: Referral, parent: Path) -> Path:
    """Write the package `parent/referral-ID` and record it in the ledger; again is no change.

    Raises:
        BadInput: a folder of this name with other content is there.
        AdtrailError: the disk is full or the folder cannot be written.
    """
    folder = parent / f"referral-{referral.id}"
    content = render(referral, ledger.keys)
    _put(folder, content)
    counts = {"selectors": len(referral.selectors), "leads": len(referral.leads)}
    ledger.exports.add(
        Export(
            id=referral.id, recipient=referral.terms.recipient, policy=referral.terms.policy,
            manifest_sha256=sha256(content[MANIFEST]).hexdigest(), created_by=referral.created_by,
            approved_by=referral.approved_by, created_at=referral.created_at, expires_at=referral.terms.expires_at,
            counts=counts | {"withheld": sum(referral.withheld.values())},
        )
    )  # fmt: skip
    return folder


def render(referral: Referral, keys: Keys) -> dict[str, bytes]:
    """The files of the package by name; the manifest is last."""
    head = compact(replace(referral, selectors=(), leads=())) | {"selectors": "selectors.jsonl", "leads": "leads.jsonl"}
    files = {
        "referral.json": to_json(head) + b"\n",
        "selectors.jsonl": _lines(referral.selectors),
        "selectors.csv": to_csv(referral.selectors, "spreadsheet"),
        "selectors.machine.csv": to_csv(referral.selectors, "machine"),
        "leads.jsonl": _lines(referral.leads),
        "leads.txt": report(referral).encode(),
        "README.txt": readme(referral).encode(),
        **{form.file: form.render(referral) for form in FORMATS},
    }
    listed = {name: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(files.items())}
    manifest: dict[str, Any] = {"schema": SCHEMA, "referral": referral.id, "files": listed}
    manifest["signature"] = _signature(keys, manifest)
    return {**files, MANIFEST: to_json(manifest) + b"\n"}


def verify(folder: Path, keys: Keys | None = None) -> Checked:
    """Check a package against its manifest; with the sender's `keys`, also that the manifest is theirs."""
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = json.loads(raw)
        files: dict[str, Any] = manifest["files"]
        listed = {name: (str(one["sha256"]), int(one["bytes"])) for name, one in files.items()}
        signature = str(manifest.pop("signature"))
        id = str(manifest["referral"])
    except OSError as error:
        return Checked(bad=MANIFEST, reason=error.strerror or "cannot be read")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Checked(bad=MANIFEST, reason="is not a manifest")
    if keys is not None and not hmac.compare_digest(_signature(keys, manifest).encode(), signature.encode()):
        return Checked(bad=MANIFEST, reason="was not signed with this key")
    for name in sorted(listed.keys() | {path.name for path in folder.iterdir()} - {MANIFEST}):
        reason = _against(folder, name, listed.get(name))
        if reason:
            return Checked(referral=id, bad=name, reason=reason)
    return Checked(referral=id, manifest_sha256=sha256(raw).hexdigest())


def _against(folder: Path, name: str, listed: tuple[str, int] | None) -> str:
    file = folder / name
    if listed is None:
        return "is not in the manifest"
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name) or file.is_symlink() or not file.is_file():
        return "is missing or no plain file"
    data = file.read_bytes()
    if len(data) != listed[1]:
        return f"has {len(data)} bytes, not {listed[1]}"
    return "" if sha256(data).hexdigest() == listed[0] else "has been changed"


def _signature(keys: Keys, manifest: dict[str, Any]) -> str:
    return keys.token("manifest", to_json(manifest).decode())


def _lines(records: Iterable[object]) -> bytes:
    return b"".join(to_json(compact(record)) + b"\n" for record in records)


def _put(folder: Path, content: dict[str, bytes]) -> None:
    """Build the folder beside its place, then rename it; one that is there already must be the same."""
    part = beside(folder)
    try:
        part.mkdir(parents=True)
        for name, data in content.items():
            with open(part / name, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        sync_folder(part)
        try:
            part.rename(folder)
        except OSError:
            if not folder.is_dir() or {path.name: path.read_bytes() for path in folder.iterdir()} != content:
                raise BadInput("there is something else under this name", file=folder, fix="move it away") from None
        sync_folder(folder.parent)
    except OSError as error:
        raise AdtrailError(f"{folder}: {error.strerror}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
