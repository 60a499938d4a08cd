"""WARC records as bytes, and manifests: round trips, and what is not whole."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from crawlers.archive import warc
from crawlers.archive.manifest import MANIFEST, Entry, File, Manifest, load, store

NOW = datetime(2026, 3, 10, 12, 0, 0, 123456, tzinfo=UTC)
TOKEN = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12)
WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30).map(str.strip)


def made(body: bytes = b"body", **others: object) -> warc.Exchange:
    base = warc.Exchange(
        url="http://small.example/a?b=ü",
        page="ad",
        fetched_at=NOW,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
        request_headers=(("User-Agent", "tests"),),
        address="93.184.215.14",
    )
    return replace(base, **others)  # type: ignore[arg-type]


@given(body=st.binary(max_size=2000), headers=st.lists(st.tuples(TOKEN, WORDS), max_size=5))
def test_what_is_written_is_read(body: bytes, headers: list[tuple[str, str]]) -> None:
    response, request = warc.records(made(body, headers=tuple((f"x-{name}", value) for name, value in headers)))
    read = warc.read(response.member)
    assert (read.payload, read.url, read.page, read.fetched_at) == (body, "http://small.example/a?b=ü", "ad", NOW)
    assert (read.id, read.type) == (response.id, "response")
    assert response.payload == sha256(body).hexdigest() == warc.digest(read.payload)
    text = gzip.decompress(request.member).decode()
    assert f"WARC-Concurrent-To: <{response.id}>" in text
    assert "GET /a?b=%C3%BC HTTP/1.1\r\nUser-Agent: tests" in text


def test_the_address_that_answered_is_kept() -> None:
    response, _ = warc.records(made())
    assert b"WARC-IP-Address: 93.184.215.14" in gzip.decompress(response.member)
    assert b"WARC-IP-Address" not in gzip.decompress(warc.records(made(address=None))[0].member)


def test_every_record_has_an_id_of_its_own() -> None:
    ids = [record.id for _ in range(50) for record in warc.records(made())]
    assert len(set(ids)) == 100


@pytest.mark.parametrize("status", [200, 204, 301, 404, 410, 500])
def test_any_status_is_kept(status: int) -> None:
    response, _ = warc.records(made(b"", status=status))
    assert f"HTTP/1.1 {status}".encode() in gzip.decompress(response.member)
    assert warc.read(response.member).payload == b""


NO_RECORDS = (b"", b"x", b"\x1f\x8b", gzip.compress(b""), gzip.compress(b"not WARC\r\n\r\n"))


@pytest.mark.parametrize("data", NO_RECORDS, ids=range(5))
def test_what_is_no_record_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a WARC record"):
        warc.read(data)


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(0, 2000))
def test_members_are_the_whole_ones_before_the_cut(parts: list[bytes], cut: int) -> None:
    packed = [gzip.compress(part) for part in parts]
    data = b"".join(packed)[:cut]
    found = warc.members(data)
    whole, end = [], 0
    for part in packed:
        if end + len(part) > len(data):
            break
        whole.append((end, len(part)))
        end += len(part)
    assert found == whole


def test_members_of_a_large_file_take_linear_time() -> None:
    member = gzip.compress(b"x" * 1000)
    assert len(warc.members(member * 20_000)) == 20_000


def manifest() -> Manifest:
    entry = Entry(id="urn:uuid:1", type="response", offset=0, length=3, sha256="a", url="http://ü.example", payload="b")
    file = File(bytes=3, sha256="c", entries=(entry,))
    return Manifest(
        segment="public/2026-03/small-000001",
        site="small",
        retention="public",
        legal_basis="made up, „quoted“",
        started=NOW,
        closed=NOW,
        capture=file,
        posts=File(bytes=0, sha256="d", entries=()),
    )


def test_a_manifest_seals_itself(tmp_path: Path) -> None:
    stored = store(tmp_path, manifest())
    assert load(tmp_path) == stored
    assert len(stored.seal) == 64
    assert replace(stored, seal="") == manifest()
    assert set(stored.files) == {"capture.warc.gz", "posts.jsonl"}


def test_storing_again_is_the_same(tmp_path: Path) -> None:
    first = store(tmp_path, manifest())
    data = (tmp_path / MANIFEST).read_bytes()
    assert store(tmp_path, first) == first
    assert (tmp_path / MANIFEST).read_bytes() == data


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body | {"site": "other"},
        lambda body: body | {"seal": "0" * 64},
        lambda body: body | {"extra": 1},
        lambda body: {key: value for key, value in body.items() if key != "seal"},
        lambda body: body | {"posts": body["posts"] | {"bytes": 1}},
        lambda body: body | {"repaired": True},
    ],
    ids=range(6),
)
def test_a_changed_manifest_is_found(tmp_path: Path, change: object) -> None:
    store(tmp_path, manifest())
    body = orjson.loads((tmp_path / MANIFEST).read_bytes())
    changed = orjson.dumps(change(body), option=orjson.OPT_SORT_KEYS)  # type: ignore[operator]
    (tmp_path / MANIFEST).write_bytes(changed + b"\n")
    with pytest.raises(BadInput, match="seal does not fit"):
        load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"{}\n", b" {}\n"])
def test_what_is_no_manifest_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(BadInput, match="damaged manifest"):
        load(tmp_path)


def test_spaces_do_not_pass_as_the_same(tmp_path: Path) -> None:
    store(tmp_path, manifest())
    path = tmp_path / MANIFEST
    path.write_bytes(path.read_bytes().replace(b'":', b'": ', 1))
    with pytest.raises(BadInput, match="seal does not fit"):
        load(tmp_path)
