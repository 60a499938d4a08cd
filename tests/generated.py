"""The pages that are made from code and data. `python -m tests.generated` writes them; a test compares them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from adtrail.cli import app
from config.settings import PREFIX, Settings
from tests.finance.pages import typologies_page
from tests.nlp.pages import indicators_page
from tests.nlp.selectors.pages import selectors_page

SETTINGS_HEAD = """# Settings

From the environment, over the YAML file that `ADTRAIL_SETTINGS` names (keys without the prefix, lower case), over
the defaults. An unknown key is an error. `adtrail config show` prints the effective values, secrets masked.
Lists are JSON in the environment: `ADTRAIL_ALLOW_HOSTS='["127.0.0.1:8401"]'`.

"""
COMMANDS_HEAD = """# Commands

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 input refused, 4 a part is missing, 5 a rule forbids it.
"""

DOCS = Path(__file__).resolve().parent.parent / "docs"


def settings_page() -> str:
    """Every setting: its variable, default and meaning."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "made at start" if field.default_factory else f"`{_plain(field.default)}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return SETTINGS_HEAD + "\n".join(rows) + "\n"


def _plain(value: object) -> str:
    return "none" if value is None else "[]" if value == () else str(value)


def commands_page() -> str:
    """Every command with its help and options."""
    parts = [COMMANDS_HEAD]
    for path, command in commands():
        options = [
            f"- `{' '.join(p.opts) if p.param_type_name == 'option' else p.name}`: {p.help or ''}".rstrip(": ")
            for p in command.params
            if p.name != "help" and not getattr(p, "hidden", False)
        ]
        help_ = re.sub(r"\s*\n\s*", " ", (command.help or "").split("\f")[0].split("\n\n")[0]).strip()
        parts.append(f"## `{path}`\n{help_}\n" + ("\n" + "\n".join(options) + "\n" if options else ""))
    return "\n".join(parts)


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that runs something, with its whole name."""
    yield from _walk("adtrail", get_command(app))


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    names = command.list_commands(None) if hasattr(command, "list_commands") else []
    for name in names:
        yield from _walk(f"{path} {name}", command.get_command(None, name))
    if not names:
        yield path, command


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "indicators.md": indicators_page,
    "selectors.md": selectors_page,
    "typologies.md": typologies_page,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
