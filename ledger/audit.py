"""The audit log: append-only, each entry carries the hash of the one before.

`hash` is SHA-256 over the entry and can be checked by anybody; `seal` is an HMAC of it, so that whoever can write to
the database, but has not the key, can neither edit, insert, reorder nor fork. A truncation is found by the last
checkpoint, a sealed file outside the database (copy it elsewhere: what lies on one disk can be lost on one disk).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DatabaseError

from config.errors import AdtrailError
from config.files import atomic, to_json
from ledger.keys import Keys
from ledger.store import Store
from ledger.tables import audit

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `time` is when it was written; the order is that of `seq`, whatever the clocks did."""

    seq: int
    time: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `verify` found. `bad` is the first entry (or, of a truncation, the first missing one) that does not hold."""

    entries: int
    head: str
    bad: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether the whole log and every checkpoint hold."""
        return not self.reason


class Audit:
    """The log of one ledger. `actor` is who acts when a call does not say."""

    def __init__(self, store: Store, keys: Keys, actor: str, checkpoints: Path) -> None:
        self._store, self._keys, self._actor, self._checkpoints = store, keys, actor, checkpoints

    def append(
        self, action: str, subject: str = "", details: Mapping[str, Any] | None = None, *, actor: str | None = None
    ) -> int:
        """Add an entry, durable with the transaction it stands in; returns its `seq`.

        `details` must hold no personal values: give `Keys.token` of them.
        """
        with self._store.write() as db:
            last = db.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
            row: dict[str, Any] = {
                "seq": last.seq + 1 if last else 1,
                "time": datetime.now(UTC).isoformat(timespec="microseconds"),
                "actor": actor or self._actor,
                "action": action,
                "subject": subject,
                "details": to_json(dict(details or {})).decode(),
                "previous": last.hash if last else GENESIS,
            }
            row["hash"] = _hash(row)
            row["seal"] = self._seal(row["hash"])
            db.execute(insert(audit).values(row))
            return int(row["seq"])

    def searched(self, values: Iterable[str], *, actor: str, purpose: str, results: int) -> int:
        """Record a search: who, what for, how many results, and keyed tokens of what was asked (never the values)."""
        tokens = sorted(self._keys.token("search", value) for value in values)
        return self.append("searched", "", {"tokens": tokens, "purpose": purpose, "results": results}, actor=actor)

    def entries(
        self,
        *,
        action: str | None = None,
        subject: str | None = None,
        actor: str | None = None,
        last: int | None = None,
    ) -> list[Entry]:
        """Entries in order, filtered by exact fields; `last` takes only the newest so many."""
        query = select(audit).order_by(audit.c.seq.desc()).limit(last)
        for column, value in ((audit.c.action, action), (audit.c.subject, subject), (audit.c.actor, actor)):
            if value is not None:
                query = query.where(column == value)
        with self._store.read() as db:
            return [_entry(row._asdict()) for row in reversed(db.execute(query).all())]

    def checkpoint(self) -> Path:
        """Write the head of the log into a sealed file outside the database; again without news is the same file."""
        with self._store.read() as db:
            last = db.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
        seq, head = (last.seq, last.hash) if last else (0, GENESIS)
        file = self._checkpoints / f"{seq:012d}.json"
        if not file.exists():
            mark = {"seq": seq, "hash": head, "time": datetime.now(UTC).isoformat(timespec="seconds")}
            with atomic(file) as stream:
                stream.write(to_json({**mark, "seal": self._seal(to_json(mark).decode())}) + b"\n")
        return file

    def verify(self) -> Verdict:
        """Check every entry, then every checkpoint; names the first that does not hold."""
        try:
            with self._store.read() as db:
                damage = _damage(db)
                if damage:
                    return Verdict(entries=0, head=GENESIS, reason=f"the database is damaged: {damage}")
                return self._walk(db)
        except (DatabaseError, AdtrailError, UnicodeDecodeError) as error:
            return Verdict(entries=0, head=GENESIS, reason=f"the database cannot be read: {error}")

    def _walk(self, db: Connection) -> Verdict:
        marks, problem = self._marks()
        count, head = 0, GENESIS
        for row in db.execute(select(audit).order_by(audit.c.seq)).yield_per(1000):
            reason = self._wrong(row._asdict(), count + 1, head, marks)
            if reason:
                return Verdict(entries=count, head=head, bad=count + 1, reason=reason)
            count, head = count + 1, row.hash
        missed = [seq for seq in marks if seq > count]
        if missed:
            reason = f"cut off: entries {count + 1} to {max(missed)} stood here at a checkpoint"
            return Verdict(entries=count, head=head, bad=count + 1, reason=reason)
        return Verdict(entries=count, head=head, reason=problem)

    def _wrong(self, row: dict[str, Any], seq: int, head: str, marks: Mapping[int, str]) -> str:
        """Why this row cannot be entry `seq` after an entry with hash `head`; empty when it can."""
        if row["seq"] != seq:
            return f"missing: the next entry is {row['seq']}"
        if row["previous"] != head:
            return "does not follow the entry before it"
        if _hash(row) != row["hash"]:
            return "edited: its hash is not that of its content"
        if self._seal(row["hash"]) != row["seal"]:
            return "forged: its seal was not made with this ledger's key"
        if marks.get(seq, head := row["hash"]) != head:
            return "rewritten: a checkpoint holds another hash"
        return ""

    def _marks(self) -> tuple[dict[int, str], str]:
        """The checkpoints as seq → hash, and what is wrong with the first unreadable one."""
        marks: dict[int, str] = {}
        problem = ""
        for file in sorted(self._checkpoints.glob("*.json"), reverse=True):
            try:
                mark = json.loads(file.read_bytes())
                seal = mark.pop("seal")
                if self._seal(to_json(mark).decode()) != seal or file.stem != f"{mark['seq']:012d}":
                    raise ValueError
                marks[mark["seq"]] = mark["hash"]
            except (ValueError, KeyError, TypeError, AttributeError):
                problem = f"the checkpoint {file.name} is damaged or forged"
        return marks, problem

    def _seal(self, content: str) -> str:
        return self._keys.token("audit", content)


def _hash(row: Mapping[str, Any]) -> str:
    fields = ("seq", "time", "actor", "action", "subject", "details", "previous")
    return sha256(to_json([row[field] for field in fields])).hexdigest()


def _entry(row: dict[str, Any]) -> Entry:
    del row["seal"]
    return Entry(**{**row, "time": datetime.fromisoformat(row["time"]), "details": json.loads(row["details"])})


def _damage(db: Connection) -> str:
    """What SQLite's own check of the file finds; other databases check themselves."""
    if db.dialect.name != "sqlite":
        return ""
    found = str(db.execute(text("PRAGMA integrity_check(1)")).scalar())
    return "" if found == "ok" else found
