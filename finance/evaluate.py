"""Leads against a labelled world: precision and recall at the budget, with bounds.

Never "accuracy": at one true account in a thousand, saying "no" to all of them is right 99.9 % of the time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finance.lead import Lead

Z = 1.6448536269514722  # one-sided 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One account of a labelled world; only evaluation reads it."""

    account: str
    role: str
    ring: str | None = None
    typology: str | None = None
    observable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Precision and recall at K for one class of accounts. The bounds are Wilson's, one-sided, at 95 %."""

    of: str
    k: int
    found: int
    positives: int
    observable: int

    @property
    def row(self) -> dict[str, float | int | str]:
        """The figures; the ceiling is the share of positives that any evidence shows."""
        return {
            "of": self.of, "k": self.k, "found": self.found, "positives": self.positives, "observable": self.observable,
            "ceiling": _share(self.observable, self.positives),
            "precision": _share(self.found, self.k), "precision_at_least": wilson(self.found, self.k),
            "recall": _share(self.found, self.positives), "recall_at_least": wilson(self.found, self.positives),
        }  # fmt: skip


def evaluate(leads: Sequence[Lead], truth: Iterable[Truth], positive: Iterable[str]) -> list[Measure]:
    """Measures at K = the number of leads.

    One for all positive roles together (`all`), one for each role of the truth, and for each role that leads name, how
    many of the leads so named have it (`named victim-like`).
    """
    known = {row.account: row for row in truth}
    wanted = set(positive)
    accounts = [lead.account for lead in leads]
    measures = [_measure("all", accounts, {a: row for a, row in known.items() if row.role in wanted})]
    for role in sorted({row.role for row in known.values()}):
        rows = {a: row for a, row in known.items() if row.role == role}
        measures.append(_measure(role, accounts, rows))
        named = [lead.account for lead in leads if lead.role == f"{role}-like"]
        if named:
            measures.append(_measure(f"named {role}-like", named, rows))
    return measures


def _measure(of: str, accounts: Sequence[str], rows: Mapping[str, Truth]) -> Measure:
    return Measure(
        of=of, k=len(accounts), found=sum(account in rows for account in accounts), positives=len(rows),
        observable=sum(row.observable for row in rows.values()),
    )  # fmt: skip


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def wilson(found: int, of: int) -> float:
    """The lower bound of a share that `found` of `of` support with 95 % (Wilson 1927, one-sided).

    >>> round(wilson(54, 60), 3)
    0.818
    """
    if not found:  # of none, or none of them
        return 0.0
    share, square = found / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + square / of))
