"""The guard for a browser: a proxy on loopback through which all of Chromium's traffic goes.

Playwright shows a request before it is sent, but not the redirects that follow it, and Chromium resolves names
itself. Here each connection is checked once more, and made to the very address that was checked.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from config.errors import Refused
from crawlers.guard import Guard

REFUSED = "X-Adtrail-Refused"  # response header with the reason, so that the spider can tell a refusal from a 403
_HEAD_LIMIT = 64 * 1024


class GuardProxy:
    """An HTTP proxy (absolute addresses and CONNECT) for one browser. `limit` bounds the bytes of one response."""

    def __init__(self, guard: Guard, limit: int) -> None:
        self._guard, self._limit = guard, limit
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.oversize: set[str] = set()  # addresses (of tunnels: host:port) that were cut at the limit

    async def start(self) -> str:
        """Listen on a free port of loopback; returns the proxy's address."""
        self._server = await asyncio.start_server(self._client, "127.0.0.1", 0, limit=_HEAD_LIMIT)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening and drop what is open."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
                await self._one(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, version = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        tunnel = method == "CONNECT"
        url = f"https://{target}/" if tunnel else target
        try:
            addresses = await self._guard.resolve(url)
        except Refused as refusal:
            writer.write(_answer("403 Forbidden", str(refusal)))
            await writer.drain()
            return
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            server_reader, server = await asyncio.open_connection(addresses[0] if addresses else parts.hostname, port)
        except OSError:
            writer.write(_answer("502 Bad Gateway"))
            await writer.drain()
            return
        if tunnel:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            server.write(_origin(method, parts.path or "/", parts.query, version, head))
        await self._pipe(target, (reader, writer), (server_reader, server))

    async def _pipe(
        self,
        target: str,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        up = asyncio.create_task(_copy(client[0], server[1]))
        try:
            if not await _copy(server[0], client[1], self._limit):
                self.oversize.add(target)
                client[1].transport.abort()
        finally:
            up.cancel()
            server[1].close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None = None) -> bool:
    """Copy until the end; False when it was cut at the limit."""
    copied = 0
    with suppress(OSError):
        while data := await reader.read(65536):
            copied += len(data)
            if limit is not None and copied > limit:
                return False
            writer.write(data)
            await writer.drain()
    return True


def _origin(method: str, path: str, query: str, version: str, head: bytes) -> bytes:
    """The request as the server wants it: without the host in its first line, one request a connection."""
    lines = head.decode("latin-1").split("\r\n")[1:-2]
    kept = [line for line in lines if not line.lower().startswith(("proxy-", "connection:"))]
    first = f"{method} {path}{'?' + query if query else ''} {version}"
    return "\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1")


def _answer(status: str, refused: str = "") -> bytes:
    extra = f"{REFUSED}: {refused}\r\n" if refused else ""
    head = f"HTTP/1.1 {status}\r\n{extra}Content-Type: text/plain\r\nConnection: close\r\n\r\n"
    return (head + status).encode("latin-1", "replace")  # with a body: Chromium makes an error page of an empty answer
