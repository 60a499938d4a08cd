"""What a site shows at the moment: its posts in the server's phase, and the clock that tells their age."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

Row = dict[str, Any]


@dataclass(slots=True)
class State:
    """What the servers of one world share: the phase, what was asked for, which flaky pages have failed already."""

    phase: int = 1
    hits: dict[str, Counter[str]] = field(default_factory=dict)
    failed: set[tuple[str, str, int]] = field(default_factory=set)
    ports: dict[str, int] = field(default_factory=dict)


class Store:
    """The posts of one site."""

    def __init__(self, file: Path, state: State) -> None:
        held = json.loads(file.read_text(encoding="utf-8"))
        self.today = date.fromisoformat(held["today"])
        self._state = state
        rows = [_timed(row) for row in held["posts"]]
        self._posts = {
            phase: {row["key"]: _in_phase(row, phase) for row in rows if row["phase"] <= phase} for phase in (1, 2)
        }
        self._listed = {phase: _latest_first(posts.values()) for phase, posts in self._posts.items()}

    def now(self) -> datetime:
        """The reader's clock; for a world of another day than today, noon of the world's day."""
        clock = datetime.now(UTC)
        if abs(clock.date() - self.today) <= timedelta(days=1):
            return clock
        return datetime.combine(self.today, time(12), UTC)

    def post(self, key: str) -> Row | None:
        """A post as it stands now; None when there is none (yet). A removed one has `removed`: how it went."""
        return self._posts[self._state.phase].get(key)

    def listed(self, **wanted: str) -> list[Row]:
        """Posts that are there now, the last touched first; `wanted` are fields they must have."""
        posts = self._listed[self._state.phase]
        return [post for post in posts if all(post[name] == value for name, value in wanted.items())]


def _timed(row: Row) -> Row:
    """The row with its times read."""
    for held in (row, row.get("change", {})):
        for name in ("posted_at", "updated_at"):
            if held.get(name):
                held[name] = datetime.fromisoformat(held[name])
    return row


def _in_phase(row: Row, phase: int) -> Row:
    return {**row, **(row.get("change", {}) if phase > 1 else {})}


def _latest_first(posts: Iterable[Row]) -> list[Row]:
    there = [post for post in posts if not post.get("removed")]
    return sorted(there, key=lambda post: (post["updated_at"] or post["posted_at"], post["key"]), reverse=True)


def age(moment: datetime, now: datetime) -> str:
    """How a board tells when: `2 hours ago`, `yesterday`, `3 days ago`, from 7 days on `Oct 14, 2026`."""
    minutes, days = (now - moment).total_seconds() // 60, (now.date() - moment.date()).days
    if minutes < 10:
        return "just now"
    if minutes < 60:
        return f"{minutes:.0f} minutes ago"
    if minutes < 20 * 60:
        hours = int(minutes // 60)
        return f"{hours} hour{'s' if hours > 1 else ''} ago"
    if days < 7:
        return "yesterday" if days <= 1 else f"{days} days ago"
    return f"{moment:%b} {moment.day}, {moment.year}"


def short_date(moment: datetime) -> str:
    """`14 Nov 2026`."""
    return f"{moment.day} {moment:%b} {moment.year}"


def templates() -> Environment:
    """The pages' templates, with everything that is put into them escaped."""
    return Environment(
        loader=PackageLoader("examples.world", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
