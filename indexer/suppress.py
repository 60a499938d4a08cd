"""`adtrail index suppress`: selectors and posts that must not be used any more, in any spelling that people give."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from config.console import emit, exits, out
from config.errors import BadInput
from config.settings import Settings, load

suppress = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Selectors and posts that must not be used any more."
)


@suppress.command()
@exits
def add(
    kind: Annotated[str, typer.Argument(help="A selector kind (phone, cashapp, …) or `post`.")],
    value: Annotated[str, typer.Argument(help="The selector in any spelling, or the id of the post.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the log.")],
    region: Annotated[str, typer.Option(help="Country whose dialling rules a bare number follows.")] = "US",
) -> None:
    """Take a selector or post out of use; only a keyed token of it is kept."""
    from ledger.access import require
    from ledger.ledger import open_ledger

    settings = load()
    with open_ledger(settings) as ledger:
        require(ledger.acting(), "suppress")
        form = _post(settings, value) if kind == "post" else _selector(kind, value, region)
        fresh = ledger.suppression.add(kind, form, reason, actor=settings.actor)
    out.print("suppressed; `adtrail index build` takes it out of the index" if fresh else "was suppressed already")


@suppress.command("list")
@exits
def list_(as_json: Annotated[bool, typer.Option("--json", help="JSON Lines for machines.")] = False) -> None:
    """Show the list: tokens, reasons, actors; no values."""
    from ledger.access import require
    from ledger.ledger import open_ledger

    table = Table("kind", "token", "reason", "actor", "at", box=None)
    with open_ledger(load()) as ledger:
        require(ledger.acting(), "suppress")
        for row in ledger.suppression.all():
            if as_json:
                emit(row)
            table.add_row(row.kind, row.token, row.reason, row.actor, str(row.at))
    if not as_json:
        out.print(table)


def _selector(kind: str, value: str, region: str) -> str:
    """The normal form, or a refusal: what is not found again would go on being used."""
    from nlp.mention import is_selector
    from nlp.normalise import surely
    from nlp.selectors import REGISTRY

    kinds = [name for name in REGISTRY if is_selector(name)]
    if kind not in kinds:
        raise BadInput(f"{kind!r} is no kind of selector", field="kind", fix=f"`post`, or one of {', '.join(kinds)}")
    form = surely(kind, value, region)
    if form is None:
        fix = "write `network:handle`" if kind == "social" else "write it whole; a number of another country: --region"
        raise BadInput(f"not recognised as {kind}; nothing was suppressed", field="value", fix=fix)
    return form


def _post(settings: Settings, value: str) -> str:
    """The id of a post that the archive has, or had before a purge."""
    from crawlers.archive.reader import Archive

    archive, id_ = Archive(settings.archive_dir), value.strip().lower()
    for segment in archive.segments():
        if any(entry.id == id_ for entry in archive.manifest(segment).posts.entries):
            return id_
    raise BadInput("the archive never had this post; nothing was suppressed", field="value", fix="give the whole id")
