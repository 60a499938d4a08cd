from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from config.errors import AdtrailError, BadInput
from config.settings import Settings
from ledger.ledger import Ledger, open_ledger
from ledger.store import MIGRATIONS, VERSION, Store
from ledger.tables import actors, jobs, metadata

Start = Callable[..., subprocess.Popen[str]]


def test_migrations_make_the_tables(ledger: Ledger) -> None:
    with ledger.store.read() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []


def test_the_version_is_that_of_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


def test_sqlite_is_set_to_keep_what_it_answered(ledger: Ledger) -> None:
    with ledger.store.read() as db:
        values = [
            db.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 2, 1]


def test_only_the_owner_can_read_the_database(ledger: Ledger, settings: Settings) -> None:
    for file in settings.data_dir.glob("ledger.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_opening_again_keeps_what_is_there(settings: Settings) -> None:
    for _ in range(3):
        with open_ledger(settings) as ledger:
            ledger.audit.append("opened")
    with open_ledger(settings) as ledger:
        assert len(ledger.audit.entries()) == 3


def test_processes_that_open_a_new_ledger_at_once_agree(settings: Settings, start: Start) -> None:
    started = [
        start("from ledger.ledger import open_ledger\nopen_ledger(settings).audit.append('hello')") for _ in range(4)
    ]
    assert [process.wait(60) for process in started] == [0] * 4
    with open_ledger(settings) as ledger:
        assert ledger.audit.verify().entries == 4


def test_a_ledger_of_a_newer_adtrail_is_refused(ledger: Ledger, settings: Settings, raw: Callable[..., None]) -> None:
    raw("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadInput, match="9999"):
        open_ledger(settings)


def test_what_is_no_database_is_named(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "ledger.db").write_text("hello, I am a text of some length" * 100)
    with pytest.raises(AdtrailError, match=r"ledger\.db.*not a database"):
        open_ledger(settings)


@pytest.mark.parametrize("url", ["nonsense", "nosuchdatabase://x/y"])
def test_a_wrong_url_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match="ledger_url"):
        open_ledger(Settings(data_dir=tmp_path, ledger_url=url))


def test_another_place_can_be_set(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", ledger_url=f"sqlite:///{tmp_path / 'elsewhere' / 'my.db'}")
    open_ledger(settings).close()
    assert (tmp_path / "elsewhere" / "my.db").is_file()


@pytest.mark.parametrize("name", ["a b", "100%20", "what?x=1", "#1", "ü"])
def test_the_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    open_ledger(Settings(data_dir=tmp_path / name)).close()
    assert (tmp_path / name / "ledger.db").is_file()


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(AdtrailError, match=r"ledger .*file"):
        Store(f"sqlite:///{tmp_path / 'file' / 'x.db'}")


def test_a_write_that_raises_is_undone(ledger: Ledger) -> None:
    job = {"kind": "x", "subject": "", "state": "queued", "queued_at": datetime.fromisoformat("2026-01-01T00:00Z")}
    with pytest.raises(AdtrailError, match="stop"), ledger.store.write() as db:
        db.execute(insert(jobs).values(**job, counts={}))
        with ledger.store.write() as joined:
            assert joined is db
        with ledger.store.read() as seen:
            assert len(seen.execute(select(jobs)).all()) == 1
        raise AdtrailError("stop")
    assert ledger.jobs.recent() == []


def test_a_time_without_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(StatementError, match="zone"), ledger.store.write() as db:
        db.execute(insert(jobs).values(kind="x", subject="", state="q", queued_at=datetime(2026, 1, 1), counts={}))


def test_times_come_back_in_utc(ledger: Ledger) -> None:
    there = datetime.fromisoformat("2026-01-01T05:00+05:00")
    with ledger.store.write() as db:
        db.execute(insert(jobs).values(kind="x", subject="", state="queued", queued_at=there, counts={}))
    assert ledger.jobs.recent()[0].queued_at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_a_broken_constraint_tells_no_values(ledger: Ledger) -> None:
    row = {
        "name": "rosie22",
        "role": "analyst",
        "key_hash": "k",
        "created_at": datetime.fromisoformat("2026-01-01T00:00Z"),
    }
    with pytest.raises(IntegrityError) as caught, ledger.store.write() as db:
        db.execute(insert(actors).values(row))
        db.execute(insert(actors).values(row))
    assert "rosie22" not in str(caught.value)


def test_a_foreign_key_must_lead_somewhere(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError), ledger.store.write() as db:
        db.execute(text("INSERT INTO case_notes (case_id, text, written_by, written_at) VALUES (99, 't', 'a', 'x')"))


def test_a_full_disk_is_told(ledger: Ledger) -> None:
    with ledger.store.write() as db:
        pages = db.execute(text("PRAGMA page_count")).scalar()
        db.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(AdtrailError, match="full"):
        ledger.audit.append("much", "", {"text": "x" * 1_000_000})
    assert ledger.audit.entries() == []


def test_a_lock_that_is_not_given_back_is_told(ledger: Ledger, settings: Settings) -> None:
    with ledger.store.read() as db:
        db.execute(text("PRAGMA busy_timeout=10"))
    other = sqlite3.connect(settings.data_dir / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AdtrailError, match="locked"):
        ledger.audit.append("waits")
    other.close()


@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_what_was_answered_survives_a_kill(settings: Settings, start: Start, acknowledged: int) -> None:
    process = start("""
from ledger.ledger import open_ledger
with open_ledger(settings) as ledger:
    while True:
        print(ledger.audit.append("did"), flush=True)
""")
    assert process.stdout is not None
    for _ in range(acknowledged):
        last = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with open_ledger(settings) as ledger:
        verdict = ledger.audit.verify()
        assert verdict.ok, verdict
        assert verdict.entries >= last
        assert ledger.audit.append("goes on") == verdict.entries + 1


def test_a_store_can_be_opened_by_a_plain_url(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    with store.read() as db:
        assert db.execute(select(actors)).all() == []
    store.close()
