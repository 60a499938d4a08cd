"""Cases: what an analyst puts together, notes, and the decisions on links and leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import insert, select, update

from config.errors import BadInput
from ledger.actors import Actors
from ledger.audit import Audit
from ledger.keys import Keys
from ledger.store import Store
from ledger.tables import case_items, case_notes, cases, decisions

ItemKind = Literal["post", "selector", "lead"]
Outcome = Literal["confirm", "dismiss"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case by its title and state."""

    id: int
    title: str
    state: Literal["open", "closed"]
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something in a case: a post (its id), a selector (`kind:value`) or a lead (its account)."""

    kind: ItemKind
    value: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote about a case."""

    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who found a link (`kind:value → account`) or a lead (an account) right or wrong, and why. The newest holds."""

    kind: Literal["link", "lead"]
    subject: str
    outcome: Outcome
    reason: str
    decided_by: str
    decided_at: datetime


class Cases:
    """Cases and decisions. The audit log gets keyed tokens of selectors and accounts, never the values."""

    def __init__(self, store: Store, keys: Keys, audit: Audit, actors: Actors) -> None:
        self._store, self._keys, self._audit, self._actors = store, keys, audit, actors

    def open(self, title: str, *, actor: str) -> int:
        """Open a case; returns its id.

        Raises:
            BadInput: the title is empty.
            Refused: the actor may not open cases.
        """
        self._actors.allow(actor, "case")
        if not title.strip():
            raise BadInput("must not be empty", field="title")
        with self._store.write() as db:
            row = {"title": title, "state": "open", "created_by": actor, "created_at": datetime.now(UTC)}
            case = int(db.execute(insert(cases).values(row).returning(cases.c.id)).scalar_one())
            self._audit.append("case opened", str(case), actor=actor)
        return case

    def close(self, case: int, *, actor: str) -> None:
        """Close a case; it can still be read.

        Raises:
            BadInput: no such open case.
            Refused: the actor may not work on cases.
        """
        self._actors.allow(actor, "case")
        with self._store.write() as db:
            self._must_be_open(case)
            db.execute(update(cases).where(cases.c.id == case).values(state="closed"))
            self._audit.append("case closed", str(case), actor=actor)

    def add(self, case: int, kind: ItemKind, value: str, *, actor: str) -> bool:
        """Put something into an open case; false when it is there already.

        Raises:
            BadInput: no such open case.
            Refused: the actor may not work on cases.
        """
        self._actors.allow(actor, "case")
        with self._store.write() as db:
            self._must_be_open(case)
            if any((item.kind, item.value) == (kind, value) for item in self.items(case)):
                return False
            row = {"case_id": case, "kind": kind, "value": value, "added_by": actor, "added_at": datetime.now(UTC)}
            db.execute(insert(case_items).values(row))
            self._audit.append("case item added", str(case), {"kind": kind, "token": self._token(value)}, actor=actor)
        return True

    def note(self, case: int, text: str, *, actor: str) -> None:
        """Write a note into an open case.

        Raises:
            BadInput: no such open case.
            Refused: the actor may not work on cases.
        """
        self._actors.allow(actor, "case")
        with self._store.write() as db:
            self._must_be_open(case)
            row = {"case_id": case, "text": text, "written_by": actor, "written_at": datetime.now(UTC)}
            db.execute(insert(case_notes).values(row))
            self._audit.append("case note written", str(case), {"token": self._token(text)}, actor=actor)

    def all(self) -> list[Case]:
        """Every case, newest first."""
        with self._store.read() as db:
            return [Case(**row._asdict()) for row in db.execute(select(cases).order_by(cases.c.id.desc()))]

    def items(self, case: int) -> list[Item]:
        """What is in a case, oldest first."""
        columns = [case_items.c[name] for name in Item.__dataclass_fields__]
        query = select(*columns).where(case_items.c.case_id == case).order_by(case_items.c.added_at)
        with self._store.read() as db:
            return [Item(**row._asdict()) for row in db.execute(query)]

    def notes(self, case: int) -> list[Note]:
        """The notes of a case, oldest first."""
        columns = [case_notes.c[name] for name in Note.__dataclass_fields__]
        query = select(*columns).where(case_notes.c.case_id == case).order_by(case_notes.c.id)
        with self._store.read() as db:
            return [Note(**row._asdict()) for row in db.execute(query)]

    def decide(self, kind: Literal["link", "lead"], subject: str, outcome: Outcome, reason: str, *, actor: str) -> None:
        """Confirm or dismiss a link or lead; a later decision overrules, all are kept.

        Raises:
            BadInput: a dismissal without a reason, or an outcome that is none.
            Refused: the actor may not decide.
        """
        self._actors.allow(actor, "decide")
        if outcome not in ("confirm", "dismiss"):
            raise BadInput(f"no outcome {outcome!r}", field="outcome", fix="confirm or dismiss")
        if outcome == "dismiss" and not reason.strip():
            raise BadInput("a dismissal needs a reason", field="reason")
        with self._store.write() as db:
            row = {
                "kind": kind, "subject": subject, "outcome": outcome, "reason": reason,
                "decided_by": actor, "decided_at": datetime.now(UTC),
            }  # fmt: skip
            db.execute(insert(decisions).values(row))
            self._audit.append(f"{kind} {outcome}ed", self._token(subject), actor=actor)

    def decisions(self, kind: Literal["link", "lead"], subject: str) -> list[Decision]:
        """What was decided on one link or lead, oldest first."""
        columns = [decisions.c[name] for name in Decision.__dataclass_fields__]
        query = select(*columns).where(decisions.c.kind == kind, decisions.c.subject == subject)
        with self._store.read() as db:
            return [Decision(**row._asdict()) for row in db.execute(query.order_by(decisions.c.id))]

    def _must_be_open(self, case: int) -> None:
        with self._store.read() as db:
            if db.execute(select(cases.c.state).where(cases.c.id == case)).scalar() != "open":
                raise BadInput(f"no open case {case}")

    def _token(self, value: str) -> str:
        return self._keys.token("case", value)
