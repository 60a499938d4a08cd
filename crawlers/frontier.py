"""The frontier of one site: what is to be fetched, what was, and which posts are known. One SQLite file.

All changes since the last `commit` stand in one open transaction, and `commit` is called only after the archive
has synced what those changes rest on. So a crash anywhere rolls back to requests that are simply still to do.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from w3lib.url import canonicalize_url

from config.errors import AdtrailError, BadInput
from crawlers.post import Kind

End = Literal["stored", "failed", "refused"]

_NOT_DAMAGE = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_BUSY")  # of the disk
_MEND = "delete it; the next run reads known posts again"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT);
CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, seen TEXT NOT NULL UNIQUE, page TEXT NOT NULL, depth INTEGER NOT NULL,
  hops TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0, state TEXT, reason TEXT);
CREATE INDEX IF NOT EXISTS todo ON requests (id) WHERE state IS NULL;
CREATE TABLE IF NOT EXISTS posts (
  key TEXT PRIMARY KEY, version TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, page TEXT NOT NULL,
  page_url TEXT NOT NULL, until TEXT, parent TEXT, run INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0,
  missing TEXT, told TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS posts_page ON posts (page_url);
CREATE TABLE IF NOT EXISTS segments (
  name TEXT PRIMARY KEY, capture INTEGER NOT NULL, posts INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One fetch to do. `hops` are the addresses that redirected here."""

    id: int
    url: str
    page: str
    depth: int
    hops: tuple[str, ...]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A post as last seen.

    `until` is the latest moment at which it can have been posted or bumped, as far as its shown dates tell.
    `told` is when the archive was last given a version of it. `missing` is the capture (JSON) of its page in which it
    no longer stood. `seen`: this run has met it.
    """

    key: str
    version: str
    kind: Kind
    url: str
    page: str
    page_url: str
    until: datetime | None
    parent: str | None
    removed: bool = False
    missing: str | None = None
    told: datetime | None = None
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Position:
    """How far the files of a segment are durable and acknowledged, in bytes."""

    segment: str
    capture: int
    posts: int


class Frontier:
    """Opened by one process at a time (the caller holds the site's lock)."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            BadInput: the file is damaged; nothing in it can be trusted, and the archive does not need it.
            AdtrailError: the disk is full or broken, or another process holds the file.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._queue: deque[Request] = deque()
        self._last = 0
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            damage = self._db.execute("PRAGMA quick_check").fetchone()[0]
            self._db.executescript(_SCHEMA)
            if "told" not in [row[1] for row in self._db.execute("PRAGMA table_info(posts)")]:
                self._db.execute("ALTER TABLE posts ADD COLUMN told TEXT")  # a file of before it was kept
        except sqlite3.DatabaseError as error:
            damage = str(error)
            if error.sqlite_errorname.startswith(_NOT_DAMAGE):
                self._db.close()
                raise AdtrailError(f"{path}: cannot be opened: {error}") from None
        if damage != "ok":
            self._db.close()
            raise BadInput(f"damaged: {damage}", file=path, fix=_MEND)
        self._db.execute("BEGIN")
        self.fresh = self._db.execute("SELECT 1 FROM runs").fetchone() is None
        self.run: int = self._db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0]

    # --- runs -------------------------------------------------------------------------------------------------

    def begin(self, start: Iterable[tuple[str, str]], now: datetime | None = None) -> bool:
        """Go on with a run that did not finish (True), or begin the next one from (url, page kind) pairs."""
        open_ = self._db.execute("SELECT id FROM runs WHERE finished IS NULL").fetchone()
        if open_:
            return True
        self._write("DELETE FROM requests")
        cursor = self._write("INSERT INTO runs (started) VALUES (?)", ((now or datetime.now(UTC)).isoformat(),))
        self.run = cursor.lastrowid or 0
        self._last = 0
        for url, page in start:
            self.add(url, page)
        return False

    def finish(self, now: datetime | None = None) -> None:
        """Say that the run has nothing left to do."""
        time = (now or datetime.now(UTC)).isoformat()
        self._write("UPDATE runs SET finished = ? WHERE id = ?", (time, self.run))

    # --- requests ---------------------------------------------------------------------------------------------

    def add(
        self, url: str, page: str, depth: int = 0, hops: tuple[str, ...] = (), *, refused: str | None = None
    ) -> bool:
        """Queue a URL (or note it as refused for this reason); False when this run has it already."""
        state = "refused" if refused else None
        row = (url, canonicalize_url(url), page, depth, "\n".join(hops), state, refused)
        sql = (
            "INSERT OR IGNORE INTO requests (url, seen, page, depth, hops, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        return self._write(sql, row).rowcount > 0

    def take(self) -> Request | None:
        """The next request of this process, oldest first; each is given out once."""
        if not self._queue:
            sql = "SELECT id, url, page, depth, hops, attempts FROM requests WHERE state IS NULL AND id > ? "
            for row in self._db.execute(sql + "ORDER BY id LIMIT 256", (self._last,)):
                hops = tuple(row[4].split("\n")) if row[4] else ()
                self._queue.append(Request(row[0], row[1], row[2], row[3], hops, row[5]))
                self._last = row[0]
        return self._queue.popleft() if self._queue else None

    def waiting(self) -> bool:
        """Whether `take` has something to give."""
        if self._queue:
            return True
        sql = "SELECT 1 FROM requests WHERE state IS NULL AND id > ? LIMIT 1"
        return self._db.execute(sql, (self._last,)).fetchone() is not None

    def done(self, request: Request, state: End, reason: str | None = None) -> None:
        """End a request: exactly once, in exactly one state.

        Raises:
            AdtrailError: it has ended before.
        """
        sql = "UPDATE requests SET state = ?, reason = ? WHERE id = ? AND state IS NULL"
        if self._write(sql, (state, reason, request.id)).rowcount != 1:
            raise AdtrailError(f"request {request.id} of {self.path.stem} has ended twice")

    def attempted(self, request: Request) -> Request:
        """Note one more failed try, so that a resumed run does not start counting anew."""
        self._write("UPDATE requests SET attempts = attempts + 1 WHERE id = ?", (request.id,))
        return Request(request.id, request.url, request.page, request.depth, request.hops, request.attempts + 1)

    def counts(self) -> dict[str, Counter[str]]:
        """Requests of this run by state ("queued" for those to do), and within by reason."""
        result: dict[str, Counter[str]] = {"queued": Counter(), "stored": Counter(), "failed": Counter()}
        result["refused"] = Counter()
        sql = "SELECT coalesce(state, 'queued'), coalesce(reason, ''), count(*) FROM requests GROUP BY 1, 2"
        for state, reason, count in self._db.execute(sql):
            result[state][reason] = count
        return result

    # --- posts ------------------------------------------------------------------------------------------------

    def known(self, key: str) -> Known | None:
        """What is known of a post."""
        return next(self._posts("key = ?", key), None)

    def on_page(self, page_url: str) -> list[Known]:
        """Posts that last stood on this page and are not removed."""
        return list(self._posts("page_url = ? AND removed = 0", page_url))

    def unseen(self) -> list[Known]:
        """Posts that are not removed and that this run has not met."""
        return list(self._posts("run < ? AND removed = 0", self.run))

    def _posts(self, where: str, value: str | int) -> Iterator[Known]:
        columns = "SELECT key, version, kind, url, page, page_url, until, parent, removed, missing, run, told "
        for row in self._db.execute(columns + "FROM posts WHERE " + where, (value,)):
            time, told = (datetime.fromisoformat(value) if value else None for value in (row[6], row[11]))
            yield Known(
                key=row[0], version=row[1], kind=row[2], url=row[3], page=row[4], page_url=row[5], until=time,
                parent=row[7], removed=bool(row[8]), missing=row[9], seen=row[10] == self.run, told=told,
            )  # fmt: skip

    def remember(self, post: Known) -> None:
        """Store a post as seen in this run."""
        time, told = (value.isoformat() if value else None for value in (post.until, post.told))
        row = (
            post.key, post.version, post.kind, post.url, post.page, post.page_url, time, post.parent, self.run,
            int(post.removed), post.missing, told,
        )  # fmt: skip
        self._write("INSERT OR REPLACE INTO posts VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", row)

    def miss(self, key: str, capture: str) -> None:
        """Note that a post no longer stands where it stood; it may still turn up on another page of this run."""
        self._write("UPDATE posts SET missing = ? WHERE key = ? AND run < ?", (capture, key, self.run))

    def post_counts(self) -> tuple[int, int]:
        """How many posts are known, and how many of them were removed."""
        row = self._db.execute("SELECT count(*), coalesce(sum(removed), 0) FROM posts").fetchone()
        return row[0], row[1]

    # --- durability -------------------------------------------------------------------------------------------

    def commit(self, position: Position | None = None) -> None:
        """Acknowledge everything since the last commit, with how far the archive is durable."""
        if position is not None:
            self._write(
                "INSERT OR REPLACE INTO segments (name, capture, posts) VALUES (?, ?, ?)",
                (position.segment, position.capture, position.posts),
            )
        self._write("COMMIT")
        self._db.execute("BEGIN")

    def unclosed(self) -> list[Position]:
        """Segments that a run has acknowledged records of and not closed."""
        return [Position(*row) for row in self._db.execute("SELECT name, capture, posts FROM segments")]

    def closed(self, segment: str) -> None:
        """Note that a segment is closed and audited; its position is no longer needed."""
        self._write("DELETE FROM segments WHERE name = ?", (segment,))

    def close(self) -> None:
        """Roll back what was not committed, and close the file."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._db.close()

    def _write(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Change something within the open transaction.

        SQLite ends a transaction by itself when the disk fails; without this check the next change would stand alone.
        """
        if not self._db.in_transaction:
            raise AdtrailError(f"{self.path}: the disk failed; nothing since the last commit counts")
        return self._db.execute(sql, values)


def last_runs(path: Path, limit: int = 5) -> list[tuple[int, str, str | None]]:
    """The latest runs of a frontier file as (number, started, finished), newest first; safe beside a running crawl.

    Raises:
        BadInput: the file is damaged or empty.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            sql = "SELECT id, started, finished FROM runs ORDER BY id DESC LIMIT ?"
            return db.execute(sql, (limit,)).fetchall()
    except sqlite3.Error as error:
        raise BadInput(f"damaged or empty: {error}", file=path, fix=_MEND) from None
