from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from ledger.ledger import Ledger, open_ledger


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", actor="ann")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an empty ledger; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    open_ledger(Settings(data_dir=folder)).close()
    return folder


@pytest.fixture
def ledger(settings: Settings, template: Path) -> Iterator[Ledger]:
    """An empty ledger, which belongs to `ann`."""
    shutil.copytree(template, settings.data_dir)
    with open_ledger(settings) as opened:
        yield opened


@pytest.fixture
def staffed(ledger: Ledger) -> Ledger:
    """A ledger with one actor of each role, named by the role."""
    ledger.actors.add("admin", "admin", by="ann")
    for role in ("analyst", "operator", "partner", "approver"):
        ledger.actors.add(role, role, by="admin")
    return ledger


@pytest.fixture
def raw(settings: Settings, ledger: Ledger) -> Callable[..., None]:
    """Write to the database behind the ledger's back, as an intruder would."""

    def execute(statement: str, *values: object) -> None:
        connection = sqlite3.connect(settings.data_dir / "ledger.db")
        for trigger in ("audit_no_update", "audit_no_delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.execute(statement, values)
        connection.commit()
        connection.close()

    return execute


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start Python on a text that finds `settings` made; what is left at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def run(text: str) -> subprocess.Popen[str]:
        head = f"""
from config.settings import Settings
settings = Settings(data_dir={str(settings.data_dir)!r}, actor="ann")
"""
        process = subprocess.Popen([sys.executable, "-c", head + text], stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
