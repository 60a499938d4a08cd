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
from pathlib import Path

from config.errors import AdtrailError, MissingPart

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
    """Write the world: sites, banks, truth.

    Raises:
        AdtrailError: when the generator fails.
    """
    _home()
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
    ports_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "examples.world", "serve", str(folder), "--ports-file", str(ports_file)]
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
            ports: dict[str, int] = json.loads(ports_file.read_text(encoding="utf-8"))
            return ports
        time.sleep(0.05)
    raise AdtrailError(f"the demo world did not start; its log is {ports_file.with_name('server.log')}")
