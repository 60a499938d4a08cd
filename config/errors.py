"""Errors that a user can act on, and the exit code each one ends a command with."""

from __future__ import annotations

from pathlib import Path


class AdtrailError(Exception):
    """Something the user can mend. The message says what happened and what to do (exit code 1)."""

    exit_code = 1


class BadInput(AdtrailError):
    """Input that was refused: names the file, line and field, and what to write instead (exit code 3)."""

    exit_code = 3

    def __init__(
        self,
        reason: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        field: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.reason, self.file, self.line, self.field, self.fix = reason, file, line, field, fix
        place = ":".join(str(part) for part in (file, line) if part is not None)
        where = ", ".join(part for part in (place, f"field {field!r}" if field else "") if part)
        super().__init__((f"{where}: " if where else "") + reason + (f" ({fix})" if fix else ""))


class MissingPart(AdtrailError):
    """An optional part (an extra, Chromium, a model, a key) is absent; the message says how to get it (exit code 4)."""

    exit_code = 4


def missing(error: ModuleNotFoundError) -> MissingPart:
    """What to say when a package of an extra is not there; a module of ours that is not there is raised on."""
    name = (error.name or "").split(".")[0]
    if (Path(__file__).parents[1] / name).exists():
        raise error
    return MissingPart(f"{name} is not installed; install the extra that this needs: adtrail[crawl,index,web]")


class Refused(AdtrailError):
    """A rule forbids it: the gate, a role, a purpose, a guard (exit code 5)."""

    exit_code = 5
