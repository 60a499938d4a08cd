"""A built world, copied for each test, and clients of the app over it: the analyst here, and visitors with keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi.testclient import TestClient

from config.settings import Settings, load
from ledger.audit import Entry
from tests.web import world as made_up
from web.access import PURPOSE, form_token
from web.app import create_app
from web.rooms import Rooms, open_rooms

HERE = "http://127.0.0.1:8321"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the world, made once."""
    folder = tmp_path_factory.mktemp("world") / "data"
    made_up.build(load(data_dir=folder, actor="ada"))
    return folder


@pytest.fixture
def world() -> ModuleType:
    return made_up


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of the world that the test may change."""
    shutil.copytree(built, tmp_path / "data")
    return load(data_dir=tmp_path / "data", actor="ada")


@pytest.fixture
def rooms(settings: Settings) -> Iterator[Rooms]:
    opened = open_rooms(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def reader(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """As `client`, over one copy for all: for tests that only read."""
    folder = tmp_path_factory.mktemp("reader") / "data"
    shutil.copytree(built, folder)
    settings = load(data_dir=folder, actor="ada")
    with TestClient(create_app(settings), base_url=HERE, cookies={PURPOSE: "tests"}) as opened:
        yield opened


@pytest.fixture
def client(settings: Settings, rooms: Rooms) -> TestClient:
    """Whoever sits at this machine, having said what for."""
    return TestClient(create_app(settings, rooms=rooms), base_url=HERE, cookies={PURPOSE: "tests"})


@pytest.fixture
def aimless(settings: Settings, rooms: Rooms) -> TestClient:
    """Whoever sits at this machine, and has given no purpose."""
    return TestClient(create_app(settings, rooms=rooms), base_url=HERE)


@pytest.fixture
def visitor(settings: Settings, rooms: Rooms) -> Callable[..., TestClient]:
    """`visitor(name, role)`: somebody elsewhere with a key in the header; without a role: nobody known."""

    def visit(name: str = "", role: Any = "", purpose: str = "tests") -> TestClient:
        app = create_app(settings, local=False, rooms=rooms)
        headers = {"authorization": f"Bearer {rooms.ledger.actors.add(name, role, by='ada')}"} if role else {}
        return TestClient(
            app, base_url="https://adtrail.test", headers=headers, cookies={PURPOSE: purpose} if purpose else {}
        )

    return visit


@pytest.fixture
def token(rooms: Rooms) -> str:
    """What a form of ada's carries."""
    return form_token(rooms.ledger.keys, "ada")


@pytest.fixture
def audited(rooms: Rooms) -> Callable[..., list[Entry]]:
    """The entries of the audit log by action."""
    return lambda action: rooms.ledger.audit.entries(action=action)


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def elements() -> Callable[[str], list[tuple[str, dict[str, str | None]]]]:
    """The elements of a page with their attributes, as a browser would make them."""

    def parse(html: str) -> list[tuple[str, dict[str, str | None]]]:
        parser = _Elements()
        parser.feed(html)
        return parser.found

    return parse
