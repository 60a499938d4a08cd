"""Actors, their roles and API keys. A key is shown once; only its hash is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import get_args

from sqlalchemy import insert, select, update

from config.errors import BadInput, Refused
from ledger.access import Actor, Permission, Role, require
from ledger.audit import Audit
from ledger.store import Store
from ledger.tables import actors

PREFIX = "adtrail_"  # lets secret scanners know a leaked key


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An actor as registered."""

    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None


class Actors:
    """The people and programs that may act."""

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store, self._audit = store, audit

    def add(self, name: str, role: Role, *, by: str) -> str:
        """Register an actor and return the API key, which nothing can show again (256 random bits, so a plain hash do).

        Raises:
            BadInput: the name is taken or empty, or there is no such role.
            Refused: `by` may not manage actors.
        """
        self.allow(by, "manage")
        if role not in get_args(Role):
            raise BadInput(f"no role {role!r}", field="role", fix=f"one of {', '.join(get_args(Role))}")
        if not name.strip() or not name.isprintable():
            raise BadInput("not a name", field="name")
        key = PREFIX + secrets.token_urlsafe(32)
        with self._store.write() as db:
            if self.find(name):
                raise BadInput(f"there is an actor {name!r} already", field="name", fix="choose another name")
            values = {"name": name, "role": role, "key_hash": _hash(key), "created_at": datetime.now(UTC)}
            db.execute(insert(actors).values(values))
            self._audit.append("actor added", name, {"role": role}, actor=by)
        return key

    def find(self, name: str) -> Actor | None:
        """An enabled or disabled actor by name."""
        with self._store.read() as db:
            row = db.execute(select(actors.c.name, actors.c.role).where(actors.c.name == name)).first()
        return Actor(row.name, row.role) if row else None

    def get(self, name: str) -> Actor:
        """Who acts under this name. While no admin is enabled, whoever holds the ledger's files acts as one.

        Raises:
            Refused: no such actor, or a disabled one.
        """
        with self._store.read() as db:
            row = db.execute(select(actors.c.role, actors.c.disabled_at).where(actors.c.name == name)).first()
            admins = select(actors.c.name).where(actors.c.role == "admin", actors.c.disabled_at.is_(None))
            if row is None and db.execute(admins.limit(1)).first() is None:
                return Actor(name, "admin")
        if row is None:
            raise Refused(f"no actor {name!r} (adtrail ledger actor add {name} --role ROLE)")
        if row.disabled_at is not None:
            raise Refused(f"the actor {name!r} is disabled")
        return Actor(name, row.role)

    def allow(self, name: str, permission: Permission, *, purpose: str = "") -> Actor:
        """The actor of this name, when they may do this.

        Raises:
            Refused: as `get` and `ledger.access.require`.
        """
        actor = self.get(name)
        require(actor, permission, purpose=purpose)
        return actor

    def authenticate(self, key: str) -> Actor:
        """The actor whose key this is.

        Raises:
            Refused: no enabled actor has it; the message does not say which.
        """
        query = select(actors.c.name, actors.c.role).where(
            actors.c.key_hash == _hash(key), actors.c.disabled_at.is_(None)
        )
        with self._store.read() as db:
            row = db.execute(query).first()
        if row is None:
            raise Refused("the API key is not valid")
        return Actor(row.name, row.role)

    def disable(self, name: str, *, by: str) -> None:
        """Take the actor's key and rights away; the name stays taken, because the log names it.

        Raises:
            Refused: no such actor, or a disabled one already; or `by` may not manage actors.
        """
        self.allow(by, "manage")
        with self._store.write() as db:
            if self.find(name) is None:
                raise Refused(f"no actor {name!r}")
            self.get(name)
            db.execute(update(actors).where(actors.c.name == name).values(disabled_at=datetime.now(UTC)))
            self._audit.append("actor disabled", name, actor=by)

    def all(self) -> list[Registered]:
        """Every actor by name; no keys."""
        columns = (actors.c.name, actors.c.role, actors.c.created_at, actors.c.disabled_at)
        with self._store.read() as db:
            return [Registered(**row._asdict()) for row in db.execute(select(*columns).order_by(actors.c.name))]


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
