"""Bulk writes that lose nothing: each item's answer is read, what can be tried again is, the rest is kept with reasons.

Every operation names its id, so that one that was done and not answered can be done again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from config.errors import AdtrailError
from config.files import to_json
from indexer.elastic_client import BUSY, told

_MOST, _MOST_BYTES = 1000, 10_000_000  # of a request
_WAITS = (0.5, 1, 2, 4, 8, 16, 32)  # seconds before each further try


@dataclass(frozen=True, slots=True)
class Operation:
    """Store `source` under an id, or without a source remove it."""

    index: str
    id: str
    source: bytes | None = None

    def lines(self) -> list[bytes]:
        """The lines of the request."""
        action = "delete" if self.source is None else "index"
        head = orjson.dumps({action: {"_index": self.index, "_id": self.id}})
        return [head] if self.source is None else [head, self.source]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were stored, how many removed (that were there), and how many refused for good."""

    stored: int
    removed: int
    rejected: int


class Bulk:
    """Sends operations in order; the refused ones go to a file of dead letters."""

    def __init__(self, client: Elasticsearch, dead_letters: Path, waits: Sequence[float] = _WAITS) -> None:
        self._client, self._waits = client, waits
        self._letters = dead_letters / f"{time.time_ns()}.jsonl"

    def send(self, operations: Iterable[Operation]) -> Outcome:
        """Send all of them.

        Raises:
            AdtrailError: the server stayed busy or unreachable through all tries; what was answered before is stored.
        """
        stored = removed = rejected = 0
        for batch in _batches(operations):
            waits = iter(self._waits)
            left = batch
            while left:
                answers = self._once(left)
                done = [answer.operation for answer in answers if answer.done]
                stored += sum(operation.source is not None for operation in done)
                removed += sum(operation.source is None for operation in done)
                rejected += self._bury([answer for answer in answers if answer.refused])
                again = [answer for answer in answers if answer.again]
                left = [answer.operation for answer in again]
                if left:
                    _pause(waits, again[0].reason)
        return Outcome(stored, removed, rejected)

    def _once(self, batch: Sequence[Operation]) -> list[_Answer]:
        """Send one request and read the answer of each item."""
        lines: list[Any] = [line for operation in batch for line in operation.lines()]
        try:
            answer = self._client.options(max_retries=0).bulk(operations=lines)
        except TransportError as error:
            return [_Answer(operation, 503, error.message) for operation in batch]
        except ApiError as error:
            if error.status_code not in BUSY:
                with told():
                    raise
            return [_Answer(operation, error.status_code, error.message) for operation in batch]
        results = (next(iter(item.values())) for item in answer["items"])
        return [
            _Answer(operation, result["status"], orjson.dumps(result.get("error")).decode())
            for operation, result in zip(batch, results, strict=True)
        ]

    def _bury(self, refused: Sequence[_Answer]) -> int:
        """Keep refused documents with the reason; returns how many."""
        if refused:
            self._letters.parent.mkdir(parents=True, exist_ok=True)
            with open(self._letters, "ab") as stream:
                stream.writelines(answer.letter() + b"\n" for answer in refused)
                stream.flush()
                os.fsync(stream.fileno())
        return len(refused)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said of one operation."""

    operation: Operation
    status: int
    reason: str

    @property
    def done(self) -> bool:
        return self.status in (200, 201)

    @property
    def again(self) -> bool:
        return self.status in BUSY

    @property
    def refused(self) -> bool:
        missing = self.status == 404 and self.operation.source is None  # nothing to remove is no refusal
        return not (self.done or self.again or missing)

    def letter(self) -> bytes:
        """One line of the dead-letter file."""
        source = self.operation.source
        return to_json(
            {
                "id": self.operation.id,
                "index": self.operation.index,
                "status": self.status,
                "reason": self.reason,
                "document": orjson.loads(source) if source else None,
            }
        )


def _batches(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Pieces of a size that a server takes. None names a document twice: tried again, the elder could come last."""
    batch: dict[tuple[str, str], Operation] = {}
    size = 0
    for operation in operations:
        key, length = (operation.index, operation.id), len(operation.source or b"")
        if batch and (key in batch or len(batch) == _MOST or size + length > _MOST_BYTES):
            yield list(batch.values())
            batch, size = {}, 0
        batch[key] = operation
        size += length
    if batch:
        yield list(batch.values())


def _pause(waits: Iterator[float], reason: str) -> None:
    wait = next(waits, None)
    if wait is None:
        raise AdtrailError(f"Elasticsearch stays busy or unreachable: {reason}; run the command again, nothing doubles")
    time.sleep(wait)
