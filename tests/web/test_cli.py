"""`adtrail serve`: where it listens, who may reach it, and what it says."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from config.errors import AdtrailError, Refused
from config.settings import Settings
from web.cli import bind, is_loopback, listen, require_keys
from web.rooms import Rooms


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("192.0.2.7", False)],
)
def test_loopback_is_known(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_a_host_that_is_none_is_said() -> None:
    with pytest.raises(AdtrailError, match="address of this machine"):
        is_loopback("no-such-host.invalid")


def test_others_are_not_let_in_while_nobody_has_a_key(settings: Settings) -> None:
    with pytest.raises(Refused, match="ledger actor add"):
        listen(settings, "0.0.0.0", 0)


def test_an_enabled_actor_is_enough(rooms: Rooms) -> None:
    rooms.ledger.actors.add("vera", "analyst", by="ada")
    require_keys(rooms.ledger, "0.0.0.0")
    rooms.ledger.actors.disable("vera", by="ada")
    with pytest.raises(Refused):
        require_keys(rooms.ledger, "0.0.0.0")


def test_an_actor_that_the_ledger_does_not_know_is_said_at_once(settings: Settings, rooms: Rooms) -> None:
    rooms.ledger.actors.add("root", "admin", by="ada")
    with pytest.raises(Refused, match="no actor 'ada'"):
        listen(settings, "127.0.0.1", 0)


def test_a_taken_port_is_said() -> None:
    with bind("127.0.0.1", 0) as taken, pytest.raises(AdtrailError, match="choose another"):
        bind("127.0.0.1", taken.getsockname()[1])


@pytest.fixture
def served(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`adtrail serve --port 0` as people run it, and the address it printed."""
    environment = {**os.environ, "ADTRAIL_DATA_DIR": str(settings.data_dir), "ADTRAIL_ACTOR": "ada", "COLUMNS": "200"}
    command = [sys.executable, "-u", "-m", "adtrail", "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert found, process.communicate(timeout=10)
    yield process, found[0]
    process.kill()
    process.communicate(timeout=10)


def test_the_pages_are_served_and_end_with_ctrl_c(served: tuple[subprocess.Popen[str], str]) -> None:
    process, address = served
    with urlopen(f"{address}search?q=rosie", timeout=20) as answer:
        assert b"14 posts" in answer.read()
        assert "server" not in {name.lower() for name in answer.headers}
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert "Traceback" not in errors


def test_only_this_machine_can_reach_it(served: tuple[subprocess.Popen[str], str]) -> None:
    """It listens on the one address that it printed, and not on all."""
    port = int(served[1].rstrip("/").rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_help_is_quick_and_says_who_may_come() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "adtrail", "serve", "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "--port" in done.stdout
    assert "ledger" in done.stdout


def test_a_refusal_has_its_exit_code(settings: Settings, tmp_path: Path) -> None:
    environment = {**os.environ, "ADTRAIL_DATA_DIR": str(settings.data_dir), "ADTRAIL_ACTOR": "ada"}
    command = [sys.executable, "-m", "adtrail", "serve", "--host", "0.0.0.0", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)
    assert (done.returncode, "Traceback" in done.stderr) == (5, False)
