"""Batch check: a list of selectors in, one row each out, in the order of the list."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

import orjson

from config.errors import BadInput
from config.files import open_input
from indexer.chunks import chunks
from indexer.document import Document
from indexer.index import Index
from indexer.selectors import posts_with
from nlp.mention import is_selector
from nlp.normalise import as_said, normalise
from nlp.selectors import REGISTRY

_TOGETHER = 500  # selectors in one question to the index


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A selector of the list, as given and in normal form; `selector` is None when it was not recognised."""

    given: str
    selector: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the index knows of a selector of the list."""

    given: str
    selector: str | None
    seen: bool = False
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    posts: int = 0
    sites: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


def check(index: Index, asked: Iterable[Asked]) -> Iterator[Checked]:
    """Look every selector up; streams, so that a list of any length takes the memory of a few hundred."""
    for batch in chunks(asked, _TOGETHER):
        wanted = {one.selector for one in batch if one.selector}
        found: dict[str, list[Document]] = defaultdict(list)
        for document in posts_with(index, "selectors", tuple(sorted(wanted))) if wanted else ():
            for selector in wanted.intersection(document.selectors):
                found[selector].append(document)
        for one in batch:
            yield _checked(one, found.get(one.selector or "", []))


def _checked(asked: Asked, documents: list[Document]) -> Checked:
    if not documents:
        return Checked(given=asked.given, selector=asked.selector)
    return Checked(
        given=asked.given,
        selector=asked.selector,
        seen=True,
        first_seen=min(document.first_seen for document in documents),
        last_seen=max(document.last_seen for document in documents),
        posts=len(documents),
        sites=tuple(sorted({document.site for document in documents})),
        cities=tuple(sorted({document.city for document in documents if document.city})),
        networks=tuple(sorted({document.network for document in documents if document.network})),
    )


def read_list(path: str | Path, region: str = "US") -> Iterator[Asked]:
    """Selectors of a file (`-` is standard input): one a line, CSV with a header, or JSON Lines.

    A row of CSV or JSON has `selector`, or `kind` and `value`, or `value` alone. The first line says which it is.

    Raises:
        BadInput: names the file and line that cannot be read.
    """
    with open_input(path) as stream:
        numbered = _lines(stream, path)
        first = next(numbered, (0, ""))
        lines = chain((first,), numbered)
        for number, row in _rows(first[1], lines, path):
            given = (row.get("selector") or row.get("value") or "").strip()
            if not given and any(row.values()):
                raise BadInput("neither selector nor value", file=path, line=number, fix="name a column `selector`")
            if given:
                yield Asked(given=given, selector=normal(given, (row.get("kind") or "").strip(), region))


def normal(given: str, kind: str = "", region: str = "US") -> str | None:
    """`kind:value` in normal form, from any spelling; None when it is not recognised."""
    before, colon, after = given.partition(":")
    if not kind and colon and before in REGISTRY and is_selector(before):
        kind, given = before, after
    if kind:
        return f"{kind}:{as_said(given, region)}"
    found = normalise(given, region)
    return f"{found[0]}:{found[1]}" if found else None


def _lines(stream: IO[bytes], path: str | Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(stream, start=1):
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise BadInput("not UTF-8", file=path, line=number, fix="save the list as UTF-8") from None


def _rows(
    first: str, lines: Iterable[tuple[int, str]], path: str | Path
) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """Rows with the number of their line."""
    header = next(csv.reader([first]), [])
    if first.lstrip().startswith("{"):
        for number, line in lines:
            if line.strip():
                yield number, _object(line, number, path)
    elif {"selector", "value"} & set(header):
        reader = csv.DictReader(line for _, line in lines)
        for row in reader:
            yield reader.line_num, row
    else:
        yield from ((number, {"value": line.strip()}) for number, line in lines)


def _object(line: str, number: int, path: str | Path) -> dict[str, str]:
    try:
        row = orjson.loads(line)
        return {name: str(value) for name, value in row.items() if value is not None}
    except (orjson.JSONDecodeError, AttributeError):
        raise BadInput("not a JSON object", file=path, line=number) from None
