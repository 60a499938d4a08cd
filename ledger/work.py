"""`Work`: something that the clock runs when its hour comes. A room names its own in `<room>/work.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.settings import Settings
from ledger.ledger import open_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A kind of job on a subject, its cron line (UTC), and what to call; the call returns its counts."""

    kind: str
    subject: str = ""
    cron: str
    run: Callable[[], dict[str, int]]


def work(settings: Settings) -> list[Work]:
    """The ledger's own: a checkpoint of the audit log each night, so that a truncated log is found."""
    return [Work(kind="checkpoint", cron="0 0 * * *", run=lambda: _checkpoint(settings))]


def _checkpoint(settings: Settings) -> dict[str, int]:
    with open_ledger(settings) as ledger:
        ledger.audit.checkpoint()
    return {"checkpoints": 1}
