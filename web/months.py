"""Counts by month, for charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

Count = tuple[str, int]


def by_month(days: Iterable[tuple[date, int]]) -> dict[str, int]:
    """Counts of days as counts of their months."""
    counts: Counter[str] = Counter()
    for day, count in days:
        counts[f"{day:%Y-%m}"] += count
    return dict(counts)


def filled(counts: Mapping[str, int]) -> tuple[Count, ...]:
    """The months ("2026-01") oldest first, the empty ones between them included."""
    if not counts:
        return ()
    month, last = min(counts), max(counts)
    found = []
    while month <= last:
        found.append((month, counts.get(month, 0)))
        month = _after(month)
    return tuple(found)


def _after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1:04}-01" if number == 12 else f"{year:04}-{number + 1:02}"
