"""The SSRF guard: a table of addresses, and a spy on sockets that sees nothing forbidden connected to."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import Refused
from crawlers.guard import Guard

REFUSED = [
    # other schemes
    "file:///etc/passwd", "ftp://example.test/x", "gopher://127.0.0.1:6379/_INFO", "data:text/html,x", "blob:http://x/y",
    "javascript:alert(1)", "ws://example.test/", "dict://127.0.0.1:11211/", "jar:http://127.0.0.1!/x", "//127.0.0.1/x",
    "about:blank", "chrome://settings", "view-source:http://127.0.0.1", "", "http:", "http://", "http:///x", "https://:80/",
    # loopback in every spelling
    "http://127.0.0.1/", "http://127.0.0.1:8080/", "http://127.1/", "http://127.0.1/", "http://127.255.255.254/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0x7f.1/", "http://017700000001/",
    "http://0177.0.0.1/", "http://0177.1/", "http://127.0.0.1./", "http://127。0。0。1/", "http://127．0．0．1/",
    "http://[::1]/", "http://[::1]:9200/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://0.0.0.0/", "http://0/", "http://[::]/", "HTTP://127.0.0.1/", "hTTps://127.0.0.1/",
    # private, link-local, metadata, shared, reserved, multicast
    "http://10.0.0.1/", "http://10.255.1.2/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.0.1/",
    "http://0xc0a80001/", "http://3232235521/", "http://169.254.169.254/latest/meta-data/", "http://2852039166/",
    "http://0xa9fea9fe/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fd00:ec2::254]/",
    "http://[fc00::1]/", "http://100.64.0.1/", "http://192.0.2.1/", "http://198.18.0.1/", "http://203.0.113.9/",
    "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[64:ff9b::a00:1]/", "http://[2002:c0a8:1::1]/",
    "http://[::ffff:169.254.169.254]/", "http://[2001:0:7f00:1::]/",
    # credentials, ports, control characters, broken
    "http://user@example.test/", "http://user:pass@example.test/", "http://example.test@127.0.0.1/",
    "http://127.0.0.1@example.test/", "http://example.test:0/", "http://example.test:99999/", "http://example.test:x/",
    "http://[::1/", "http://exa mple.test/", "http://localhost%00.example.test@127.0.0.1/",
]  # fmt: skip

NAMES = {
    "public.example": ["93.184.215.14"],
    "private.example": ["10.1.2.3"],
    "mixed.example": ["93.184.215.14", "127.0.0.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:10.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "localhost": ["127.0.0.1"],
    "localhost.localdomain": ["127.0.0.1"],
}


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names resolve by the table, without a network; returns what was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        if host not in NAMES:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in NAMES[host]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def resolve(guard: Guard, url: str) -> list[str]:
    return asyncio.run(guard.resolve(url))


def test_the_table_is_long() -> None:
    assert len(set(REFUSED)) == len(REFUSED) >= 60


@pytest.mark.parametrize("url", REFUSED)
def test_refused_without_asking_anybody(url: str, resolver: list[str]) -> None:
    with pytest.raises(Refused):
        resolve(Guard(), url)
    assert resolver == []


@pytest.mark.parametrize(
    "url",
    [f"http://{name}/" for name in NAMES if name != "public.example"]
    + ["http://LOCALHOST:9200/", "http://localhost./"],
)
def test_a_name_with_any_private_address_is_refused(url: str, resolver: list[str]) -> None:
    with pytest.raises(Refused, match="private address"):
        resolve(Guard(), url)
    assert len(resolver) == 1


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("http://public.example/", ["93.184.215.14"]),
        ("https://public.example:8443/a?b#c", ["93.184.215.14"]),
        ("http://93.184.215.14/", []),
        ("http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", []),
        ("http://no-such-name.example/", []),  # fails later, as what it is
    ],
)
def test_public_addresses_pass(url: str, addresses: list[str], resolver: list[str]) -> None:
    assert resolve(Guard(), url) == addresses


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("http://127.0.0.1:8401/x", True),
        ("http://localhost:8402/", True),
        ("http://LocalHost:8402/", True),
        ("http://[::1]:8403/", True),
        ("http://127.0.0.1:8402/", False),  # another port
        ("http://127.0.0.1/", False),
        ("http://localhost:8401/", False),
        ("http://2130706433:8401/", False),  # the exception is exact
        ("http://127.1:8401/", False),
        ("ftp://127.0.0.1:8401/", False),
        ("http://u@127.0.0.1:8401/", False),
    ],
)
def test_exceptions_are_exact(url: str, passes: bool, resolver: list[str]) -> None:
    guard = Guard(["127.0.0.1:8401", "localhost:8402", "[::1]:8403"])
    if passes:
        assert resolve(guard, url) == []
    else:
        with pytest.raises(Refused):
            resolve(guard, url)


def test_at_the_moment_of_connecting_the_answer_counts() -> None:
    """A name may resolve otherwise the second time (rebinding)."""
    guard = Guard(["127.0.0.1:8401"])
    guard.check_resolved("public.example", "93.184.215.14")
    guard.check_resolved("127.0.0.1", "127.0.0.1")
    for address in ("127.0.0.1", "10.0.0.1", "::1", "fe80::1%eth0", "169.254.169.254"):
        with pytest.raises(Refused):
            guard.check_resolved("public.example", address)


@given(st.ip_addresses(v=4))
def test_every_spelling_of_an_address_gets_the_same_answer(address: IPv4Address) -> None:
    number = int(address)
    a, b, c, d = address.packed
    private = not address.is_global or address.is_multicast or address.is_reserved
    tail = f"{number >> 16:x}:{number & 0xFFFF:x}"
    for host in (str(number), hex(number), f"0{number:o}", f"{a}.{b}.{c * 256 + d}", f"0x{a:x}.{b}.{c}.{d}"):
        assert refuses(host) == private, host
    for host in (f"[::ffff:{address}]", f"[64:ff9b::{tail}]", f"[2002:{tail}::1]", f"[::{tail}]"):
        assert refuses(host) or not private, host


def refuses(host: str) -> bool:
    try:
        Guard().check(f"http://{host}/")
    except Refused:
        return True
    return False


@given(st.ip_addresses(v=6))
def test_no_private_v6_address_passes(address: IPv6Address) -> None:
    try:
        Guard.check_address("x", address)
    except Refused:
        return
    assert address.is_global
    assert not address.is_multicast
    for inner in (address.ipv4_mapped, address.sixtofour):
        assert inner is None or ip_address(inner).is_global
