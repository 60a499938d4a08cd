"""`adtrail extract`: texts of a file or pipe through the selectors, in order, on one or more processes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import phonenumbers
from pydantic import BaseModel, ConfigDict

from config.errors import BadInput
from config.files import from_json, open_input, to_json
from nlp.selectors import REGISTRY, extract

_BATCH = 64
_OBJECT = re.compile(rb'\{\s*["}]')  # how a line of JSON begins; "{415} 555" is plain text
_AHEAD = 4  # batches in flight per process: memory stays flat whatever the size of the input


class Text(BaseModel):
    """One line of input. Other fields are let through unseen."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    text: str
    region: str | None = None


def extract_lines(
    path: Path,
    region: str,
    kinds: Collection[str] | None,
    *,
    min_confidence: float,
    jobs: int,
    refuse: Callable[[BadInput], None],
) -> Iterator[bytes]:
    """One line of output (without its end) for each text, in the order of the input.

    A line that is no text, or names an unknown region, goes to `refuse` and ends nothing.

    Raises:
        BadInput: an unknown kind or default region; a file that cannot be opened.
    """
    _check(region, kinds)
    work = partial(_batch, kinds=tuple(kinds) if kinds else None, min_confidence=min_confidence)
    with open_input(path) as stream:
        texts = _texts(stream, path, region, refuse)
        size = _BATCH if jobs > 1 else 1  # one process: each text is answered as it comes
        batches = iter(lambda: list(islice(texts, size)), [])
        with ProcessPoolExecutor(jobs, get_context("spawn")) if jobs > 1 else nullcontext() as executor:
            results = _ordered(executor, work, batches, jobs) if executor else map(work, batches)
            for result in results:
                yield from result


def _check(region: str, kinds: Collection[str] | None) -> None:
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise BadInput(f"unknown region {region!r}", field="region", fix="give an ISO 3166-1 alpha-2 code such as US")
    for kind in kinds or ():
        if kind not in REGISTRY:
            raise BadInput(f"unknown kind {kind!r}", field="kind", fix=f"one of {', '.join(REGISTRY)}")


def _texts(
    stream: Iterable[bytes], path: Path, region: str, refuse: Callable[[BadInput], None]
) -> Iterator[tuple[str | int, str, str]]:
    """(id, text, region) of each line that is a text."""
    for number, line in enumerate(stream, start=1):
        given = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not given:
            continue
        try:
            yield _text(given, path, number, region)
        except BadInput as error:
            refuse(error)


def _text(given: bytes, path: Path, number: int, region: str) -> tuple[str | int, str, str]:
    if _OBJECT.match(given):
        row = from_json(Text, given, file=path, number=number)
        return row.id, row.text, _region(row.region, region, path, number)
    try:
        return number, given.decode("utf-8"), region
    except UnicodeDecodeError:
        raise BadInput("not UTF-8", file=path, line=number, fix="save the file as UTF-8") from None


def _region(given: str | None, default: str, path: Path, number: int) -> str:
    code = (given or default).upper()
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise BadInput(
            f"unknown region {given!r}", file=path, line=number, field="region", fix="ISO 3166-1 alpha-2, or null"
        )
    return code


def _batch(
    texts: list[tuple[str | int, str, str]], *, kinds: tuple[str, ...] | None, min_confidence: float
) -> list[bytes]:
    lines = []
    for id_, text, region in texts:
        found = extract(text, region=region, kinds=kinds)
        rows = [mention.row() for mention in found if mention.confidence >= min_confidence]
        lines.append(to_json({"id": id_, "found": rows}))
    return lines


def _ordered(
    executor: Executor, work: partial[list[bytes]], batches: Iterator[list[tuple[str | int, str, str]]], jobs: int
) -> Iterator[list[bytes]]:
    """Results in order, with no more than a few batches in flight."""
    waiting: deque[Future[list[bytes]]] = deque()
    for batch in batches:
        waiting.append(executor.submit(work, batch))
        if len(waiting) >= jobs * _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
