"""Addresses of our own pages."""

from __future__ import annotations

from urllib.parse import quote


def segment(value: str) -> str:
    """One segment of a path."""
    return quote(value, safe="")


def selector_url(selector: str) -> str:
    """The page of `kind:value`."""
    return f"/selectors/{segment(selector)}"


def lead_url(account: str) -> str:
    """The page of the lead on an account."""
    return f"/leads/{segment(account)}"


def inside(target: str) -> str:
    """A path of ours as given, never another site's address."""
    path = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if path else "/"
