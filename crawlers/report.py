"""`RunReport`: what one run of one site did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["running", "finished", "interrupted", "failed", "left out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one run of one site did. Requests are those of the whole run, posts those of this process.

    `posts` counts by event; `failed` and `refused` count requests by reason. `reason` says why a run failed, or was
    left out.
    """

    site: str
    state: State
    run: int = 0
    resumed: bool = False
    stored: int = 0
    queued: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    posts: Mapping[str, int] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    bytes: int = 0
    seconds: float = 0.0
    reason: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """What a job's history keeps of it."""
        ends = {"failed": sum(self.failed.values()), "refused": sum(self.refused.values())}
        return {"pages": self.stored, **ends, **self.posts}
