"""`adtrail serve`: the pages and the API on this machine, or for others who have keys."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from config.console import exits, out
from config.errors import AdtrailError, Refused
from config.settings import Settings, load

if TYPE_CHECKING:
    from ledger.ledger import Ledger

serve = typer.Typer(add_completion=False, help="Serve the pages.")


@serve.command()
@exits
def run(
    host: Annotated[str | None, typer.Option(help="Address to listen on [ADTRAIL_WEB_HOST].")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port, 0 for a free one [ADTRAIL_WEB_PORT].")
    ] = None,
) -> None:
    """Serve the pages until Ctrl-C.

    On loopback whoever opens them acts as the actor of the settings. On any other address each visitor needs the key of
    an actor of the ledger, and there must be one.
    """
    settings = load()
    listen(settings, host or settings.web_host, settings.web_port if port is None else port)


def listen(settings: Settings, host: str, port: int) -> None:
    """Bind, say where, and serve until stopped.

    Raises:
        Refused: others could reach the address, and nobody has a key; or the actor of the settings is unknown.
        AdtrailError: the address cannot be had.
    """
    import uvicorn

    from web.app import create_app
    from web.rooms import open_rooms

    local = is_loopback(host)
    rooms = open_rooms(settings)
    if local:
        rooms.ledger.acting()
    else:
        require_keys(rooms.ledger, host)
    bound = bind(host, port)
    app = create_app(settings, local=local, rooms=rooms)
    name = f"[{host}]" if ":" in host else host
    out.print(f"adtrail is at http://{name}:{bound.getsockname()[1]}/  (Ctrl-C ends it)", soft_wrap=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, proxy_headers=False, server_header=False)
    uvicorn.Server(config).run(sockets=[bound])


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address; a name counts by what it stands for."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise AdtrailError(f"{host}: {error.strerror}; give an address of this machine") from None
    return all(ipaddress.ip_address(entry[4][0]).is_loopback for entry in found)


def require_keys(ledger: Ledger, host: str) -> None:
    """Let it pass when somebody has a key.

    Raises:
        Refused: the ledger knows no enabled actor.
    """
    if all(actor.disabled_at for actor in ledger.actors.all()):
        raise Refused(
            f"others can reach {host}, and no actor has a key: run `adtrail ledger actor add NAME --role ROLE` first"
        )


def bind(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        AdtrailError: the port is taken, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise AdtrailError(f"{host}:{port}: {error.strerror}; choose another with --port") from None
