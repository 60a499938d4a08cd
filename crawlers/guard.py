"""The SSRF guard: no page and no redirect may make the crawler talk to a private address.

Checked for each request (redirects are requests of their own): scheme, port and every address that the name
resolves to. Checked again by the resolver at the moment of connecting, so that a name cannot change in between.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from config.errors import Refused

_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_PORTS = {"http": 80, "https": 443}


class Guard:
    """`allow_hosts` are the only exceptions: exact `host:port` pairs of the settings, never of a profile."""

    def __init__(self, allow_hosts: Iterable[str] = ()) -> None:
        pairs = [host.lower().rpartition(":") for host in allow_hosts]
        self._exceptions = {(host.strip("[]"), int(port)) for host, _, port in pairs}
        self._names = {host for host, _ in self._exceptions}

    def check(self, url: str) -> tuple[str, int] | None:
        """Check what the URL itself tells. Returns host and port when its addresses must be checked too.

        Raises:
            Refused: scheme, credentials, port or a literal address that is not allowed.
        """
        host, port = _endpoint(url)
        if (host, port) in self._exceptions:
            return None
        literal = _literal(host)
        if literal is None:
            return host, port
        self.check_address(host, literal)
        return None

    async def resolve(self, url: str) -> list[str]:
        """Check the URL and every address of its host; returns the addresses ([] for a literal or an exception).

        Raises:
            Refused: as `check`, or one of the addresses is private. A name that does not resolve is no refusal.
        """
        target = self.check(url)
        if target is None:
            return []
        loop = asyncio.get_running_loop()
        with suppress(socket.gaierror, UnicodeError):
            found = await loop.getaddrinfo(*target, type=socket.SOCK_STREAM)
            addresses = [str(row[4][0]) for row in found]
            for address in addresses:
                self.check_address(target[0], ip_address(address.partition("%")[0]))
            return addresses
        return []

    def check_resolved(self, host: str, address: str) -> None:
        """Check the address that is about to be connected to; names of exceptions were checked with their port.

        Raises:
            Refused: the address is private.
        """
        if host.lower().strip("[]") not in self._names:
            self.check_address(host, ip_address(address.partition("%")[0]))

    @staticmethod
    def check_address(host: str, address: IPv4Address | IPv6Address) -> None:
        """Check one address, and the IPv4 address that an IPv6 one may carry.

        Raises:
            Refused: it is private, loopback, link-local, multicast, reserved or a metadata service.
        """
        for candidate in (address, *_carried(address)):
            if not candidate.is_global or candidate.is_multicast or candidate.is_reserved:
                raise Refused(f"{host} is the private address {candidate}")


def _endpoint(url: str) -> tuple[str, int]:
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(f"not an address: {error}") from None
    if parts.scheme not in _PORTS:
        raise Refused(f"scheme {parts.scheme or 'none'!r} is not http or https")
    if parts.username is not None or parts.password is not None:
        raise Refused("credentials in the address")
    if not parts.hostname or any(ord(sign) <= 32 for sign in parts.netloc):
        raise Refused("no host in the address")
    if port == 0:
        raise Refused("port 0")
    return parts.hostname.lower().rstrip("."), port or _PORTS[parts.scheme]


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host spells, also as 2130706433, 0x7f.1 or 0177.0.0.1; None for a name."""
    host = host.translate({0x3002: ".", 0xFF0E: ".", 0xFF61: "."})  # dots that IDNA takes for dots
    with suppress(ValueError):
        return ip_address(host.partition("%")[0])
    with suppress(OSError, UnicodeError):
        return IPv4Address(socket.inet_aton(host))
    return None


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    inner: list[IPv4Address | None] = [address.ipv4_mapped, address.sixtofour]
    inner += address.teredo or ()
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in _NAT64) or int(address) >> 32 == 0:
        inner.append(low)
    return [part for part in inner if part is not None]
