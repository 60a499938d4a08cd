"""Counts by month, for charts."""

from __future__ import annotations

from collections.abc import Mapping

Count = tuple[str, int]


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
