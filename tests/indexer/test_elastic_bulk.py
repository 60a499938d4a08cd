"""Bulk writes against a server that misbehaves in the ways a real one does now and then."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from config.errors import AdtrailError
from indexer.elastic_bulk import Bulk, Operation

QUICK = (0.01, 0.01, 0.01)
Item = Callable[[str, int], int]  # id, number of the request → status


class Server:
    """Keeps what it is given, and answers as told: `busy` requests are refused whole, `cut` ones get no answer."""

    def __init__(self, item: Item = lambda id_, request: 201, busy: int = 0, cut: int = 0, status: int = 429) -> None:
        self.item, self.busy, self.cut, self.status = item, busy, cut, status
        self.stored: dict[str, Any] = {}
        self.sizes: list[int] = []
        self.requests = 0

    def answer(self, lines: list[bytes]) -> tuple[int, Any] | None:
        self.requests += 1
        if self.requests <= self.busy:
            return self.status, {"error": {"type": "es_rejected_execution_exception", "reason": "queue is full"}}
        items, at = [], 0
        while at < len(lines):
            ((action, head),) = json.loads(lines[at]).items()
            status = self.item(head["_id"], self.requests)
            source = json.loads(lines[at + 1]) if action == "index" else None
            at += 2 if action == "index" else 1
            if action == "delete" and head["_id"] not in self.stored:
                status = 404
            elif status < 300 and action == "index":
                self.stored[head["_id"]] = source
            elif status < 300:
                del self.stored[head["_id"]]
            items.append({action: {"_id": head["_id"], "status": status, "error": {"reason": f"status {status}"}}})
        self.sizes.append(len(items))
        return None if self.requests <= self.cut else (200, {"errors": True, "items": items})


@pytest.fixture
def serve() -> Iterator[Callable[[Server], Elasticsearch]]:
    opened: list[Any] = []

    def run(server: Server) -> Elasticsearch:
        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = server.answer([line for line in body.split(b"\n") if line])
                if answer is None:
                    self.close_connection = True
                    return
                data = json.dumps(answer[1]).encode()
                self.send_response(answer[0])
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Be quiet."""

        http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=http.serve_forever, daemon=True).start()
        client = Elasticsearch(f"http://127.0.0.1:{http.server_port}")
        opened.extend((client, http))
        return client

    yield run
    for one in opened:
        if isinstance(one, Elasticsearch):
            one.close()
        else:
            one.shutdown()
            one.server_close()


def stores(count: int) -> list[Operation]:
    return [Operation("posts", str(number), json.dumps({"n": number}).encode()) for number in range(count)]


def test_everything_is_stored(serve: Any, tmp_path: Path) -> None:
    server = Server()
    outcome = Bulk(serve(server), tmp_path, QUICK).send(stores(2500))
    assert (outcome.stored, outcome.rejected) == (2500, 0)
    assert server.stored == {str(number): {"n": number} for number in range(2500)}
    assert max(server.sizes) == 1000
    assert list(tmp_path.iterdir()) == []


def test_a_request_stays_small_enough(serve: Any, tmp_path: Path) -> None:
    server = Server()
    large = [Operation("posts", str(number), json.dumps("x" * 4_000_000).encode()) for number in range(5)]
    assert Bulk(serve(server), tmp_path, QUICK).send(large).stored == 5
    assert server.sizes == [2, 2, 1]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(serve: Any, tmp_path: Path, status: int) -> None:
    server = Server(busy=2, status=status)
    outcome = Bulk(serve(server), tmp_path, QUICK).send(stores(10))
    assert (outcome.stored, len(server.stored), server.requests) == (10, 10, 3)


def test_only_busy_items_are_sent_again(serve: Any, tmp_path: Path) -> None:
    server = Server(item=lambda id_, request: 429 if int(id_) % 3 == 0 and request == 1 else 201)
    outcome = Bulk(serve(server), tmp_path, QUICK).send(stores(10))
    assert (outcome.stored, outcome.rejected, server.sizes) == (10, 0, [10, 4])


def test_an_elder_version_never_comes_last(serve: Any, tmp_path: Path) -> None:
    """The first version is busy and sent again: not after the second one."""
    server = Server(item=lambda id_, request: 429 if request == 1 else 201)
    versions = [Operation("posts", "7", json.dumps({"n": number}).encode()) for number in range(3)]
    assert Bulk(serve(server), tmp_path, QUICK).send(versions).stored == 3
    assert server.stored == {"7": {"n": 2}}


def test_an_answer_that_was_lost_doubles_nothing(serve: Any, tmp_path: Path) -> None:
    server = Server(cut=1)
    outcome = Bulk(serve(server), tmp_path, QUICK).send(stores(10))
    assert (outcome.stored, len(server.stored), server.requests) == (10, 10, 2)


def test_refused_items_are_kept_with_the_reason(serve: Any, tmp_path: Path) -> None:
    server = Server(item=lambda id_, request: 400 if id_ in ("3", "1500") else 201)
    outcome = Bulk(serve(server), tmp_path / "letters", QUICK).send(stores(1600))
    assert (outcome.stored, outcome.rejected) == (1598, 2)
    (file,) = (tmp_path / "letters").iterdir()
    letters = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(one["id"], one["status"], one["document"]) for one in letters] == [
        ("3", 400, {"n": 3}),
        ("1500", 400, {"n": 1500}),
    ]
    assert {one["index"] for one in letters} == {"posts"}
    assert all("status 400" in one["reason"] for one in letters)


def test_to_remove_what_is_not_there_is_no_refusal(serve: Any, tmp_path: Path) -> None:
    server = Server()
    bulk = Bulk(serve(server), tmp_path, QUICK)
    bulk.send(stores(2))
    outcome = bulk.send([Operation("posts", "0"), Operation("posts", "7")])
    assert (outcome.removed, outcome.rejected, set(server.stored)) == (1, 0, {"1"})


def test_a_server_that_stays_busy_is_an_error(serve: Any, tmp_path: Path) -> None:
    server = Server(busy=99)
    with pytest.raises(AdtrailError, match="stays busy or unreachable"):
        Bulk(serve(server), tmp_path, QUICK).send(stores(3))
    assert server.requests == 1 + len(QUICK)


def test_no_server_is_an_error(tmp_path: Path) -> None:
    with (
        Elasticsearch("http://127.0.0.1:9", max_retries=0) as client,
        pytest.raises(AdtrailError, match="stays busy or unreachable"),
    ):
        Bulk(client, tmp_path, QUICK).send(stores(1))


def test_a_refusal_of_the_whole_request_is_an_error(serve: Any, tmp_path: Path) -> None:
    server = Server(busy=1, status=401)
    with pytest.raises(AdtrailError, match="ADTRAIL_INDEX_API_KEY"):
        Bulk(serve(server), tmp_path, QUICK).send(stores(1))
