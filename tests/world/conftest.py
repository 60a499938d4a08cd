"""One world for all tests of this folder, and its server in a thread."""

from __future__ import annotations

import asyncio
import csv
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from examples.world.generate import generate
from examples.world.server import running
from tests.world.reading import read_camt, read_venmo

TODAY = date(2025, 3, 18)  # long past, so that the pages' clock stands at noon of this day
SEED = 7


@cache
def _shown(path: Path) -> dict[str, dict[str, Any]]:
    return {post["key"]: post for post in json.loads(path.read_text(encoding="utf-8"))["posts"]}


@dataclass(frozen=True)
class World:
    """A generated world and readers of its files."""

    folder: Path
    today: date = TODAY

    def truth(self, name: str) -> list[dict[str, Any]]:
        lines = (self.folder / "truth" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def summary(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "truth" / "summary.json").read_text(encoding="utf-8"))
        return found

    def shown(self, site: str) -> dict[str, dict[str, Any]]:
        """What the site knows of its posts, by key."""
        return _shown(self.folder / "sites" / f"{site}.json")

    def body(self, row: dict[str, Any]) -> str:
        """The text of a post of the truth, as its site has it in phase 1."""
        body: str = self.shown(row["site"])[row["key"]]["body"]
        return body

    def posts(self, site: str | None = None, phase: int = 1) -> list[dict[str, Any]]:
        """Rows of the truth about what the sites show in a phase."""
        rows = [row for row in self.truth("posts") if site in (None, row["site"]) and row["phase"] <= phase]
        return [row for row in rows if not (phase == 2 and row["removed_in_phase2"])]

    def table(self, name: str) -> list[dict[str, str]]:
        """A table of all banks together."""
        rows: list[dict[str, str]] = []
        for path in sorted(self.folder.glob(f"banks/*/{name}.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                rows += [{**row, "bank": path.parent.name} for row in csv.DictReader(stream)]
        return rows


@dataclass(frozen=True)
class Served:
    """A running server: its ports, and requests that do not follow redirects."""

    ports: dict[str, int]
    client: httpx.Client

    def url(self, site: str, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.ports[site]}{path}"

    def get(self, site: str, path: str = "/") -> httpx.Response:
        return self.client.get(self.url(site, path))

    def post(self, path: str) -> httpx.Response:
        return self.client.post(self.url("control", path))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._hidden += tag in ("script", "style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


@pytest.fixture(scope="session")
def visible() -> Any:
    """The text that a reader sees in a page."""

    def text(page: str) -> str:
        parser = _Text()
        parser.feed(page)
        return "".join(parser.parts)

    return text


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    generate(folder, SEED, TODAY, 1)
    return World(folder)


@pytest.fixture(scope="session")
def statements(world):
    """Rows by account."""
    found = {}
    for path in sorted(world.folder.glob("banks/*/statements/*")):
        account, form, _ = path.name.split(".")
        text = path.read_text(encoding="utf-8")
        found[account] = read_venmo(text)[2] if form == "venmo" else read_camt(text)[1]
    return found


@pytest.fixture(scope="session")
def roles(world):
    """Accounts by role and by typology."""
    found = defaultdict(list)
    for row in world.truth("accounts"):
        found[row["role"]].append(row["account"])
        found[row["typology"]].append(row["account"])
    return found


@pytest.fixture(scope="session")
def _server(world: World) -> Iterator[Served]:
    started, ended, ports = threading.Event(), threading.Event(), {}

    async def run() -> None:
        async with running(world.folder) as found:
            ports.update(found)
            started.set()
            while not ended.is_set():
                await asyncio.sleep(0.02)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert started.wait(20)
    with httpx.Client(timeout=30) as client:
        yield Served(ports, client)
    ended.set()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def served(_server: Served) -> Iterator[Served]:
    """The server in phase 1 with nothing counted; left so."""
    _server.post("/phase/1")
    _server.post("/hits/reset")
    yield _server
    _server.post("/phase/1")
