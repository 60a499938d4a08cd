"""Rows of the sheet as CSV, in two profiles: no one file is both exact for machines and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from itertools import dropwhile
from typing import Literal

from config.files import to_json
from nlp.sheet import SheetRow

Profile = Literal["machine", "spreadsheet"]
COLUMNS = tuple(field.name for field in fields(SheetRow))

# What a spreadsheet takes for a formula (also the full-width forms, OWASP "CSV injection"), or for a number to round.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # Unicode Cc, Zl, Zp
_FORMULA = re.compile(r"^[=+\-@＝＋－＠|%]")
_NUMBER = re.compile(r"^[\d.,]+([eE]\d+)?$")


def to_csv(rows: Iterable[SheetRow], profile: Profile) -> bytes:
    """A CSV file in UTF-8 with one column a field; lists stand as JSON, absent values as nothing.

    Every cell is quoted, lines end with LF. `machine`: every text exactly as it is. `spreadsheet`: with a byte order
    mark, control characters replaced by a space, an apostrophe before what would be taken for a formula or a number.
    """
    stream = io.StringIO(newline="")
    safe = profile == "spreadsheet"
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [_cell(getattr(row, column)) for column in COLUMNS]
        writer.writerow([inert(cell) if safe and isinstance(cell, str) else cell for cell in cells])
    return stream.getvalue().encode("utf-8-sig" if safe else "utf-8")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet runs, splits or rounds."""
    clean = one_line(text)
    bare = "".join(dropwhile(_is_unseen, clean))
    return f"'{clean}" if _FORMULA.match(bare) or _NUMBER.match(bare) else clean


def _is_unseen(char: str) -> bool:
    """Whether a spreadsheet skips it before it looks for a formula: spaces and format characters."""
    return unicodedata.category(char) in {"Cf", "Zs"}


def one_line(text: str) -> str:
    """The text without what a terminal obeys or what breaks a line: control characters become spaces."""
    return _CONTROL.sub(" ", text)


def _cell(value: object) -> str | int | float | None:
    if isinstance(value, tuple):
        return to_json(value).decode() if value else ""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, (str, int, float)) else None
