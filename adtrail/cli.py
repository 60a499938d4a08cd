"""The one command `adtrail`: a sub-app a room, imported only when it is called."""

from __future__ import annotations

import importlib
from typing import Any

from typer import Typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from config.console import exits

# name → (module, attribute, help). A room's commands live in the room; here is only where to find them.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "crawl": ("crawlers.cli", "crawl", "Collect posts: list sites, run, look at the state."),
    "archive": ("crawlers.cli", "archive", "Evidence: verify, show and read what was collected."),
    "extract": ("nlp.cli", "extract", "Find selectors in texts: JSON Lines in, JSON Lines out."),
    "analyse": ("nlp.cli", "analyse", "Analyse archived posts: selectors, indicators, near-duplicates."),
    "index": ("indexer.cli", "index", "Build and look after the index; suppress."),
    "search": ("indexer.cli", "search", "Search indexed posts."),
    "check": ("indexer.cli", "check", "Check a list of selectors against the index."),
    "network": ("indexer.cli", "network", "Networks of posts and selectors."),
    "finance": ("finance.cli", "finance", "Follow the money: read records, links, leads."),
    "export": ("exchange.cli", "export", "What leaves: the selector sheet, referrals; and answers that come back."),
    "ledger": ("ledger.cli", "ledger", "Decisions: actors, the audit log, job history."),
    "serve": ("web.cli", "serve", "Serve the pages."),
    "clock": ("adtrail.clock", "clock", "Run what is due: crawls, checkpoints, retention."),
    "config": ("adtrail.configuration", "config", "Show the settings."),
    "demo": ("adtrail.demo.cli", "demo", "The whole main job on a made-up world, on this machine."),
}


class _Rooms(TyperGroup):
    """A group that knows its commands by name and imports a room only when one of them is called."""

    listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, help_ = COMMANDS[cmd_name]
        if self.listing:
            return TyperCommand(cmd_name, help=help_)
        command = get_command(_load(module, attribute))
        command.name = cmd_name
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.listing = True
        super().format_help(ctx, formatter)


@exits
def _load(module: str, attribute: str) -> Typer:
    loaded: Typer = getattr(importlib.import_module(module), attribute)
    return loaded


app = Typer(
    cls=_Rooms,
    no_args_is_help=True,
    add_completion=True,
    help="From public ads to leads that a bank can check.",
    pretty_exceptions_enable=False,
)


@app.callback()
def _front() -> None:
    """From public ads to leads that a bank can check against its own accounts."""


def main() -> None:
    """Entry point of the `adtrail` script."""
    app()
