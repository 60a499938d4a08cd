"""WARC records as bytes: one gzip member each, so that a record can be read, checked or removed alone."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import uuid4

from w3lib.url import safe_url_string
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = Sequence[tuple[str, str]]

PAGE = "X-Adtrail-Page"  # page kind of the profile, so that replay knows how to read the record
_ENCODED = {"content-encoding", "transfer-encoding", "content-length"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One fetch: what was asked, what came. `body` is decoded; `rendered` says that it is a browser's DOM."""

    url: str
    page: str
    fetched_at: datetime
    status: int
    headers: Headers
    body: bytes
    request_headers: Headers = ()
    address: str | None = None  # IP address that answered
    rendered: bool = False
    actions: tuple[str, ...] = ()  # what was done in the browser before the DOM was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record ready to be written: the gzip member and what the manifest says of it."""

    id: str
    type: str
    url: str
    member: bytes
    payload: str  # SHA-256 of the payload


def records(exchange: Exchange) -> tuple[Record, ...]:
    """The records of one fetch, the one with the payload first."""
    date = exchange.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    main = str(uuid4())
    common = {"WARC-Date": date, PAGE: exchange.page}
    if exchange.address:
        common["WARC-IP-Address"] = exchange.address
    if exchange.rendered:
        extra = {**common, "X-Adtrail-Actions": "; ".join(exchange.actions)}
        return (_record("resource", main, exchange.url, extra, body=exchange.body, kind=_kind(exchange.headers)),)
    status = StatusAndHeaders(str(exchange.status), _stored(exchange), protocol="HTTP/1.1")
    first = _record("response", main, exchange.url, common, status=status, body=exchange.body)
    path = safe_url_string(exchange.url).partition("://")[2].partition("/")[2]
    asked = StatusAndHeaders(f"GET /{path} HTTP/1.1", list(exchange.request_headers), is_http_request=True)
    link = {"WARC-Date": date, "WARC-Concurrent-To": f"<urn:uuid:{main}>"}
    return first, _record("request", str(uuid4()), exchange.url, link, status=asked)


def digest(payload: bytes) -> str:
    """SHA-256 as written in manifests and posts."""
    return sha256(payload).hexdigest()


def _stored(exchange: Exchange) -> list[tuple[str, str]]:
    """Response headers as they describe the stored body; those of the transfer are kept under another name."""
    kept = [(f"X-Archive-Orig-{name}" if name.lower() in _ENCODED else name, value) for name, value in exchange.headers]
    return [*kept, ("Content-Length", str(len(exchange.body)))]


def _kind(headers: Headers) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "text/html; charset=utf-8")


def _record(
    type_: str, id_: str, url: str, extra: dict[str, str], *, status: Any = None, body: bytes = b"", kind: str = ""
) -> Record:
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        url,
        type_,
        payload=BytesIO(body),
        length=len(body),
        warc_content_type=kind,
        warc_headers_dict={"WARC-Record-ID": f"<urn:uuid:{id_}>", **extra},
        http_headers=status,
    )
    writer.write_record(record)
    return Record(id=f"urn:uuid:{id_}", type=type_, url=url, member=stream.getvalue(), payload=digest(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A record as it stands in the archive."""

    id: str
    type: str
    url: str
    page: str
    fetched_at: datetime
    content_type: str
    payload: bytes


def read(member: bytes) -> Read:
    """Read one gzip member.

    Raises:
        ValueError: it is not a whole WARC record.
    """
    try:
        record = next(iter(ArchiveIterator(BytesIO(member))))
        payload = record.content_stream().read()
    except (StopIteration, ArchiveLoadFailed, OSError, EOFError) as error:
        raise ValueError(f"not a WARC record: {error}") from None
    head = record.rec_headers
    http = record.http_headers
    return Read(
        id=head.get_header("WARC-Record-ID", "").strip("<>"),
        type=record.rec_type,
        url=head.get_header("WARC-Target-URI", ""),
        page=head.get_header(PAGE, ""),
        fetched_at=datetime.fromisoformat(head.get_header("WARC-Date", "")),
        content_type=(http if http else head).get_header("Content-Type", "") or "",
        payload=payload,
    )


def members(data: bytes) -> list[tuple[int, int]]:
    """Offset and length of every whole gzip member at the start of `data`; stops at the first broken one."""
    found: list[tuple[int, int]] = []
    view, start = memoryview(data), 0
    while start < len(data):
        part, end = zlib.decompressobj(zlib.MAX_WBITS | 16), start
        try:
            while not part.eof and end < len(data):
                part.decompress(view[end : end + 65536])
                end += 65536
        except zlib.error:
            break
        if not part.eof:
            break
        end = min(end, len(data)) - len(part.unused_data)
        found.append((start, end - start))
        start = end
    return found
