"""What every command shares: output for people or pipelines, progress, and errors as exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.errors import AdtrailError, missing
from config.files import to_json

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

err = Console(stderr=True, highlight=False)
out = Console(highlight=False)


def emit(record: object) -> None:
    """One JSON line on standard output, for pipelines."""
    sys.stdout.buffer.write(to_json(record) + b"\n")
    sys.stdout.buffer.flush()


def track(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Pass items through, with a progress bar on standard error when that is a terminal."""
    if not err.is_terminal:
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        yield from progress.track(items, total=total, description=what)


def _say(error: AdtrailError) -> int:
    err.print(f"error: {error}", style="red", markup=False, soft_wrap=True)
    return error.exit_code


def exits(command: Callable[P, R]) -> Callable[P, R]:
    """Turn an `AdtrailError` into one line on standard error and its exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ModuleNotFoundError as error:
            raise SystemExit(_say(missing(error))) from None
        except AdtrailError as error:
            raise SystemExit(_say(error)) from None
        except BrokenPipeError:
            # The reader of our output has gone; what is still buffered must not raise again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise SystemExit(_say(AdtrailError(f"{place}{error.strerror or error}"))) from None

    return run
