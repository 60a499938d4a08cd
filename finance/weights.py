"""The institution's weights and role rules (config/leads.yaml): a setting that people can read."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from config.data import ROOT, load_yaml
from finance.intake.formats import Strict
from finance.lead import Role


class LinkWeights(Strict):
    """What weakens a link: factors between 0 and 1."""

    alias_start_missing: float
    ad_dates_missing: float
    memo_received: float  # the selector stands in the memo of money that came in
    memo_paid: float  # … of money that the holder paid, as customers do
    no_signs: float  # in the score: ads with no published sign, in a sheet that tells signs
    shared_by: int  # an identifier on more accounts than this counts less, the more the less


class Rule(Strict):
    """The role fits when all of `all`, one of `any` (if given) and none of `none` are there: ids or `id:part`."""

    role: Role
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class Weights(Strict):
    """config/leads.yaml: a setting of the institution. The weights order; nothing real has calibrated them."""

    bias: float
    link: float
    patterns: dict[str, float] = Field(description="typology id, or id:part → weight of its full strength")
    links: LinkWeights
    roles: tuple[Rule, ...]
    support: str


def weights(file: Path | None = None) -> Weights:
    """The institution's weights, or the house's.

    Raises:
        BadInput: names the line and the key that are wrong.
    """
    return load_yaml(file or ROOT / "leads.yaml", Weights)
