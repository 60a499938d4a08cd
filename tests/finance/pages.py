"""docs/typologies.md, from the catalogue and the SQL. `python -m tests.finance.pages` writes it; a test compares."""

from __future__ import annotations

import sys
from pathlib import Path

from finance.catalogue import typologies
from finance.missing import LINKS
from finance.patterns import SQL, computed
from finance.weights import weights
from nlp.indicators import Indicator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "typologies.md"

HEAD = """# Typologies

What money can show, from published sources: the rows of `config/indicators/money.yaml`. Each is one small query in
`finance/typologies/` over the tables of [the records contract](records-contract.md), in windows of the days given.
Windows overlap by half and are counted back from the last movement of all; the one that shows most is told. What fits
half a window is therefore never cut; what is longer is seen to three quarters at least. The thresholds are starting
points that an institution sets; the weights that order leads stand in `config/leads.yaml`. A typology whose fields
the records do not tell is listed in the lead as missing; it never counts as 0. Nobody is named a trafficker by any of
them: each says who trips it innocently.

"""


def typologies_page() -> str:
    """The page."""
    rows = typologies()
    done = [row for row in rows if row.id in computed() | LINKS]
    rest = [row for row in rows if row not in done]
    parts = [HEAD, f"{len(done)} of {len(rows)} are computed.\n\n", *(_part(row) for row in done)]
    parts.append("## Not computed by this version\n\nA lead names them, so that their silence is not read as a no.\n\n")
    parts += [f"- **{row.id}** {row.title} ({row.source}). Needs {', '.join(row.needs)}.\n" for row in rest]
    return "".join(parts)


def _part(row: Indicator) -> str:
    weight = {name: value for name, value in weights().patterns.items() if name.partition(":")[0] == row.id}
    lines = [
        f"## {row.id} · {row.title}",
        "",
        row.how,
        "",
        f"- source: {row.source}",
        f"- needs: {', '.join(row.needs)}",
        *([f"- window: {row.window_days} days"] if row.window_days else []),
        f"- threshold: {', '.join(f'{name} {_text(value)}' for name, value in row.threshold.items()) or 'none'}",
        *([f"- weight: {', '.join(f'{name} {value}' for name, value in weight.items())}"] if weight else []),
        f"- query: {_query(row)}",
        f"- who trips it innocently: {row.innocent}",
    ]
    return "\n".join(lines) + "\n\n"


def _query(row: Indicator) -> str:
    if row.id in LINKS:
        return "[finance/links.py](../finance/links.py)"
    name = f"{row.id.lower()}.sql"
    return f"[finance/typologies/{name}](../finance/typologies/{name})"


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " / ".join(_text(each) for each in value)
    return f"{value:g}" if isinstance(value, float) and value >= 0.001 else str(value)


def comment(id_: str) -> str:
    """What a query says of itself: its first line."""
    return (SQL / f"{id_.lower()}.sql").read_text(encoding="utf-8").splitlines()[0]


if __name__ == "__main__":
    PAGE.write_text(typologies_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")
