"""What left, and what came back: referrals, deliveries, answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select

from config.errors import BadInput
from ledger.audit import Audit
from ledger.store import Store
from ledger.tables import answers, deliveries, exports


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One referral as it left. `manifest_sha256` names the exact bytes; `counts` is what was in it and withheld."""

    id: str
    recipient: str
    policy: str
    manifest_sha256: str
    created_by: str
    approved_by: str
    created_at: datetime
    expires_at: datetime
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer to a referral: of `subject` (`kind:value` or an account) FS says `outcome`."""

    export_id: str
    subject: str
    outcome: str
    answered_at: datetime
    note: str = ""


class Exports:
    """The record of referrals."""

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store, self._audit = store, audit

    def add(self, export: Export) -> bool:
        """Record a referral that was written; false when it was recorded already.

        Raises:
            BadInput: one with this id but other bytes was recorded.
        """
        with self._store.write() as db:
            known = self.get(export.id)
            if known is not None:
                if known.manifest_sha256 != export.manifest_sha256:
                    raise BadInput(f"referral {export.id} was recorded with another manifest")
                return False
            row = {name: getattr(export, name) for name in Export.__dataclass_fields__}
            db.execute(insert(exports).values(row))
            details = {
                "recipient": export.recipient, "policy": export.policy, "manifest_sha256": export.manifest_sha256,
                "approved_by": export.approved_by, "counts": export.counts,
            }  # fmt: skip
            self._audit.append("exported", export.id, details, actor=export.created_by)
        return True

    def get(self, id: str) -> Export | None:
        """A referral by id."""
        with self._store.read() as db:
            row = db.execute(select(exports).where(exports.c.id == id)).first()
        return Export(**row._asdict()) if row else None

    def all(self, recipient: str | None = None) -> list[Export]:
        """Referrals, newest first; of one recipient, when given."""
        query = select(exports).order_by(exports.c.created_at.desc(), exports.c.id)
        if recipient is not None:
            query = query.where(exports.c.recipient == recipient)
        with self._store.read() as db:
            return [Export(**row._asdict()) for row in db.execute(query)]

    def delivered(self, id: str, target: str, *, actor: str) -> bool:
        """Record a delivery; false when it was recorded already."""
        with self._store.write() as db:
            query = select(deliveries.c.target).where(deliveries.c.export_id == id, deliveries.c.target == target)
            if db.execute(query).first() is not None:
                return False
            row = {"export_id": id, "target": target, "delivered_by": actor, "delivered_at": datetime.now(UTC)}
            db.execute(insert(deliveries).values(row))
            self._audit.append("delivered", id, {"target": target}, actor=actor)
        return True

    def answer(self, answer: Answered, *, actor: str) -> bool:
        """Record one answer; false when the same one was recorded already.

        Raises:
            BadInput: there is no such referral.
        """
        with self._store.write() as db:
            if self.get(answer.export_id) is None:
                raise BadInput(f"no referral {answer.export_id!r} left here", field="referral")
            fields = ("export_id", "subject", "outcome", "answered_at")
            same = [answers.c[name] == getattr(answer, name) for name in fields]
            if db.execute(select(answers.c.id).where(*same)).first() is not None:
                return False
            row = {name: getattr(answer, name) for name in Answered.__dataclass_fields__}
            db.execute(insert(answers).values(**row, imported_by=actor, imported_at=datetime.now(UTC)))
        return True

    def answers(self, id: str | None = None) -> list[Answered]:
        """Answers in the order they were read; of one referral, when given."""
        columns = [answers.c[name] for name in Answered.__dataclass_fields__]
        query = select(*columns).order_by(answers.c.id)
        if id is not None:
            query = query.where(answers.c.export_id == id)
        with self._store.read() as db:
            return [Answered(**row._asdict()) for row in db.execute(query)]
