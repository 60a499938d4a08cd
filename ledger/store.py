"""The database underneath: one engine, short transactions, migrations at open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError

from config.errors import AdtrailError, BadInput

VERSION = "0001"  # of the newest migration; a test holds it to that
MIGRATIONS = Path(__file__).with_name("migrations")
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an answered write survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
)


class Store:
    """Transactions on one database. A `write` within a `write` joins it: what belongs together is kept together."""

    def __init__(self, url: str | URL) -> None:
        self.engine = _engine(url)
        self._current: ContextVar[Connection | None] = ContextVar("connection", default=None)
        try:
            with self.write() as db:
                _migrate(db)
        except UnicodeDecodeError:  # of SQLite's words about a damaged schema
            raise AdtrailError(f"ledger {self.engine.url.render_as_string()}: the database is damaged") from None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: durable when the block ends well, undone when it raises. Writers wait for each other.

        Raises:
            AdtrailError: the database is locked, full, read-only or damaged.
        """
        joined = self._current.get()
        if joined is not None:
            yield joined
            return
        with _told(self.engine), self.engine.connect().execution_options(writes=True) as db, db.begin():
            mark = self._current.set(db)
            try:
                yield db
            finally:
                self._current.reset(mark)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view; within a `write` it sees what that wrote.

        Raises:
            AdtrailError: the database is damaged or cannot be reached.
        """
        joined = self._current.get()
        if joined is not None:
            yield joined
            return
        with _told(self.engine), self.engine.connect() as db:
            yield db

    def close(self) -> None:
        """Release the connections."""
        self.engine.dispose()


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Trouble of the database in a sentence; a broken constraint is for the caller to read."""
    try:
        yield
    except IntegrityError:
        raise
    except DatabaseError as error:
        raise AdtrailError(f"ledger {engine.url.render_as_string()}: {error.orig}") from None


def _engine(url: str | URL) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            _private(Path(parsed.database))
        # Parameters are personal data: they must not stand in a traceback.
        engine = create_engine(parsed, hide_parameters=True)
    except OSError as error:
        raise AdtrailError(f"ledger {error.filename}: {error.strerror}") from None
    except (ArgumentError, ModuleNotFoundError) as error:
        raise BadInput(str(error), field="ledger_url", fix="write a SQLAlchemy URL") from None
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _private(file: Path) -> None:
    """Make the database file readable by its owner alone, before SQLite makes it readable by all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _on_connect(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    # IMMEDIATE takes the writer's lock first, so that what a transaction reads is still so when it writes.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(db: Connection) -> None:
    """Bring the tables to `VERSION`; alembic is imported only when something is to be done."""
    if db.dialect.has_table(db, "alembic_version"):
        found = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if found == VERSION:
            return
        if found is not None and str(found) > VERSION:
            raise BadInput(f"the ledger has version {found}, this adtrail knows {VERSION}", fix="use a newer adtrail")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = db
    command.upgrade(config, VERSION)
