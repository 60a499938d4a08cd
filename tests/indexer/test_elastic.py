"""What only Elasticsearch can do wrong."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from config.errors import AdtrailError, BadInput
from config.settings import Settings
from indexer.elastic import ElasticIndex
from indexer.elastic_client import connect
from indexer.elastic_mapping import PROPERTIES, body, to_document, to_source
from indexer.index import Index, Request
from indexer.opening import open_index


def names(settings: Settings) -> dict[str, list[str]]:
    """Every index under the prefix, with its aliases."""
    with connect(settings) as client:
        found = client.indices.get(index=f"{settings.index_prefix}-*", ignore_unavailable=True)
        return {name: list(about["aliases"]) for name, about in found.items()}


@pytest.mark.real
def test_months_are_indices_behind_one_alias(elastic: Index, elastic_settings: Settings, document: Any) -> None:
    elastic.upsert([document(0), document(1), document(20)])
    prefix = elastic_settings.index_prefix
    found = names(elastic_settings)
    assert {name.rpartition("-")[0] for name in found} == {f"{prefix}-posts-v1-2026-01", f"{prefix}-posts-v1-2026-02"}
    assert {tuple(aliases) for aliases in found.values()} == {(f"{prefix}-posts",)}
    with elastic.rebuild() as fresh:
        fresh.upsert([document(0)])
        inside = names(elastic_settings)
        assert len(inside) == 3
        assert sorted(map(len, inside.values())) == [0, 1, 1]
    (after,) = names(elastic_settings)
    assert after not in found


@pytest.mark.real
def test_a_rebuild_clears_what_a_killed_one_left(elastic: Index, elastic_settings: Settings, document: Any) -> None:
    elastic.upsert([document(0)])
    killed = ElasticIndex.connect(elastic_settings).rebuild()
    killed.__enter__().upsert([document(1), document(2)])
    left = set(names(elastic_settings))
    assert len(left) == 2
    with elastic.rebuild() as fresh:
        fresh.upsert([document(3)])
    assert len(names(elastic_settings)) == 1
    assert not left & set(names(elastic_settings))
    assert [one.id for one in elastic.scan()] == [document(3).id]


@pytest.mark.real
def test_a_move_that_was_cut_short_is_finished(elastic: Index, elastic_settings: Settings, document: Any) -> None:
    """Killed after the new month had the document and before the old one lost it: it is whole, and mended next time."""
    first, moved = document(0), document(0, "moved", first_seen=datetime(2026, 3, 1, tzinfo=UTC))
    elastic.upsert([first])
    with connect(elastic_settings) as client:
        (january,) = names(elastic_settings)
        march = january.replace("2026-01", "2026-03")
        client.indices.create(index=march, aliases={f"{elastic_settings.index_prefix}-posts": {}}, **body(None))
        client.index(index=march, id=moved.id, document=json.loads(to_source(moved)), refresh=True)
    elastic.upsert([moved])
    assert [(one.id, one.text) for one in elastic.scan()] == [(moved.id, "moved")]
    assert elastic.delete([moved.id]) == 1


@pytest.mark.real
def test_two_connections_see_the_same(elastic: Index, elastic_settings: Settings, document: Any) -> None:
    other = ElasticIndex.connect(elastic_settings)
    elastic.upsert([document(0)])
    other.upsert([document(1), document(0, "changed")])
    assert (elastic.count(), elastic.count("changed"), len(names(elastic_settings))) == (2, 1, 1)
    other.close()


@pytest.mark.real
def test_what_the_server_refuses_is_a_dead_letter(elastic: Index, elastic_settings: Settings, document: Any) -> None:
    good, zero = document(1, vector=(1.0, 0.0)), document(2, vector=(0.0, 0.0))
    written = elastic.upsert([good, zero])
    assert (written.stored, written.rejected, elastic.count()) == (1, 1, 1)
    (file,) = (elastic_settings.data_dir / "dead-letters").iterdir()
    letter = json.loads(file.read_text())
    assert (letter["id"], letter["document"]["text"]) == (zero.id, zero.text)
    assert "zero magnitude" in letter["reason"]


@pytest.mark.real
def test_long_values_and_words_hurt_nobody(elastic: Index, embedded: Index, document: Any) -> None:
    long = document(1, "start " + "x" * 40_000 + " end", author="a" * 40_000, category="c" * 40_000, title="t" * 40_000)
    for engine in (elastic, embedded):
        assert engine.upsert([long]).rejected == 0
        assert engine.get(long.id) == long
        assert engine.count('"start ' + "x" * 9000 + '"') == engine.count("end") == 1
        assert engine.search(Request(facets=("category",))).facets["category"] == ()


@pytest.mark.real
def test_a_scan_that_is_left_early_lets_go(elastic: Index, elastic_settings: Settings, document: Any) -> None:
    elastic.upsert([document(number) for number in range(5)])
    stream: Any = elastic.scan()
    next(stream)
    stream.close()
    with connect(elastic_settings) as client:
        stats = client.indices.stats(index=f"{elastic_settings.index_prefix}-*", metric="search")
        assert stats["_all"]["total"]["search"]["open_contexts"] == 0


def test_a_second_writer_is_refused_and_told_why(tmp_path: Path) -> None:
    """Before the server is asked anything; a reader is let in, and a writer once the first one is closed."""
    settings = Settings(data_dir=tmp_path, index_url="http://127.0.0.1:9")
    first = open_index(settings, write=True)
    with pytest.raises(AdtrailError, match=rf"another process \({os.getpid()}\) writes"):
        open_index(settings, write=True)
    open_index(settings).close()
    first.close()
    open_index(settings, write=True).close()


def test_a_document_survives_the_mapping(document: Any, mention: Any) -> None:
    whole = document(1, "new", mentions=(mention("price", "80", minutes=30),), vector=(0.5, 0.25), author="ann")
    source = json.loads(to_source(whole))
    assert set(source) <= set(PROPERTIES)
    assert source["vector"] == "PwAAAD6AAAA="  # packed big-endian floats
    assert to_document(source | {"vector": [0.5, 0.25]}) == whole
    assert "vector" not in json.loads(to_source(document(1)))


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"index_url": "localhost"}, "index_url"),
        ({"index_url": "http://127.0.0.1:9", "index_user": "ann"}, "belong together"),
        ({"index_url": "http://127.0.0.1:9", "index_password": SecretStr("secret")}, "belong together"),
    ],
)
def test_settings_that_cannot_be(tmp_path: Path, over: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        open_index(Settings(data_dir=tmp_path, **over))


def test_a_server_that_is_not_there(tmp_path: Path, document: Any) -> None:
    index = open_index(Settings(data_dir=tmp_path, index_url="http://127.0.0.1:9,http://127.0.0.1:10"))
    for ask in (index.count, lambda: index.get("x"), lambda: index.upsert([document()]), lambda: next(index.scan())):
        with pytest.raises(AdtrailError, match="cannot be reached"):
            ask()
    index.close()


def test_credentials_and_hosts_reach_the_client(tmp_path: Path) -> None:
    url = "https://one.example:9200, https://two.example:9201"
    user = Settings(data_dir=tmp_path, index_url=url, index_user="ann", index_password=SecretStr("secret"))
    key = Settings(data_dir=tmp_path, index_url=url, index_api_key=SecretStr("a2V5"))
    with connect(user) as client:
        assert client._headers["authorization"] == "Basic YW5uOnNlY3JldA=="
        hosts = {node.base_url for node in client.transport.node_pool.all()}
        assert hosts == {"https://one.example:9200", "https://two.example:9201"}
        assert all(node.config.verify_certs for node in client.transport.node_pool.all())
    with connect(key) as client:
        assert client._headers["authorization"] == "ApiKey a2V5"
