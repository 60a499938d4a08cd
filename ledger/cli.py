"""`adtrail ledger`: actors, the audit log, job history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from config.console import emit, exits, out
from config.errors import AdtrailError
from config.settings import load
from ledger.access import Permission, Role, require

if TYPE_CHECKING:
    from ledger.ledger import Ledger

ledger = typer.Typer(no_args_is_help=True, add_completion=False, help="Decisions: actors, the audit log, job history.")
actor = typer.Typer(no_args_is_help=True, add_completion=False, help="Who may act, and as what.")
audit = typer.Typer(no_args_is_help=True, add_completion=False, help="The append-only log of what was done.")
ledger.add_typer(actor, name="actor")
ledger.add_typer(audit, name="audit")

Json = Annotated[bool, typer.Option("--json", help="JSON Lines for machines.")]


class Damaged(AdtrailError):
    """The audit log does not hold (exit code 1)."""


@contextmanager
def _opened(permission: Permission) -> Iterator[Ledger]:
    """The ledger, for an actor who holds the permission."""
    from ledger.ledger import open_ledger

    with open_ledger(load()) as opened:
        require(opened.acting(), permission)
        yield opened


def _list(records: Iterable[object], columns: tuple[str, ...], as_json: bool) -> None:
    """Print records whole as JSON Lines, or some of their fields as a table."""
    from rich.table import Table

    table = Table(*columns, box=None)
    for record in records:
        if as_json:
            emit(record)
        else:
            table.add_row(*(str(getattr(record, column)) for column in columns))
    if not as_json:
        out.print(table)


@actor.command("add")
@exits
def actor_add(
    name: Annotated[str, typer.Argument(help="Name, as the audit log will show it.")],
    role: Annotated[Role, typer.Option(help="What the actor may do.")],
    as_json: Json = False,
) -> None:
    """Register an actor and print the API key: this once, it is stored nowhere."""
    with _opened("manage") as opened:
        key = opened.actors.add(name, role, by=opened.settings.actor)
    if as_json:
        emit({"name": name, "role": role, "key": key})
    else:
        out.print(f"{name} is {role}. API key, shown this once:")
        typer.echo(key)


@actor.command("disable")
@exits
def actor_disable(name: Annotated[str, typer.Argument(help="Name of the actor.")]) -> None:
    """Take an actor's key and rights away."""
    with _opened("manage") as opened:
        opened.actors.disable(name, by=opened.settings.actor)
    out.print(f"{name} is disabled.")


@actor.command("list")
@exits
def actor_list(as_json: Json = False) -> None:
    """Show the actors."""
    with _opened("manage") as opened:
        _list(opened.actors.all(), ("name", "role", "created_at", "disabled_at"), as_json)


@audit.command("show")
@exits
def audit_show(
    action: Annotated[str | None, typer.Option(help="Only this action.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only this subject.")] = None,
    by: Annotated[str | None, typer.Option(help="Only what this actor did.")] = None,
    last: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    as_json: Json = False,
) -> None:
    """Show entries, oldest first."""
    with _opened("audit") as opened:
        found = opened.audit.entries(action=action, subject=subject, actor=by, last=last)
        _list(found, ("seq", "time", "actor", "action", "subject", "details"), as_json)


@audit.command("verify")
@exits
def audit_verify(as_json: Json = False) -> None:
    """Check every entry and checkpoint; exit code 1 and the first bad entry when one does not hold."""
    with _opened("audit") as opened:
        verdict = opened.audit.verify()
    if as_json:
        emit(verdict)
    elif verdict.ok:
        out.print(f"{verdict.entries} entries hold; head {verdict.head}")
    if not verdict.ok:
        raise Damaged(f"entry {verdict.bad}: {verdict.reason}" if verdict.bad else verdict.reason)


@audit.command("checkpoint")
@exits
def audit_checkpoint() -> None:
    """Write the head of the log into a sealed file; keep a copy on another machine."""
    with _opened("audit") as opened:
        typer.echo(opened.audit.checkpoint())


@ledger.command("jobs")
@exits
def show_jobs(
    kind: Annotated[str | None, typer.Option(help="Only this kind of work.")] = None,
    last: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    as_json: Json = False,
) -> None:
    """Show what ran, newest first."""
    with _opened("crawl") as opened:
        columns = ("id", "kind", "subject", "state", "started_at", "ended_at", "counts", "error")
        _list(opened.jobs.recent(kind=kind, limit=last), columns, as_json)
