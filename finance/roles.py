"""What role an account looks like, by rules that people can read and set (config/leads.yaml)."""

from __future__ import annotations

from collections.abc import Iterable

from finance.lead import Role
from finance.links import Found
from finance.patterns import Hit
from finance.weights import Rule, Weights


def role_of(found: Iterable[Found], hits: Iterable[Hit], weights: Weights) -> Role:
    """The role of the first rule that fits, `unclear` when none does. A likeness for sorting work, not a finding."""
    signs = {hit.id for hit in hits} | {hit.name for hit in hits}
    signs |= {f"{each.link.typology}:paid" if each.paid else each.link.typology for each in found}
    return next((rule.role for rule in weights.roles if _fits(rule, signs)), "unclear")


def _fits(rule: Rule, signs: set[str]) -> bool:
    return (
        signs.issuperset(rule.all)
        and (not rule.any or not signs.isdisjoint(rule.any))
        and signs.isdisjoint(rule.none)
    )  # fmt: skip
