"""Delivery of a package into a folder that the recipient collects from."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from config.errors import AdtrailError, BadInput, Refused
from config.files import beside, sync_folder
from exchange.package import verify
from ledger.ledger import Ledger


def deliver(ledger: Ledger, package: Path, drop: Path, *, actor: str, now: datetime | None = None) -> Path:
    """Put a package into the drop folder, whole, and record it; again is no change. Returns its place.

    Raises:
        Refused: the actor may not refer, the package was never recorded here, or it has expired.
        BadInput: the package is damaged, there is no drop folder, or something else lies in its place.
        AdtrailError: the disk is full or the folder cannot be written.
    """
    checked = verify(package, ledger.keys)
    if not checked.ok:
        raise BadInput(f"{checked.bad} {checked.reason}", file=package, fix="export the referral again")
    export = ledger.exports.get(checked.referral)
    if export is None or export.manifest_sha256 != checked.manifest_sha256:
        raise Refused(f"{package} was not exported by this ledger")
    ledger.actors.allow(actor, "refer", purpose=f"delivery to {export.recipient}")
    if export.expires_at <= (now or datetime.now(UTC)):
        raise Refused(f"referral {export.id} expired on {export.expires_at.date()}")
    if not drop.is_dir():
        raise BadInput("no such folder", file=drop, fix="the recipient's folder must be there; it is not made")
    target = drop / f"referral-{export.id}"
    if not target.exists():
        _copy(package, target)
    elif verify(target, ledger.keys) != checked:
        raise BadInput("something else lies there", file=target, fix="move it away")
    ledger.exports.delivered(export.id, str(drop), actor=actor)
    return target


def _copy(package: Path, target: Path) -> None:
    """Copy beside the place, then rename, so that a collector never sees half a package."""
    part = beside(target)
    try:
        shutil.copytree(package, part)
        for file in part.iterdir():
            with open(file, "rb") as stream:
                os.fsync(stream.fileno())
        part.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise AdtrailError(f"{target}: {error.strerror}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
