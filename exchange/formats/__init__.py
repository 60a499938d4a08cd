"""Other people's formats: what a referral looks like to tools that do not know ours. One module each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exchange.formats import ftm, stix
from exchange.referral import Referral


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the file it makes in a package, what reads it, and how it is made."""

    name: str
    file: str
    about: str
    render: Callable[[Referral], bytes]


FORMATS = (
    Format("ftm", "entities.ftm.json", "FollowTheMoney entities, JSON Lines (Aleph, OpenAleph, ftm tools)", ftm.render),
    Format("stix", "bundle.stix.json", "STIX 2.1 bundle with OpenCTI's observables (OpenCTI, TAXII)", stix.render),
)
