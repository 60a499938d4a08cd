"""`adtrail demo`: the whole main job on a made-up world, compared with what was planted."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from config.console import emit, err, exits, out

if TYPE_CHECKING:
    from adtrail.demo.compare import Row
    from adtrail.demo.job import Job
    from finance.lead import Lead

demo = typer.Typer(add_completion=False, help="The whole main job on a made-up world, on this machine.")


@demo.command("demo")
@exits
def run(
    serve: Annotated[bool, typer.Option(help="Serve the pages at the end, until Ctrl-C.")] = True,
    keep: Annotated[
        Path | None, typer.Option(help="Work in this folder and keep it; a second run goes on in it.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed is another world.")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object; no pages.")] = False,
) -> None:
    """Collect four made-up sites, keep, analyse, index, link and refer; compare with what was planted."""
    from adtrail.demo import world
    from adtrail.demo.job import Job, settings_for

    start = time.monotonic()
    with _folder(keep) as work:
        world.generate(work / "world", seed=seed)
        with world.serve(work / "world") as served, err.status("starting") as status:
            job = Job(served, settings_for(served, work), status.update if err.is_terminal else err.print)
            job.run()
        rows, leads = _compared(job)
        seconds = round(time.monotonic() - start, 1)
        if as_json:
            emit(_told(job, rows, leads, seconds))
            return
        _print(job, rows, leads, seconds, work if keep else None)
        if serve:
            _serve(job)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="adtrail-demo-") as folder:
        yield Path(folder)


def _compared(job: Job) -> tuple[list[Row], list[Lead]]:
    from adtrail.demo.compare import compare
    from config.files import read_lines
    from finance.lead import Lead
    from indexer.opening import open_index

    leads = list(read_lines(job.leads_file, Lead))
    with closing(open_index(job.settings)) as index:
        documents = list(index.scan())
    crawled = job.world.ports.keys() - {"control"} - {note.split(":")[0] for note in job.left_out}
    return compare(job.settings, job.world.truth, documents, leads, set(crawled)), leads


def _told(job: Job, rows: list[Row], leads: list[Lead], seconds: float) -> dict[str, Any]:
    return {
        "compared": [
            {
                "what": row.what, "planted": row.planted, "found": row.found, "right": row.right,
                "recall": row.recall, "precision": row.precision,
            }
            for row in rows
        ],
        "stages": {name: {"seconds": job.seconds[name], **did} for name, did in job.did.items()},
        "seconds": seconds,
        "left_out": job.left_out,
        "index": job.settings.index_url,
        "leads": [
            {"account": lead.account, "rank": lead.rank, "score": round(lead.score, 6), "role": lead.role,
             "recommendation": lead.recommendation, "evidence": [evidence.id for evidence in lead.evidence]}
            for lead in leads
        ],
    }  # fmt: skip


def _print(job: Job, rows: list[Row], leads: list[Lead], seconds: float, kept: Path | None) -> None:
    stages = Table("stage", "seconds", "what it did", box=None, title="The main job", title_justify="left")
    for name, did in job.did.items():
        stages.add_row(name, f"{job.seconds[name]:.1f}", ", ".join(f"{count} {what}" for what, count in did.items()))
    table = Table("what", "planted", "found", "right", "recall", "precision", box=None, title_justify="left")
    table.title = "Found against planted"
    for row in rows:
        shares = ("-" if share is None else f"{share:.2f}" for share in (row.recall, row.precision))
        table.add_row(row.what, str(row.planted), "-" if row.found is None else str(row.found), str(row.right), *shares)
    top = Table("#", "account", "institution", "score", "role", "evidence", box=None, title_justify="left")
    top.title = f"The first of {len(leads)} leads; each is a reason to look, and the only recommendation is review"
    for lead in leads[:8]:
        ids = ", ".join(dict.fromkeys(evidence.id for evidence in lead.evidence))
        top.add_row(str(lead.rank), lead.account, lead.institution, f"{lead.score:.2f}", lead.role, ids)
    for shown in (stages, table, top):
        out.print(shown)
        out.print()
    for note in job.left_out:
        out.print(f"left out: {note}", markup=False, soft_wrap=True)
    out.print(f"All of it took {seconds} s. Everything in this world is made up.")
    if kept:
        again = f"ADTRAIL_DATA_DIR={job.settings.data_dir} ADTRAIL_ACTOR={job.settings.actor} adtrail serve"
        out.print(f"Kept in {kept}. Look again with\n    {again}", markup=False, soft_wrap=True)


def _serve(job: Job) -> None:
    from web.cli import listen

    listen(job.settings, job.settings.web_host, job.settings.web_port)
