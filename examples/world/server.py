"""Serves a world on 127.0.0.1: four sites and a control port."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from examples.world.sites import board, forum, jobs, market
from examples.world.sites.store import State, Store

NAMES = ("board", "market", "forum", "jobs", "control")
APPS = {"board": board.app, "market": market.app, "forum": forum.app, "jobs": jobs.app}


class _Server(uvicorn.Server):
    """Five of these run in one loop: signals are the business of `serve`, not theirs."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def counted(app: ASGIApp, name: str, state: State) -> ASGIApp:
    """The same application, each request counted under its path and query."""
    hits = state.hits.setdefault(name, Counter())

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            query = scope["query_string"].decode("latin-1")
            hits[scope["path"] + (f"?{query}" if query else "")] += 1
        await app(scope, receive, send)

    return wrapped


def control(state: State) -> Starlette:
    """The control port: the phase, the counts, and the canary that no crawler may reach."""

    async def phase(request: Request) -> Response:
        number = int(request.path_params["number"])
        if number not in (1, 2):
            return PlainTextResponse("the phases are 1 and 2", 404)
        state.phase = number
        return JSONResponse({"phase": number})

    async def hits(_: Request) -> Response:
        return JSONResponse({name: dict(sorted(counts.items())) for name, counts in state.hits.items()})

    async def reset(_: Request) -> Response:
        for counts in state.hits.values():
            counts.clear()
        return JSONResponse({})

    async def canary(_: Request) -> Response:
        return PlainTextResponse("internal: nobody outside should read this")

    return Starlette(
        routes=[
            Route("/phase/{number:int}", phase, methods=["POST"]),
            Route("/hits", hits),
            Route("/hits/reset", reset, methods=["POST"]),
            Route("/private/canary", canary),
        ]
    )


def _listen(port: int) -> socket.socket:
    # The protocol is named so that asyncio turns Nagle's algorithm off; otherwise each answer waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise OSError(f"port {port} of 127.0.0.1 cannot be had: {error.strerror}") from None
    return listener


@contextlib.asynccontextmanager
async def running(folder: str | Path, ports: Sequence[int] = (0,) * 5) -> AsyncIterator[dict[str, int]]:
    """Serve the world in `folder` while the block runs; gives the ports by site, `control` among them.

    Raises:
        OSError: when the folder holds no world, or a port is taken.
    """
    state = State()
    apps: dict[str, ASGIApp] = {
        site: make(Store(Path(folder) / "sites" / f"{site}.json", state), state) for site, make in APPS.items()
    }
    apps["control"] = control(state)
    with contextlib.ExitStack() as stack:
        sockets = {name: stack.enter_context(_listen(port)) for name, port in zip(NAMES, ports, strict=True)}
        state.ports.update({name: listener.getsockname()[1] for name, listener in sockets.items()})
        servers = [
            _Server(
                uvicorn.Config(
                    counted(apps[name], name, state),
                    log_level="error",
                    access_log=False,
                    lifespan="off",
                    timeout_graceful_shutdown=2,
                )
            )
            for name in NAMES
        ]
        tasks = [
            asyncio.create_task(server.serve([sockets[name]])) for name, server in zip(NAMES, servers, strict=True)
        ]
        try:
            while not all(server.started for server in servers):
                await asyncio.sleep(0.01)
            yield dict(state.ports)
        finally:
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*tasks)


async def serve(folder: str | Path, ports: Sequence[int] = (0,) * 5, ports_file: Path | None = None) -> None:
    """Serve until SIGTERM or SIGINT; the ports are printed, and written to `ports_file` once all listen.

    Raises:
        OSError: as `running` does.
    """
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with running(folder, ports) as found:
        if ports_file:
            beside = ports_file.with_name(f".{ports_file.name}.{os.getpid()}")
            beside.write_text(json.dumps(found) + "\n", encoding="utf-8")
            beside.replace(ports_file)
        print(json.dumps(found), flush=True)
        await ended.wait()
