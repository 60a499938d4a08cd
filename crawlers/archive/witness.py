"""The audit log as witness: it holds the seal of every closed segment, so that one checkpoint covers both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from config.settings import Settings
from crawlers.archive.manifest import Manifest

if TYPE_CHECKING:
    from ledger.audit import Audit

CLOSED, PURGED = "segment closed", "segment purged"  # actions of the audit log


@contextmanager
def _audit(settings: Settings) -> Iterator[Audit]:
    from ledger.ledger import open_ledger

    with open_ledger(settings) as ledger:
        yield ledger.audit


def witness(settings: Settings, manifest: Manifest) -> None:
    """Note a closed segment; again is no second entry."""
    with _audit(settings) as audit:
        if not audit.entries(action=CLOSED, subject=manifest.segment):
            details = {
                "seal": manifest.seal,
                "site": manifest.site,
                "records": len(manifest.capture.entries),
                "posts": len(manifest.posts.entries),
                "repaired": manifest.repaired,
                "lost": manifest.lost,
            }
            audit.append(CLOSED, manifest.segment, details)


def witness_purge(settings: Settings, manifest: Manifest, ids: Iterable[str], reason: str) -> None:
    """Note what was removed from a segment, and its new seal."""
    with _audit(settings) as audit:
        audit.append(PURGED, manifest.segment, {"seal": manifest.seal, "ids": sorted(ids), "reason": reason})


def seals(settings: Settings) -> dict[str, str]:
    """The latest seal of each segment, by its name."""
    with _audit(settings) as audit:
        entries = [entry for action in (CLOSED, PURGED) for entry in audit.entries(action=action)]
    return {entry.subject: entry.details["seal"] for entry in sorted(entries, key=lambda entry: entry.seq)}
