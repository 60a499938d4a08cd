"""Read any statement file: its format is recognised by content, or forced by name."""

from __future__ import annotations

from pathlib import Path

from config.errors import BadInput
from finance.intake import camt, ofx, table
from finance.intake.formats import table_formats
from finance.intake.statement import Statement

MAX_BYTES = 256 * 1024 * 1024


def known() -> tuple[str, ...]:
    """Names of all formats that `read_statement` takes."""
    return (*(form.id for form in table_formats()), *camt.camt_format().messages.values(), ofx.NAME)


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
    found = name or camt.recognise(content) or ofx.recognise(content) or table.recognise(content)
    if found == ofx.NAME:
        return ofx.read(content)
    if found and found in camt.camt_format().messages.values():
        return camt.read(content, found)
    form = next((form for form in table_formats() if form.id == found), None)
    if form is None:
        reason = f"unknown format {name!r}" if name else "no known statement format"
        raise BadInput(reason, file=path, fix=f"known: {', '.join(known())}")
    return table.read(content, form)
