"""The made-up world as a server on loopback, and the site profiles with its ports put in."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.errors import AdtrailError, BadInput, MissingPart

SITES = ("board", "market", "forum", "jobs")


@dataclass(frozen=True, slots=True)
class World:
    """A served world: its folder, and the port of each site and of the control door."""

    folder: Path
    ports: dict[str, int]

    @property
    def allow_hosts(self) -> tuple[str, ...]:
        """The exact host:port pairs that the guard must let through."""
        return tuple(f"127.0.0.1:{self.ports[site]}" for site in SITES)

    @property
    def banks(self) -> Path:
        """Folder of the made-up institutions."""
        return self.folder / "banks"

    @property
    def truth(self) -> Path:
        """What was planted; only the comparison reads it."""
        return self.folder / "truth"

    def next_phase(self) -> None:
        """Let time pass: edits, bumps, removals and new posts appear on the sites."""
        url = f"http://127.0.0.1:{self.ports['control']}/phase/2"
        with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=30):
            pass

    def write_profiles(self, folder: Path) -> None:
        """Put the ports into the demo's site profiles."""
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted((_home() / "sites").glob("*.yaml")):
            text = source.read_text(encoding="utf-8")
            for site in SITES:
                text = text.replace(f"{{{site}}}", str(self.ports[site]))
            (folder / source.name).write_text(text, encoding="utf-8")


def _home() -> Path:
    found = importlib.util.find_spec("examples.world") if importlib.util.find_spec("examples") else None
    if found is None or found.origin is None:
        raise MissingPart("the demo world is not installed; run the demo from a checkout of the repository")
    return Path(found.origin).parent


def generate(folder: Path, *, seed: int) -> None:
    """Write the world: sites, banks, truth. One that is there already, of this seed and day, is the same again.

    Raises:
        BadInput: the folder holds another world; what was collected from it would be mixed up.
        AdtrailError: when the generator fails.
    """
    _home()
    summary = folder / "truth" / "summary.json"
    if summary.is_file():
        told = json.loads(summary.read_text(encoding="utf-8"))
        if (told["seed"], told["today"]) != (seed, f"{datetime.now(UTC):%Y-%m-%d}"):
            raise BadInput(
                f"this folder holds the world of seed {told['seed']} made on {told['today']}",
                file=folder.parent,
                fix="give --keep another folder",
            )
    command = [sys.executable, "-m", "examples.world", "generate", str(folder), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AdtrailError(f"the demo world could not be made: {done.stderr.strip()[-500:]}")


@contextmanager
def serve(folder: Path) -> Iterator[World]:
    """Serve the world until the block ends.

    Raises:
        AdtrailError: when it does not come up within 20 s.
    """
    ports_file = folder / "ports.json"
    command = [sys.executable, "-m", "examples.world", "serve", str(folder), "--ports-file", str(ports_file)]
    if ports_file.is_file():  # the addresses of the run before, so that its posts are known again
        ports = _ports(ports_file)
        command += ["--ports", ",".join(str(ports[name]) for name in (*SITES, "control"))]
        ports_file.unlink()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield World(folder, _wait(process, ports_file))
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], ports_file: Path) -> dict[str, int]:
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        if ports_file.is_file():
            return _ports(ports_file)
        time.sleep(0.05)
    raise AdtrailError(f"the demo world did not start; its log is {ports_file.with_name('server.log')}")


def _ports(file: Path) -> dict[str, int]:
    ports: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    return ports
