"""The keys at which each site misbehaves. At `REAL` ones stands an ordinary post; the others have only a title."""

from __future__ import annotations

REAL = ("flaky", "slow", "charset")
KEYS: dict[str, dict[str, str]] = {
    "board": {
        "missing": "1000000401",
        "flaky": "1000000500",
        "slow": "1000000200",
        "loop": "1000000302",
        "charset": "1000000105",
        "huge": "1000000020",
        "away": "1000000307",
    },
    "market": {
        "missing": "bad404",
        "flaky": "flaky500",
        "slow": "slow02",
        "loop": "loop302",
        "charset": "charset1",
        "huge": "huge20",
        "away": "away307",
    },
    "forum": {
        "missing": "t9404",
        "flaky": "t9500",
        "slow": "t9200",
        "loop": "t9302",
        "charset": "t9105",
        "huge": "t9020",
        "away": "t9307",
    },
    "jobs": {
        "missing": "990404",
        "flaky": "990500",
        "slow": "990200",
        "loop": "990302",
        "charset": "990105",
        "huge": "990020",
        "away": "990307",
    },
}
KINDS = {site: {key: kind for kind, key in keys.items()} for site, keys in KEYS.items()}


def is_odd(site: str, key: str) -> bool:
    """Whether the site misbehaves at this key."""
    return key in KINDS[site]
