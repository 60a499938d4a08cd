from datetime import UTC, datetime

import pytest

from config.settings import Settings
from crawlers.post import Capture, Post, content_version, post_id


@pytest.fixture
def make_post():
    def make(body="", *, title="", key="1", **fields):
        capture = Capture(
            segment="public/2026-05/board-000001",
            record=f"urn:uuid:{key}",
            sha256="0" * 64,
            url=f"https://board.example/{key}",
            fetched_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
        )
        given = {
            "id": post_id("board", key),
            "version": content_version(title, body),
            "site": "board",
            "key": key,
            "url": capture.url,
            "kind": "ad",
            "event": "posted",
            "title": title,
            "body": body,
            "capture": capture,
        }
        return Post(**given | fields)

    return make


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data", secret_key="a key for tests only", processes=1)
