"""Answers that come back from FS: JSON Lines or CSV, read all or nothing, recorded once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from config.errors import BadInput
from config.files import from_json, to_json, write_lines
from exchange.referral import Answer
from ledger.exports import Answered
from ledger.ledger import Ledger

COLUMNS = frozenset(field.name for field in fields(Answer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What an import did."""

    answers: int
    added: int


def read_answers(ledger: Ledger, file: Path, *, actor: str) -> Read:
    """Record the answers of a file, all or none; one that was recorded before is not doubled.

    Raises:
        BadInput: some lines are wrong; `FILE.rejects.jsonl` says which and why, without their values.
        Refused: the actor may not answer.
    """
    ledger.actors.allow(actor, "answer")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(error.strerror or str(error), file=file, fix="give the path of a readable file") from None
    answers, rejects = _check(ledger, file, data)
    if rejects:
        beside = file.with_name(f"{file.name}.rejects.jsonl")
        write_lines(beside, rejects)
        first = rejects[0]
        raise BadInput(
            f"{first['reason']}; {len(rejects)} lines are wrong, nothing was recorded",
            file=file, line=first["line"], field=first["field"], fix=f"see {beside}",
        )  # fmt: skip
    return record(ledger, answers, actor=actor, source=sha256(data).hexdigest())


def record(ledger: Ledger, answers: Sequence[Answer], *, actor: str, source: str = "") -> Read:
    """Record answers, all or none, each once; `source` is the hash of the file they came in.

    Raises:
        BadInput: an answer to a referral that did not leave here.
        Refused: the actor may not answer.
    """
    ledger.actors.allow(actor, "answer")
    with ledger.store.write():
        added = sum(ledger.exports.answer(_answered(answer), actor=actor) for answer in answers)
        if added:
            details = {"sha256": source, "answers": len(answers), "added": added}
            ledger.audit.append("answers read", "", details, actor=actor)
    return Read(answers=len(answers), added=added)


def _answered(answer: Answer) -> Answered:
    return Answered(
        export_id=answer.referral, subject=answer.subject, outcome=answer.outcome,
        answered_at=answer.answered_at, note=answer.note,
    )  # fmt: skip


def _check(ledger: Ledger, file: Path, data: bytes) -> tuple[list[Answer], list[dict[str, Any]]]:
    answers: list[Answer] = []
    rejects: list[dict[str, Any]] = []
    for number, line in _lines(file, data):
        try:
            answer = from_json(Answer, line, file=file, number=number)
            if answer.answered_at.tzinfo is None:
                raise BadInput("a time needs its zone", field="answered_at", fix="write it like 2026-01-31T12:00:00Z")
            if ledger.exports.get(answer.referral) is None:
                raise BadInput("no such referral left here", field="referral")
        except BadInput as error:
            rejects.append({"line": number, "field": error.field, "reason": error.reason})
            continue
        answers.append(answer)
    return answers, rejects


def _lines(file: Path, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Line numbers and lines as JSON, of either form."""
    if file.suffix.lower() != ".csv":
        yield from ((number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip())
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("is not UTF-8", file=file, fix="save it as UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    unknown = sorted(set(reader.fieldnames or ()) - COLUMNS)
    if unknown:
        raise BadInput("unknown column", file=file, line=1, field=unknown[0], fix=f"of {', '.join(sorted(COLUMNS))}")
    for row in reader:
        yield reader.line_num, to_json({name: value for name, value in row.items() if value})
