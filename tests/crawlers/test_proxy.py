"""The browser's proxy: real sockets, checked and bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from crawlers.guard import Guard
from crawlers.proxy import REFUSED, GuardProxy

from .conftest import Answer, Site


def ask(allow: Iterable[str], *requests: str, limit: int = 2**20) -> tuple[list[bytes], set[str]]:
    """Send raw requests through a proxy, each on a connection of its own; returns the answers and what was cut."""

    async def run() -> tuple[list[bytes], set[str]]:
        proxy = GuardProxy(Guard(allow), limit)
        port = int((await proxy.start()).rpartition(":")[2])
        answers = []
        for request in requests:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request.encode("latin-1"))
            try:
                answers.append(await asyncio.wait_for(reader.read(-1), 5))
            except ConnectionResetError:
                answers.append(b"reset")
            writer.close()
        await proxy.stop()
        return answers, proxy.oversize

    return asyncio.run(run())


def get(url: str, *headers: str) -> str:
    return "\r\n".join([f"GET {url} HTTP/1.1", "Host: x", *headers, "", ""])


def test_allowed_hosts_are_reached_with_a_plain_request(site: Site) -> None:
    site.pages = {"/a?b=1": Answer("hello")}
    (answer,), _ = ask([site.host], get(f"{site.url}/a?b=1", "Proxy-Authorization: secret", "Connection: keep-alive"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"hello")
    assert site.hits == ["/a?b=1"]


def test_what_the_guard_refuses_is_not_connected_to(site: Site) -> None:
    targets = [f"{site.url}/x", f"http://localhost:{site.port}/", f"http://0x7f.1:{site.port}/", "file:///etc/passwd"]
    answers, _ = ask([], *(get(url) for url in targets), f"CONNECT {site.host} HTTP/1.1\r\n\r\n")
    assert all(answer.startswith(b"HTTP/1.1 403") for answer in answers)
    assert all(REFUSED.encode() in answer for answer in answers)
    assert site.hits == []


def test_a_tunnel_to_an_allowed_host(site: Site) -> None:
    site.pages = {"/t": Answer("through", headers={"Connection": "close"}, stream=True)}
    (answer,), _ = ask([site.host], f"CONNECT {site.host} HTTP/1.1\r\n\r\n" + get("/t"))
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200")
    assert answer.endswith(b"through")


def test_a_response_over_the_limit_is_cut_and_told(site: Site) -> None:
    site.pages = {"/big": Answer(b"x" * 3_000_000), "/small": Answer("ok")}
    answers, cut = ask([site.host], get(f"{site.url}/big"), get(f"{site.url}/small"))
    assert len(answers[0]) <= 2**20
    assert answers[1].endswith(b"ok")
    assert cut == {f"{site.url}/big"}


def test_nonsense_closes_the_connection_only(site: Site) -> None:
    site.pages = {"/": Answer("still here")}
    requests = ["\r\n\r\n", "GET\r\n\r\n", "\0\xff\r\n\r\n", f"X{'y' * 70_000}\r\n\r\n", get(f"{site.url}/")]
    answers, _ = ask([site.host], *requests)
    assert answers[-1].endswith(b"still here")


def test_nobody_listens() -> None:
    (answer,), _ = ask(["127.0.0.1:9"], get("http://127.0.0.1:9/"))
    assert answer.startswith(b"HTTP/1.1 502")
