"""The order of leads: a logistic sum with weights that people can read and set (config/leads.yaml)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from finance.links import Found
from finance.patterns import Hit
from finance.weights import Weights


@dataclass(frozen=True, slots=True)
class Score:
    """Links and patterns apart, and the sum that orders. None is a probability."""

    total: float
    link: float
    pattern: float


def score(found: Iterable[Found], hits: Iterable[Hit], weights: Weights) -> Score:
    """Score one account from its links and the typologies it meets.

    The link score is the chance that not all links fail, were each right with its weight: many weak links never
    outweigh a strong one by their number alone.
    """
    link = 1.0 - math.prod(1 - min(each.link.weight, 1.0) * each.relevance for each in found)
    pattern = math.fsum(weight_of(hit, weights) for hit in hits)
    return Score(
        total=_logistic(weights.bias + weights.link * link + pattern),
        link=link,
        pattern=_logistic(weights.bias + pattern) if pattern else 0.0,
    )


def weight_of(hit: Hit, weights: Weights) -> float:
    """What one typology adds to the logistic sum."""
    return weights.patterns.get(hit.name, weights.patterns.get(hit.id, 0.0)) * hit.strength


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
