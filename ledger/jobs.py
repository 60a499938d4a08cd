"""Job history: what ran, on what, with which outcome. The last job is a schedule's state."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import ColumnElement, insert, select, update

from config.errors import AdtrailError, Refused
from ledger.store import Store
from ledger.tables import jobs

State = Literal["queued", "running", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of a kind of work (`crawl`, `checkpoint`, …) on a subject (a site, …). `counts` is what it did."""

    id: int
    kind: str
    subject: str
    state: State
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    counts: dict[str, int]
    error: str | None
    worker: str | None  # host:pid:birth of the process that runs it


class Jobs:
    """The history and the queue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def queue(self, kind: str, subject: str = "") -> int:
        """Ask for a run; returns its id. One that waits already is not doubled."""
        with self._store.write() as db:
            waiting = self._select(kind=kind, subject=subject, state="queued")
            if waiting:
                return waiting[0].id
            row = {"kind": kind, "subject": subject, "state": "queued", "queued_at": datetime.now(UTC), "counts": {}}
            return int(db.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one())

    def start(self, kind: str, subject: str = "") -> int:
        """Begin a run, the one that waits if there is one; returns its id.

        Raises:
            Refused: a run of this kind on this subject is under way.
        """
        with self._store.write() as db:
            self.recover()
            under_way = self._select(kind=kind, subject=subject, state="running")
            if under_way:
                raise Refused(f"{kind} {subject} is under way (job {under_way[0].id}, {under_way[0].worker})")
            job = self.queue(kind, subject)
            values = {"state": "running", "started_at": datetime.now(UTC), "worker": _worker()}
            db.execute(update(jobs).where(jobs.c.id == job).values(values))
        return job

    def finish(self, job: int, counts: dict[str, int] | None = None) -> None:
        """The running job ended well."""
        self._end(job, "done", counts, None)

    def fail(self, job: int, error: str, counts: dict[str, int] | None = None) -> None:
        """The running job ended badly; `error` is one sentence without personal values."""
        self._end(job, "failed", counts, error)

    @contextmanager
    def run(self, kind: str, subject: str = "") -> Iterator[dict[str, int]]:
        """Record the block as a job: fill the mapping with counts; an exception makes it failed and goes on up.

        Raises:
            Refused: as `start`.
        """
        job = self.start(kind, subject)
        counts: dict[str, int] = {}
        try:
            yield counts
        except BaseException as error:
            self.fail(job, _sentence(error), counts)
            raise
        self.finish(job, counts)

    def recover(self) -> list[Job]:
        """Fail the jobs whose process on this host is gone (killed, power cut); returns them."""
        gone = [job for job in self._select(state="running") if job.worker and _is_gone(job.worker)]
        for job in gone:
            self.fail(job.id, "its process ended without a word", job.counts)
        return gone

    def last(self, kind: str, subject: str = "") -> Job | None:
        """The newest job of this kind on this subject."""
        found = self._select(kind=kind, subject=subject, limit=1)
        return found[0] if found else None

    def recent(self, *, kind: str | None = None, state: State | None = None, limit: int = 50) -> list[Job]:
        """The newest jobs first."""
        return self._select(kind=kind, state=state, limit=limit)

    def _select(self, *, limit: int | None = None, **where: str | None) -> list[Job]:
        query = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        conditions: list[ColumnElement[bool]] = [
            jobs.c[name] == value for name, value in where.items() if value is not None
        ]
        with self._store.read() as db:
            return [Job(**row._asdict()) for row in db.execute(query.where(*conditions))]

    def _end(self, job: int, state: State, counts: dict[str, int] | None, error: str | None) -> None:
        values = {"state": state, "ended_at": datetime.now(UTC), "counts": counts or {}, "error": error}
        with self._store.write() as db:
            db.execute(update(jobs).where(jobs.c.id == job, jobs.c.state == "running").values(values))


def _sentence(error: BaseException) -> str:
    """Our own errors are written for people; of others only the type is told, their text may hold anything."""
    return str(error) if isinstance(error, AdtrailError) else type(error).__name__


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{_birth(os.getpid())}"


def _is_gone(worker: str) -> bool:
    """Whether a process of this host has ended; of another host nothing is known."""
    host, pid, birth = worker.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return _birth(int(pid)) != birth


def _birth(pid: int) -> str:
    """When a process began, in ticks since boot, so that a reused number is not taken for it; empty where not told.

    One that has ended and that nobody has collected yet (a zombie) has no birth any more.
    """
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return "ended" if state in "ZX" else fields[18]
