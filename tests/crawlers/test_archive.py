"""Segments: written, read, removed and replayed; the audit log as witness."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from config.errors import BadInput
from config.settings import Settings
from crawlers.archive import warc
from crawlers.archive.manifest import CAPTURE, POSTS, load, store
from crawlers.archive.purge import blank, purge
from crawlers.archive.reader import Archive
from crawlers.archive.verify import check, verify
from crawlers.archive.witness import seals, witness, witness_purge
from crawlers.archive.writer import ArchiveWriter
from crawlers.draft import Draft
from crawlers.parse import to_post
from crawlers.post import Post
from crawlers.profile import SiteProfile
from crawlers.replay import replay

from .conftest import NOW, PROFILE, Answer, Bench, ad, exchange, listing


def filled(bench: Bench, numbers: int = 5) -> Archive:
    pages: dict[str, Answer | str] = {f"/ad/{number}": ad(number) for number in range(numbers)}
    bench.crawl({"/list/0": listing(list(pages)), **pages})
    return Archive(bench.root / "archive")


def test_names_cut_by_class_month_and_run(tmp_path: Path, make_profile: Callable[..., SiteProfile]) -> None:
    first = Bench(tmp_path, make_profile(retention="members"))
    pages: dict[str, Answer | str] = {"/list/0": listing([])}
    first.crawl(pages)
    first.crawl(pages)
    first.crawl(pages, datetime(2026, 4, 1, tzinfo=UTC))
    assert Archive(tmp_path / "archive").segments() == [
        "members/2026-03/small-000001",
        "members/2026-03/small-000002",
        "members/2026-04/small-000001",
    ]


def test_a_month_that_ends_during_a_run_cuts_the_segment(tmp_path: Path) -> None:
    closed: list[str] = []
    profile = SiteProfile.model_validate(PROFILE)
    writer = ArchiveWriter(tmp_path, profile, lambda manifest: closed.append(manifest.segment))
    assert not writer.due()
    writer.fetched(exchange("http://small.example/1", Answer("a"), now=NOW))
    assert not writer.due()
    writer.fetched(exchange("http://small.example/2", Answer("a"), now=datetime(2026, 4, 1, tzinfo=UTC)))
    assert writer.due()
    assert writer.close() == "public/2026-03/small-000001"
    assert writer.close() is None
    assert closed == ["public/2026-03/small-000001"]


def test_other_tools_read_the_records(bench: Bench) -> None:
    archive = filled(bench)
    path = archive.root / archive.segments()[0] / CAPTURE
    with open(path, "rb") as stream:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(stream)]
    assert [kind for kind, _ in records] == ["response", "request"] * 6
    assert records[0][1] == "http://small.example/list/0"
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0


def test_posts_in_order_with_their_payload(bench: Bench) -> None:
    archive = filled(bench)
    posts = list(archive.posts())
    assert [post.key for post in posts] == ["0", "1", "2", "3", "4"]
    for post in posts:
        assert archive.payload(post.capture) == ad(post.key).encode()
        assert archive.find(post.id) == [post]
    assert archive.find("no such") == []
    assert list(Archive(bench.root / "nowhere").posts()) == []


def test_what_is_not_there_is_named(bench: Bench) -> None:
    archive = filled(bench)
    (segment,) = archive.segments()
    with pytest.raises(BadInput, match="no record"):
        archive.record(segment, "urn:uuid:none")
    with pytest.raises(BadInput, match="not closed"):
        archive.manifest("public/2026-03/none-000001")
    post = next(archive.posts())
    path = archive.root / segment / POSTS
    path.write_bytes(b"{}\n" + path.read_bytes())
    with pytest.raises(BadInput, match=r"posts\.jsonl:1"):
        list(archive.posts())
    path = archive.root / segment / CAPTURE
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(BadInput, match="archive verify"):
        archive.payload(post.capture)


def test_a_rendered_page_is_a_resource_with_its_actions(tmp_path: Path) -> None:
    fetched = warc.Exchange(
        url="http://small.example/item/1",
        page="item",
        fetched_at=NOW,
        status=200,
        headers=(("content-type", "text/html"), ("content-encoding", "gzip")),
        body=b"<html>dom</html>",
        rendered=True,
        actions=("scroll 3", "click button"),
    )
    (record,) = warc.records(fetched)
    read = warc.read(record.member)
    assert (read.type, read.page, read.payload, read.content_type) == ("resource", "item", fetched.body, "text/html")
    assert read.fetched_at == NOW
    assert b"scroll 3; click button" in gzip.decompress(record.member)


def test_headers_of_the_transfer_are_kept_apart() -> None:
    headers = (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "9"), ("X-Own", "1"))
    fetched = warc.Exchange(
        url="http://x.example/", page="p", fetched_at=NOW, status=200, headers=headers, body=b"plain"
    )
    text = gzip.decompress(warc.records(fetched)[0].member).decode()
    assert "\r\nContent-Encoding:" not in text
    assert "\r\nTransfer-Encoding:" not in text
    assert "X-Archive-Orig-Content-Encoding: gzip" in text
    assert "X-Archive-Orig-Content-Length: 9" in text
    assert "\r\nContent-Length: 5\r\n" in text
    assert warc.read(warc.records(fetched)[0].member).payload == b"plain"


def test_purge_removes_bytes_keeps_hashes_and_is_no_damage(bench: Bench) -> None:
    archive = filled(bench)
    (segment,) = archive.segments()
    post = list(archive.posts())[2]
    before = archive.manifest(segment)
    after = purge(archive.root, segment, {post.id, post.capture.record}, "asked for by the person")
    archive = Archive(archive.root)
    assert [p.key for p in archive.posts()] == ["0", "1", "3", "4"]
    with pytest.raises(BadInput, match=r"removed: .* asked for by the person"):
        archive.payload(post.capture)
    assert archive.find(post.id) == []
    (finding,) = check(archive.root)
    assert (finding.kind, finding.removed) == ("removed", 2)
    assert [entry.sha256 for entry in after.capture.entries] == [entry.sha256 for entry in before.capture.entries]
    for name in (CAPTURE, POSTS):
        data = (archive.root / segment / name).read_bytes()
        assert b"Ad 2" not in (data if name == POSTS else gzip.decompress(data))
        assert len(data) == before.files[name].bytes
    others = [p for p in archive.posts() if p.key != "2"]
    assert [archive.payload(p.capture) for p in others] == [ad(p.key).encode() for p in others]


def test_a_purge_that_was_cut_off_is_found_and_finished(bench: Bench) -> None:
    archive = filled(bench)
    (segment,) = archive.segments()
    post = next(archive.posts())
    path = archive.root / segment / CAPTURE
    good = path.read_bytes()
    purge(archive.root, segment, {post.capture.record}, "x")
    stamp = load(archive.root / segment).capture.entries
    path.write_bytes(good)  # as if the bytes had not been blanked yet
    (finding,) = verify(archive.root)
    assert (finding.record, finding.reason) == (post.capture.record, "the purge of it did not finish: purge it again")
    purge(archive.root, segment, {post.capture.record}, "y")
    assert verify(archive.root) == []
    assert load(archive.root / segment).capture.entries == stamp  # the first reason stays


@pytest.mark.parametrize("name", [CAPTURE, POSTS])
def test_a_purge_does_not_vouch_for_damage(bench: Bench, name: str) -> None:
    archive = filled(bench)
    (segment,) = archive.segments()
    before = archive.manifest(segment)
    path, entries = archive.root / segment / name, before.files[name].entries
    data = bytearray(path.read_bytes())
    data[entries[0].offset + 5] ^= 1
    path.write_bytes(data)
    with pytest.raises(BadInput, match=f"damaged at record {entries[0].id}; nothing was purged"):
        purge(archive.root, segment, {entries[1].id}, "x")
    assert (load(archive.root / segment), path.read_bytes()) == (before, data)
    purge(archive.root, segment, {entries[0].id}, "what is damaged can go")
    assert verify(archive.root) == []


def test_a_file_hash_does_not_vouch_for_its_records(bench: Bench) -> None:
    archive = filled(bench)
    (segment,) = archive.segments()
    path, manifest = archive.root / segment / POSTS, archive.manifest(segment)
    data = path.read_bytes().replace(b"Ad 1", b"Ad 7")
    path.write_bytes(data)
    store(archive.root / segment, replace(manifest, posts=replace(manifest.posts, sha256=sha256(data).hexdigest())))
    (finding,) = verify(archive.root)
    assert (finding.reason, finding.record) == ("changed", manifest.posts.entries[1].id)


def test_all_of_a_file_that_was_cut_off_can_be_purged(bench: Bench) -> None:
    archive = filled(bench)
    (segment,) = archive.segments()
    manifest = archive.manifest(segment)
    with open(archive.root / segment / CAPTURE, "ab") as stream:
        stream.truncate(100)
    (archive.root / segment / POSTS).unlink()
    purge(archive.root, segment, {entry.id for file in manifest.files.values() for entry in file.entries}, "retention")
    assert verify(archive.root) == []


def test_a_blank_record_is_a_gzip_member_of_the_same_length(bench: Bench) -> None:
    archive = filled(bench)
    for entry in archive.manifest(archive.segments()[0]).capture.entries:
        assert len(blank(entry)) == entry.length
        assert gzip.decompress(blank(entry)) == b""


def test_the_audit_log_is_witness(bench: Bench) -> None:
    settings = Settings(data_dir=bench.root, actor="tester")
    archive = filled(bench)
    (manifest,) = bench.closed
    witness(settings, manifest)
    witness(settings, manifest)
    known = seals(settings)
    assert known == {manifest.segment: manifest.seal}
    assert verify(archive.root, known) == []
    post = next(archive.posts())
    purged = purge(archive.root, manifest.segment, {post.id}, "x")
    assert verify(archive.root, known)[0].reason == "its seal is not that of the audit log"
    witness_purge(settings, purged, {post.id}, "x")
    assert verify(archive.root, seals(settings)) == []
    (archive.root / manifest.segment / "manifest.json").unlink()
    assert verify(archive.root)[:1] == []  # without the log it looks like an open segment
    assert verify(archive.root, seals(settings))[0].file == "manifest.json"
    for path in (archive.root / manifest.segment).iterdir():
        path.unlink()
    assert "gone" in verify(archive.root, seals(settings))[0].reason


def test_an_open_segment_is_neither_ok_nor_damaged(bench: Bench) -> None:
    archive = filled(bench)
    (archive.root / archive.segments()[0] / "manifest.json").unlink()
    assert [finding.kind for finding in check(archive.root)] == ["open"]
    assert archive.segments() == []


def test_a_manifest_in_the_wrong_place_is_found(bench: Bench) -> None:
    archive = filled(bench)
    (segment,) = archive.segments()
    (archive.root / segment).rename(archive.root / segment.replace("000001", "000009"))
    assert "it is the manifest of" in verify(archive.root)[0].reason


def settings_with(bench: Bench, **keys: object) -> Settings:
    import yaml

    folder = bench.root / "sites"
    folder.mkdir(exist_ok=True)
    (folder / "small.yaml").write_text(yaml.safe_dump(PROFILE | keys), encoding="utf-8")
    return Settings(data_dir=bench.root, site_dirs=(folder,))


def story(posts: list[Post]) -> list[tuple[str, str, str]]:
    return [(post.key, post.event, post.title) for post in posts]


def test_replay_tells_the_same_story(bench: Bench) -> None:
    first: dict[str, Answer | str] = {"/list/0": listing(["/ad/1", "/ad/2"]), "/ad/1": ad(1), "/ad/2": ad(2)}
    bench.crawl(first)
    bench.crawl(first | {"/ad/1": ad(1, "edited")})
    bench.crawl(first | {"/ad/1": Answer("", 410)})
    archive = Archive(bench.root / "archive")
    again = list(replay(settings_with(bench)))
    assert again == list(archive.posts())
    assert [event for _, event, _ in story(again)] == ["posted", "posted", "edited", "removed"]
    assert list(replay(settings_with(bench), "other")) == []


def test_replay_uses_the_profile_of_today(bench: Bench) -> None:
    filled(bench, 2)
    pages = PROFILE["pages"] | {"ad": {"posts": [{"key": {"url": r"/ad/(\w+)"}, "title": ".price", "body": "h1"}]}}
    assert story(list(replay(settings_with(bench, pages=pages)))) == [("0", "posted", "$20"), ("1", "posted", "$20")]


def test_the_version_of_a_draft_is_that_of_its_post(bench: Bench) -> None:
    archive = filled(bench, 1)
    post = next(archive.posts())
    draft = Draft(key="0", kind="ad", url=post.url, title=post.title, body=post.body, price=post.price)
    assert to_post(draft, bench.profile, post.capture, "posted").version == post.version
