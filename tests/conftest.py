"""What all rooms' tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.elasticsearch_server import server


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """A real Elasticsearch; a part that is missing fails the test and says how to get it."""
    with server() as url:
        yield url
