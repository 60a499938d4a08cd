"""What must not be used any more: selectors and posts, kept as keyed tokens, so that the list gives nobody away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select

from config.errors import BadInput
from ledger.actors import Actors
from ledger.audit import Audit
from ledger.keys import Keys
from ledger.store import Store
from ledger.tables import suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """One suppressed thing: `kind` is a selector kind or `post`; the value itself is nowhere."""

    kind: str
    token: str
    reason: str
    actor: str
    at: datetime


class Suppression:
    """The suppression list."""

    def __init__(self, store: Store, keys: Keys, audit: Audit, actors: Actors) -> None:
        self._store, self._keys, self._audit, self._actors = store, keys, audit, actors

    def add(self, kind: str, value: str, reason: str, *, actor: str) -> bool:
        """Suppress a selector (`phone`, its normal form) or a post (`post`, its id); false when it was already.

        Raises:
            BadInput: kind, value or reason is empty.
            Refused: the actor may not suppress.
        """
        self._actors.allow(actor, "suppress")
        for field, content in (("kind", kind), ("value", value), ("reason", reason)):
            if not content.strip():
                raise BadInput("must not be empty", field=field)
        token = self._token(kind, value)
        with self._store.write() as db:
            if self._has(kind, token):
                return False
            row = {"kind": kind, "token": token, "reason": reason, "actor": actor, "at": datetime.now(UTC)}
            db.execute(insert(suppressed).values(row))
            self._audit.append("suppressed", f"{kind}:{token}", {"reason": reason}, actor=actor)
        return True

    def is_suppressed(self, kind: str, value: str) -> bool:
        """Whether this one is on the list."""
        return self._has(kind, self._token(kind, value))

    def snapshot(self) -> Callable[[str, str], bool]:
        """`is_suppressed` as the list stands now, for asking many times."""
        listed = frozenset((row.kind, row.token) for row in self.all())
        kinds = {kind for kind, _ in listed}
        return lambda kind, value: kind in kinds and (kind, self._token(kind, value)) in listed

    def all(self) -> list[Suppressed]:
        """The list, oldest first."""
        with self._store.read() as db:
            return [Suppressed(**row._asdict()) for row in db.execute(select(suppressed).order_by(suppressed.c.at))]

    def _token(self, kind: str, value: str) -> str:
        return self._keys.token("suppression", f"{kind}:{value}")

    def _has(self, kind: str, token: str) -> bool:
        query = select(suppressed.c.at).where(suppressed.c.kind == kind, suppressed.c.token == token)
        with self._store.read() as db:
            return db.execute(query).first() is not None
