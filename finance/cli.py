"""`adtrail finance`: read records, find links and leads. Files in, files out; no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from config.console import emit, err, exits, out
from config.errors import BadInput

if TYPE_CHECKING:
    from finance.store import Records
    from nlp.sheet import SheetRow

finance = typer.Typer(no_args_is_help=True, add_completion=False, help="Follow the money: read records, links, leads.")

Folder = Annotated[
    Path, typer.Argument(help="Folder of an institution (docs/records-contract.md), or a folder of such folders.")
]
Sheet = Annotated[Path | None, typer.Option(help="Selector sheet (JSON Lines). Default: selectors.jsonl in DIR.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Write them here as JSON Lines, whole or not at all, instead of a table."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON Lines for pipelines.")]


@finance.command()
@exits
def read(
    file: Annotated[Path, typer.Argument(help="A statement: Venmo, camt.052/053/054, … (recognised by content).")],
    format_: Annotated[str | None, typer.Option("--format", help="Read it as this format.")] = None,
    json: Json = False,
    rejects: Annotated[Path | None, typer.Option(help="Write what was rejected here, one JSON line each.")] = None,
) -> None:
    """Read one statement whole, or refuse it whole. Exit code 0: read, 3: refused."""
    from config.files import write_lines
    from finance.intake.read import read_statement

    statement = read_statement(file, format_)
    if rejects is not None:
        write_lines(rejects, statement.rejected)
    if json:
        emit(statement.contract())
    else:
        out.print(f"{statement.format}: {len(statement.rows)} transactions, {len(statement.not_settled)} not settled")
        for currency, sums in statement.contract()["totals"].items():
            out.print(f"  {currency}: in {sums['in']}, out {sums['out']}")
        for control in statement.controls:
            verdict = "agrees" if control.agrees else f"the rows come to {control.counted}"
            out.print(f"  {control.name} {control.told}: {verdict}")
    for rejected in statement.rejected[:20]:
        err.print(
            f"{file}:{rejected.line}: {rejected.field or 'file'}: {rejected.reason}", markup=False, soft_wrap=True
        )
    if statement.rejected:
        raise BadInput(f"refused for {len(statement.rejected)} reasons", file=file, fix="mend the rows that are named")


@finance.command()
@exits
def links(folder: Folder, selectors: Sheet = None, out_: Out = None, json: Json = False) -> None:
    """Selectors of ads that the accounts carry, or their payments name, at the same time."""
    from finance.links import find_links

    records = _records(folder)
    found = find_links(records, _sheet(folder, selectors))
    if _told([link.row() for link in found], out_, json):
        return
    table = Table("account", "selector", "by", "from", "to", "weight", "note")
    for link in found:
        span = (str(link.from_ or "?"), str(link.to or "?"))
        table.add_row(link.account, f"{link.kind}:{link.value}", link.typology, *span, f"{link.weight:.2f}", link.note)
    out.print(table)


@finance.command()
@exits
def leads(
    folder: Folder,
    *,
    budget: Annotated[int, typer.Option(min=1, help="How many accounts can be looked at.")],
    selectors: Sheet = None,
    weights: Annotated[
        Path | None, typer.Option(help="The institution's weights (default: config/leads.yaml).")
    ] = None,
    out_: Out = None,
    json: Json = False,
) -> None:
    """Accounts to review, best first, each with its evidence and what would make it innocent."""
    from finance.leads import find_leads
    from finance.weights import weights as read_weights

    found = find_leads(_records(folder), _sheet(folder, selectors), budget, read_weights(weights))
    if _told(found, out_, json):
        return
    table = Table("#", "account", "institution", "score", "links", "patterns", "role", "evidence")
    for lead in found:
        ids = ", ".join(dict.fromkeys(evidence.id for evidence in lead.evidence))
        numbers = (f"{lead.score:.3f}", f"{lead.link_score:.2f}", f"{lead.pattern_score:.2f}")
        table.add_row(str(lead.rank), lead.account, lead.institution, *numbers, lead.role, ids)
    out.print(table)
    out.print("The only recommendation is review. --json gives every row of evidence.")


@finance.command()
@exits
def evaluate(
    folder: Folder,
    *,
    truth: Annotated[
        Path, typer.Option(help="Labelled accounts (JSON Lines: account, role, ring, typology, observable).")
    ],
    budget: Annotated[int | None, typer.Option(min=1, help="K; default: the observable positives.")] = None,
    positive: Annotated[
        str, typer.Option(help="Roles that count as found, comma-separated.")
    ] = "controller,victim,recruiter",
    selectors: Sheet = None,
    json: Json = False,
) -> None:
    """Precision and recall at K on a labelled world, with one-sided 95 % lower bounds."""
    from config.files import read_lines
    from finance.evaluate import Truth
    from finance.evaluate import evaluate as measure
    from finance.leads import find_leads

    labels = list(read_lines(truth, Truth))
    roles = [role.strip() for role in positive.split(",")]
    k = budget or max(sum(row.observable and row.role in roles for row in labels), 1)
    measures = measure(find_leads(_records(folder), _sheet(folder, selectors), k), labels, roles)
    if json:
        for each in measures:
            emit(each.row)
        return
    table = Table("of", "K", "found", "there", "observable", "precision (at least)", "recall (at least)")
    for each in measures:
        row = each.row
        shares = (f"{row[name]:.2f} ({row[f'{name}_at_least']:.2f})" for name in ("precision", "recall"))
        table.add_row(each.of, *map(str, (each.k, each.found, each.positives, each.observable)), *shares)
    out.print(table)


def _told(rows: Sequence[object], file: Path | None, json: bool) -> bool:
    """Whether the rows went to a file, to the pipeline or to both, so that no table is due."""
    from config.files import write_lines

    if file is not None:
        count = write_lines(file, rows)
        err.print(f"{count} written to {file}", markup=False, soft_wrap=True)
    if json:
        for row in rows:
            emit(row)
    return json or file is not None


def _records(folder: Path) -> Records:
    """The records; what was left out, and why, goes to standard error."""
    from finance.folder import read_folder

    records = read_folder(folder)
    for refused in records.refused:
        place = f"{refused.file}:{refused.line or 1}: {refused.field or 'file'}"
        err.print(f"left out: {place}: {refused.reason}", style="yellow", markup=False, soft_wrap=True)
    for note in records.notes:
        err.print(f"note: {note}", markup=False, soft_wrap=True)
    return records


def _sheet(folder: Path, file: Path | None) -> list[SheetRow]:
    """The selector sheet: the file given, or the one of the folder."""
    from config.files import read_lines
    from nlp.sheet import SheetRow

    file = file or folder / "selectors.jsonl"
    return list(read_lines(file, SheetRow))
