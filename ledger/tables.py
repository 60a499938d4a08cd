"""The tables, as the newest migration leaves them (a test compares the two). Times are aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()


class Utc(TypeDecorator[datetime]):
    """An aware time in UTC; a naive one is a mistake of the caller (`ValueError`)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives the zone back as nothing; it was UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


# `time` and `details` are text because the hash is over exactly these characters.
audit = Table(
    "audit", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("time", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    Index("audit_action", "action", "subject"),
)  # fmt: skip

actors = Table(
    "actors", metadata,
    Column("name", Text, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("created_at", Utc, nullable=False),
    Column("disabled_at", Utc),
)  # fmt: skip

jobs = Table(
    "jobs", metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("queued_at", Utc, nullable=False),
    Column("started_at", Utc),
    Column("ended_at", Utc),
    Column("counts", JSON, nullable=False),
    Column("error", Text),
    Column("worker", Text),
    Index("jobs_kind", "kind", "subject"),
)  # fmt: skip

cases = Table(
    "cases", metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
)  # fmt: skip

case_items = Table(
    "case_items", metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("value", Text, primary_key=True),
    Column("added_by", Text, nullable=False),
    Column("added_at", Utc, nullable=False),
)  # fmt: skip

case_notes = Table(
    "case_notes", metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", Utc, nullable=False),
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Utc, nullable=False),
    Index("decisions_subject", "kind", "subject"),
)  # fmt: skip

suppressed = Table(
    "suppressed", metadata,
    Column("kind", String(32), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Utc, nullable=False),
)  # fmt: skip

exports = Table(
    "exports", metadata,
    Column("id", String(64), primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("manifest_sha256", String(64), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("counts", JSON, nullable=False),
)  # fmt: skip

deliveries = Table(
    "deliveries", metadata,
    Column("export_id", ForeignKey("exports.id"), primary_key=True),
    Column("target", Text, primary_key=True),
    Column("delivered_by", Text, nullable=False),
    Column("delivered_at", Utc, nullable=False),
)  # fmt: skip

answers = Table(
    "answers", metadata,
    Column("id", Integer, primary_key=True),
    Column("export_id", ForeignKey("exports.id"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("answered_at", Utc, nullable=False),
    Column("note", Text, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", Utc, nullable=False),
    UniqueConstraint("export_id", "subject", "outcome", "answered_at", name="answers_once"),
)  # fmt: skip
