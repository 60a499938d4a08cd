"""`adtrail export`: what leaves (the selector sheet, referrals), and the answers that come back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from config.console import emit, exits, out, track
from config.errors import BadInput
from config.files import read_lines, write_lines
from config.settings import load

export = typer.Typer(no_args_is_help=True, add_completion=False, help="What leaves, and the answers that come back.")

Json = Annotated[bool, typer.Option("--json", help="One JSON object for machines.")]


@export.command()
@exits
def selectors(
    out_: Annotated[Path, typer.Option("--out", help="Where to write the sheet; `-` is standard output.")] = Path("-"),
) -> None:
    """Write the selector sheet: every selector of the index, one JSON line each, without the suppressed ones."""
    from exchange.selectors import released
    from indexer.opening import open_index
    from indexer.selectors import sheet
    from ledger.ledger import open_ledger

    settings = load()
    with open_ledger(settings) as ledger, closing(open_index(settings)) as index:
        rows = released(ledger, sheet(index), actor=settings.actor)
        if str(out_) == "-":
            for row in rows:
                emit(row)
            return
        count = write_lines(out_, track(rows, "selectors"))
    out.print(f"{count} selectors in {out_}")


@export.command()
@exits
def referral(
    *,
    policy: Annotated[str, typer.Option(help="Name of a policy of config/sharing, or a .yaml file.")],
    recipient: Annotated[str, typer.Option(help="Who gets it; leads on accounts of others are kept back.")],
    approved_by: Annotated[str, typer.Option(help="Actor who lets it leave; not the one who makes it.")],
    selectors: Annotated[Path | None, typer.Option(help="The selector sheet, JSON Lines.")] = None,
    leads: Annotated[Path | None, typer.Option(help="Leads of `adtrail finance leads`, JSON Lines.")] = None,
    out_: Annotated[
        Path | None, typer.Option("--out", help="Folder the package is put into [data_dir/exports].")
    ] = None,
    deliver_to: Annotated[Path | None, typer.Option(help="Drop folder that the recipient collects from.")] = None,
    as_json: Json = False,
) -> None:
    """Make a referral: what the policy allows of the selectors and leads, as a package for the recipient."""
    from exchange import delivery, gate, package
    from exchange.policy import load_policy
    from finance.lead import Lead
    from ledger.ledger import open_ledger
    from nlp.sheet import SheetRow

    settings = load()
    with open_ledger(settings) as ledger:
        made = gate.refer(
            ledger, load_policy(policy), recipient=recipient,
            selectors=read_lines(selectors, SheetRow) if selectors else (),
            leads=read_lines(leads, Lead) if leads else (),
            created_by=settings.actor, approved_by=approved_by,
        )  # fmt: skip
        place = package.write(ledger, made, out_ or settings.data_dir / "exports")
        if deliver_to is not None:
            delivery.deliver(ledger, place, deliver_to, actor=settings.actor)
    told = {
        "referral": made.id, "package": place, "selectors": len(made.selectors), "leads": len(made.leads),
        "withheld": made.withheld, "tlp": made.terms.tlp, "expires_at": made.terms.expires_at,
    }  # fmt: skip
    if as_json:
        emit(told)
        return
    for name, value in told.items():
        out.print(f"{name:10} {value}", markup=False, soft_wrap=True)


@export.command()
@exits
def verify(
    package: Annotated[Path, typer.Argument(help="Folder of a referral.")],
    signature: Annotated[bool, typer.Option(help="Also check that this installation signed it.")] = False,
    as_json: Json = False,
) -> None:
    """Check a package against its manifest; exit code 3 and the first bad file when it does not hold."""
    from exchange.package import verify as check

    keys = None
    if signature:
        from ledger.keys import open_keys

        keys = open_keys(load())
    checked = check(package, keys)
    if as_json:
        emit(checked)
    elif checked.ok:
        out.print(f"referral {checked.referral} holds; manifest {checked.manifest_sha256}", soft_wrap=True)
    if not checked.ok:
        raise BadInput(checked.reason, file=package / checked.bad)


@export.command()
@exits
def answers(
    file: Annotated[Path, typer.Argument(help="Answers of a recipient: JSON Lines, or CSV by its name.")],
    as_json: Json = False,
) -> None:
    """Read answers into the ledger: all or none, and each once."""
    from exchange.answers import read_answers
    from ledger.ledger import open_ledger

    settings = load()
    with open_ledger(settings) as ledger:
        read = read_answers(ledger, file, actor=settings.actor)
    if as_json:
        emit(read)
    else:
        out.print(f"{read.answers} answers, {read.added} new")


@export.command()
@exits
def formats(as_json: Json = False) -> None:
    """List the other formats that a package holds."""
    from exchange.formats import FORMATS

    for form in FORMATS:
        if as_json:
            emit({"name": form.name, "file": form.file, "about": form.about})
        else:
            out.print(f"{form.name:6} {form.file:20} {form.about}")


@export.command()
@exits
def policies(as_json: Json = False) -> None:
    """List the sharing policies."""
    from exchange.policy import load_policy, names

    for policy in map(load_policy, names()):
        if as_json:
            emit(policy.model_dump(mode="json"))
        else:
            out.print(f"{policy.name:20} {policy.recipient_type:4} {policy.tlp:13} {policy.title}", soft_wrap=True)
