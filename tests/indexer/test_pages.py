"""What the pages of this room and compose.yaml say is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer.elastic_mapping import PROPERTIES
from indexer.fields import LABELS, LONGEST_VALUE
from indexer.networks import CITIES, LARGE, RESTED, TRUSTED
from indexer.parse import parse
from tests.elasticsearch_server import VERSION

ROOT = Path(__file__).resolve().parents[2]
SEARCH = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
INDEX = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.*?) \|", SEARCH, re.M)
EXAMPLES = [example for row in ROWS for example in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("query", EXAMPLES)
def test_each_example_is_a_query(query: str) -> None:
    assert parse(query)


def test_each_field_is_told() -> None:
    assert len(EXAMPLES) > 30
    for name in (*LABELS, "phone", "selector", "handle", "price", "posted"):
        assert f"`{name}:" in SEARCH, name


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"rested for {RESTED} days" in SEARCH
    assert f"more than {CITIES} cities" in SEARCH
    assert f"groups of {LARGE} posts" in SEARCH
    assert TRUSTED == 0.5
    assert f"{LONGEST_VALUE:,} characters" in INDEX
    assert all(name in PROPERTIES for name in ("labels", "selectors", "tokens", "mentions", "seen", "captures"))


def test_compose_is_secured() -> None:
    content: Any = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    (service,) = content["services"].values()
    assert service["image"] == f"elasticsearch:{VERSION}"
    assert service["environment"]["ELASTIC_PASSWORD"].startswith("${ELASTIC_PASSWORD:?")
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert not any("security" in key for key in service["environment"])  # left to the server, it is on, with TLS
    assert set(content["volumes"]) == {volume.partition(":")[0] for volume in service["volumes"]}
