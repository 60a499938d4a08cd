"""What the formats must know of our kinds."""

from __future__ import annotations


def handle(kind: str, value: str) -> tuple[str, str]:
    """Service and name of a handle; a `social` one carries its network in front (`instagram:rosie`)."""
    network, colon, name = value.partition(":")
    return (network, name) if kind == "social" and colon else (kind, value)
