"""What handles of payment services and networks look like: data/services.yaml with its patterns ready."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from nlp.selectors.numerals import DATA

Group = Literal["service", "network"]


class Service(BaseModel):
    """One row of data/services.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sigils: str = ""
    handle: str = ""
    by: tuple[Literal["phone", "email"], ...] = ()
    links: tuple[str, ...] = ()
    source: str = ""


class Services(BaseModel):
    """data/services.yaml."""

    model_config = ConfigDict(extra="forbid")

    joining: frozenset[str]
    no_handle: frozenset[str]
    common: frozenset[str]
    faint: frozenset[str]
    pages: frozenset[str]
    payment: dict[str, Service]
    network: dict[str, Service]


@cache
def table() -> Services:
    """The services as operators may read them."""
    return load_yaml(DATA / "services.yaml", Services)


@cache
def no_handle() -> frozenset[str]:
    """Words that are no handle wherever they stand."""
    return table().no_handle | table().joining


@cache
def doubtful() -> frozenset[str]:
    """Names behind which a word may be no handle."""
    return table().common | table().faint


def of(group: Group) -> dict[str, Service]:
    """The services of a group of the lexicon."""
    return table().payment if group == "service" else table().network


@cache
def links(group: Group) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Service and pattern of the links to its accounts."""
    return tuple((key, re.compile(link)) for key, service in of(group).items() for link in service.links)


@cache
def handle(group: Group, key: str) -> re.Pattern[str] | None:
    """The pattern of a service's handle, or none when accounts are addressed otherwise."""
    pattern = of(group)[key].handle
    return re.compile(rf"(?:{pattern})(?![a-z0-9_])") if pattern else None
