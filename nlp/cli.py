"""Commands of the room: `adtrail extract` and `adtrail analyse`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from config.console import emit, err, exits, out, track
from nlp.mention import UNCERTAIN

extract = typer.Typer(add_completion=False, help="Find selectors in texts: JSON Lines in, JSON Lines out.")
analyse = typer.Typer(add_completion=False, help="Analyse posts: selectors, indicators, near-duplicates.")


@extract.command()
@exits
def extract_(
    texts: Annotated[
        Path,
        typer.Argument(help="Texts: JSON Lines with `id`, `text`, `region`, or plain lines (`-`: standard input)."),
    ] = Path("-"),
    region: Annotated[
        str, typer.Option(help="Region of texts that name none (ISO 3166-1 alpha-2): how their numbers are read.")
    ] = "US",
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be given several times.")] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out what is less sure; 0 shows uncertain mentions too.")
    ] = UNCERTAIN,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Worker processes.")] = 1,
) -> None:
    """Find selectors, prices and ages in texts.

    One JSON line a text: `{"id", "found": [{"kind", "value", "raw", "start", "end", "confidence", "method", …}]}`; a
    plain line has its number as id. Offsets are characters of the text. Card numbers are masked in what is printed.
    A line that cannot be read is named on standard error, the others go on, and the exit code is 3.
    """
    from config.errors import BadInput
    from nlp.bulk import extract_lines

    refused = 0

    def refuse(error: BadInput) -> None:
        nonlocal refused
        refused += 1
        err.print(f"refused: {error}", style="yellow", markup=False, soft_wrap=True)

    lines = extract_lines(texts, region, kind, min_confidence=min_confidence, jobs=jobs, refuse=refuse)
    for line in track(lines, "extract"):
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    if refused:
        raise BadInput(
            f"lines that could not be read: {refused}; all others were", file=texts, fix="see the lines named above"
        )


@analyse.command()
@exits
def analyse_(
    posts: Annotated[
        Path | None, typer.Argument(help="Posts as JSON Lines (`-`: standard input). Default: the archive.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="Worker processes; default: setting `processes`.")
    ] = None,
    ner: Annotated[
        bool, typer.Option("--ner", help="Let an installed spaCy model vote on names (setting `spacy_models`); slow.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The counts as one JSON line.")] = False,
) -> None:
    """Analyse the archive, or posts of a file.

    Without POSTS every closed segment of the archive that is new, or was analysed under other rules, is analysed into
    the folder `analysis`; a second run does only what is missing. With POSTS the analyses go to standard output, one
    JSON line a post; nothing is stored.
    """
    from config.files import read_lines
    from config.settings import load
    from crawlers.post import Post
    from nlp.names import installed
    from nlp.stage import analyse_archive, analyse_posts
    from nlp.workers import workers

    settings = load()
    models = settings.spacy_models if ner else ()
    if ner and not installed(models):
        err.print(f"notice: none of the spaCy models {', '.join(models)} is installed; names come from rules alone")
        models = ()
    with workers(jobs or settings.processes) as executor:
        if posts is not None:
            for analysis in analyse_posts(read_lines(posts, Post), executor, models=models):
                emit(analysis)
            return
        counts = analyse_archive(settings, executor=executor, progress=track, models=models)
    if json:
        emit(counts)
    else:
        out.print("  ".join(f"{name} {count}" for name, count in asdict(counts).items()))
