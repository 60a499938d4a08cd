from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from config.settings import Settings
from crawlers.archive.warc import Exchange
from crawlers.archive.writer import ArchiveWriter
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


@pytest.fixture
def make_segment(settings):
    """Archive posts in a closed segment; returns its name."""

    def make(posts, site="board"):
        profile = SimpleNamespace(name=site, retention="public", legal_basis="public data")
        writer = ArchiveWriter(settings.archive_dir, profile, lambda _: None)
        for post in posts:
            exchange = Exchange(
                url=post.url,
                page="ad",
                fetched_at=post.capture.fetched_at,
                status=200,
                headers=(("content-type", "text/html"),),
                body=post.body.encode(),
            )
            writer.post(replace(post, capture=writer.fetched(exchange)))
        return writer.close()

    return make
