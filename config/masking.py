"""Masking of values that must not reach a log: secrets wholly, personal identifiers in part."""

from __future__ import annotations


def mask(value: str, *, keep: int = 3) -> str:
    """Keep the first `keep` characters of a handle or number, so that two can be told apart but not used.

    >>> mask("+12025550143")
    '+12…(12)'
    """
    return f"{value[:keep]}…({len(value)})" if value else ""
