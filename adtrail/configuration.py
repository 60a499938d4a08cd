"""`adtrail config`: the effective settings."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from config.console import emit, exits, out
from config.settings import Settings, load

config = typer.Typer(no_args_is_help=True, add_completion=False, help="Show the settings.")


@config.callback()
def _config() -> None:
    """Show the settings."""


@config.command()
@exits
def show(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Print the effective settings; secrets are masked."""
    values = load().masked()
    if as_json:
        emit(values)
        return
    table = Table("setting", "value", "what it is", box=None)
    for name, field in Settings.model_fields.items():
        table.add_row(name, str(values[name]), field.description or "")
    out.print(table)
