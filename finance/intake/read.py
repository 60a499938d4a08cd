"""Read any statement file: its format is recognised by content, or forced by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from config.errors import BadInput
from finance.intake import bai2, camt, nacha, ofx, pain, swift, table
from finance.intake.formats import table_formats
from finance.intake.statement import Statement

MAX_BYTES = 256 * 1024 * 1024
# Readers of one format each, by its name; and who says what a content is, the surest first.
_ONE: dict[str, Callable[[bytes], Statement]] = {
    ofx.NAME: ofx.read, pain.NAME: pain.read, bai2.NAME: bai2.read, nacha.NAME: nacha.read,
}  # fmt: skip
_RECOGNISE = (camt.recognise, pain.recognise, ofx.recognise, nacha.recognise, bai2.recognise, swift.recognise,
              table.recognise)  # fmt: skip


def known() -> tuple[str, ...]:
    """Names of all formats that `read_statement` takes."""
    return (*(form.id for form in table_formats()), *camt.camt_format().messages.values(), *swift.NAMES, *_ONE)


def read_statement(path: Path, name: str | None = None) -> Statement:
    """Read one file whole; `Statement.rejected` says why it was refused, if it was.

    Raises:
        BadInput: the file is absent, too large, or of no known format.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"larger than {MAX_BYTES >> 20} MiB", file=path, fix="split the statement")
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(error.strerror or str(error), file=path, fix="give the path of a readable file") from None
    return read_content(content, name, path)


def read_content(content: bytes, name: str | None = None, path: Path | None = None) -> Statement:
    """The same on bytes; `path` is for the error only.

    Raises:
        BadInput: of no known format, or `name` is not one.
    """
    found = name or next((said for recognise in _RECOGNISE if (said := recognise(content))), None)
    if found in _ONE:
        return _ONE[found](content)
    if found in swift.NAMES:
        return swift.read(content, found)
    if found and found in camt.camt_format().messages.values():
        return camt.read(content, found)
    form = next((form for form in table_formats() if form.id == found), None)
    if form is None:
        reason = f"unknown format {name!r}" if name else "no known statement format"
        raise BadInput(reason, file=path, fix=f"known: {', '.join(known())}")
    return table.read(content, form)
