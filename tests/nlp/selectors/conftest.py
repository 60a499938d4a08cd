"""What the tests of selectors share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.mention import UNCERTAIN
from nlp.selectors import extract

Read = Callable[..., list[str]]


@pytest.fixture
def read() -> Read:
    """The sure mentions of a text as `kind:value`, by place, of the given kinds; spans are checked by the way."""

    def run(text: str, *kinds: str, region: str = "US", least: float = UNCERTAIN) -> list[str]:
        found = extract(text, region=region, kinds=set(kinds) or None)
        for mention in found:
            assert 0 <= mention.start < mention.end <= len(text)
            assert mention.kind == "card" or text[mention.start : mention.end] == mention.raw
        return [mention.selector for mention in found if mention.confidence >= least]

    return run
