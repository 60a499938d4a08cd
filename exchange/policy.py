"""Sharing policies: who may get what, on which terms. One YAML file a policy, below config/sharing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from config.data import folder, load_yaml
from config.errors import BadInput
from exchange.referral import Tlp
from finance.lead import Role
from nlp.mention import is_selector
from nlp.sheet import SheetRow

# What a policy may let out of a row of the sheet beside kind and value; `seen.city` is the whereabouts of a sighting.
SELECTOR_FIELDS = frozenset(SheetRow.__dataclass_fields__) - {"kind", "value", "version"} | {"seen.city"}
# What it may let out of a lead beside account, institution, order, typologies, weights, dates and the linked selector.
LEAD_FIELDS = frozenset({"text", "innocent", "missing", "networks", "support", "note", "refs"})


class Policy(BaseModel):
    """The terms of sharing with one type of recipient. What it does not name does not leave."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""  # the file's name without its ending
    title: str = Field(min_length=1)
    recipient_type: Literal["fi", "fiu", "le", "ngo"]
    regime: str = Field(min_length=1)
    condition: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    tlp: Tlp
    expiry_days: int = Field(ge=1)  # after which the recipient must delete it
    two_persons: bool = True  # who made it may not be who lets it leave
    kinds: frozenset[str]  # of selectors
    min_confidence: float = Field(ge=0, le=1)
    max_age_days: int = Field(ge=1)  # a selector last seen earlier is stale
    only_linked: bool = True  # only selectors that a lead in the same referral names
    other_institutions: bool = False  # whether leads on accounts of others than the recipient may leave
    roles: frozenset[Role] = frozenset()  # labels that may leave; the others become `unclear`
    selector_fields: frozenset[str] = frozenset()
    lead_fields: frozenset[str] = frozenset()
    row_fields: frozenset[str] = frozenset()  # keys of the rows of evidence: transactions, sums, windows

    @field_validator("kinds")
    @classmethod
    def _of_selectors(cls, kinds: frozenset[str]) -> frozenset[str]:
        from nlp.selectors import REGISTRY

        return _known(kinds, frozenset(filter(is_selector, REGISTRY)))

    @field_validator("selector_fields")
    @classmethod
    def _of_the_sheet(cls, fields: frozenset[str]) -> frozenset[str]:
        return _known(fields, SELECTOR_FIELDS)

    @field_validator("lead_fields")
    @classmethod
    def _of_a_lead(cls, fields: frozenset[str]) -> frozenset[str]:
        return _known(fields, LEAD_FIELDS)


def load_policy(name: str) -> Policy:
    """A policy by the name of its file in config/sharing, or by the path of a `.yaml` file.

    Raises:
        BadInput: there is none of this name, or the file is wrong (names line and key).
    """
    if name.endswith(".yaml"):
        path = Path(name)
    elif re.fullmatch(r"[a-z0-9-]+", name):
        path = folder("sharing") / f"{name}.yaml"
    else:
        raise BadInput(f"not the name of a policy: {name!r}", field="policy", fix=f"one of {', '.join(names())}")
    if not path.is_file():
        raise BadInput(f"no policy {name!r}", field="policy", fix=f"one of {', '.join(names())}, or a .yaml file")
    return load_yaml(path, Policy).model_copy(update={"name": path.stem})


def names() -> list[str]:
    """The policies of config/sharing."""
    return sorted(path.stem for path in folder("sharing").glob("*.yaml"))


def strictest(*markings: Tlp) -> Tlp:
    """The strictest of TLP 2.0 markings (https://www.first.org/tlp/): a bundle is marked as its strictest part."""
    order: tuple[Tlp, ...] = get_args(Tlp)
    return max(markings, key=order.index)


def _known(fields: frozenset[str], allowed: frozenset[str]) -> frozenset[str]:
    wrong = sorted(fields - allowed)
    if wrong:
        raise ValueError(f"no such name: {wrong[0]!r}; one of {', '.join(sorted(allowed))}")
    return fields
