"""`adtrail crawl` and `adtrail archive`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.console import emit, err, exits, out
from config.errors import AdtrailError, BadInput, MissingPart
from config.settings import Settings, load

if TYPE_CHECKING:
    from crawlers.report import RunReport

crawl = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Collect posts: list sites, run, look at the state."
)
archive = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Evidence: verify, show and read what was collected."
)

Json = Annotated[bool, typer.Option("--json", help="JSON Lines for machines.")]


def _table(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    from rich.table import Table

    table = Table(*columns, box=None)
    for row in rows:
        table.add_row(*("-" if cell in {None, ""} else str(cell) for cell in row))
    out.print(table)


def _allowed() -> Settings:
    """The settings, for an actor who may crawl."""
    from ledger.access import require
    from ledger.ledger import open_ledger

    settings = load()
    with open_ledger(settings) as ledger:
        require(ledger.acting(), "crawl")
    return settings


@crawl.command("list")
@exits
def list_sites(as_json: Json = False) -> None:
    """Show the sites that have a profile."""
    from crawlers.profile import profiles

    found = profiles(load()).values()
    if as_json:
        for site in found:
            emit(site.model_dump(mode="json", exclude={"pages"}))
        return
    columns = ("site", "enabled", "render", "schedule", "owner", "title")
    _table(columns, ((s.name, s.enabled, s.render, s.schedule or "-", s.owner, s.title) for s in found))


@crawl.command()
@exits
def run(
    sites: Annotated[list[str] | None, typer.Argument(help="Sites to crawl.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All enabled sites.")] = False,
    as_json: Json = False,
) -> None:
    """Crawl sites, or go on where a run was cut off.

    Exit code 1 when a site did not finish, 4 when one that was named was left out for lack of Chromium.
    """
    from crawlers.chromium import HOW_TO_GET
    from crawlers.run import crawl as crawl_sites

    if bool(sites) == every:
        raise BadInput("name sites, or give --all", fix="`adtrail crawl list` shows them")
    with err.status("crawling") as status:
        reports = crawl_sites(_allowed(), sites or (), lambda report: status.update(_line(report)))
    for report in reports:
        if as_json:
            emit(report)
        else:
            out.print(_line(report), markup=False, soft_wrap=True)
    if any(report.state in {"failed", "interrupted"} for report in reports):
        raise SystemExit(1)
    if left_out := [report.site for report in reports if report.state == "left out" and sites]:
        raise MissingPart(f"left out: {', '.join(left_out)}; {HOW_TO_GET}")


def _line(report: RunReport) -> str:
    posts = ", ".join(f"{count} {event}" for event, count in sorted(report.posts.items())) or "no news"
    ends = [f"{count} {reason}" for reasons in (report.failed, report.refused) for reason, count in reasons.items()]
    parts = [f"{report.site}: {report.state}", f"{report.stored} pages", posts, *ends, report.reason, *report.warnings]
    return "; ".join(part for part in parts if part)


@crawl.command()
@exits
def status(as_json: Json = False) -> None:
    """Show the latest runs of each site. Exit code 3 when the file of one is damaged; the others are shown."""
    from crawlers.frontier import last_runs
    from crawlers.profile import profiles

    settings = load()
    rows: list[dict[str, object]] = []
    damaged: list[BadInput] = []
    for name in profiles(settings):
        file = settings.data_dir / "frontier" / f"{name}.db"
        try:
            found = last_runs(file) if file.exists() else []
        except BadInput as error:
            damaged.append(error)
            found = []
        rows += ({"site": name, "run": run, "started": began, "finished": ended} for run, began, ended in found)
    if as_json:
        for row in rows:
            emit(row)
    else:
        _table(("site", "run", "started", "finished"), (tuple(row.values()) for row in rows))
    for problem in damaged:
        err.print(f"error: {problem}", style="red", markup=False, soft_wrap=True)
    if damaged:
        raise SystemExit(BadInput.exit_code)


@crawl.command()
@exits
def check(
    site: Annotated[str, typer.Argument(help="The site whose profile to try.")],
    pages: Annotated[int, typer.Option(help="Most pages to fetch.", min=1, max=50)] = 8,
    as_json: Json = False,
) -> None:
    """Fetch a few pages and show, field by field, what the profile reads. Keeps nothing."""
    from crawlers.trial import trial

    posts, report = trial(_allowed(), site, pages)
    for post in posts:
        if as_json:
            emit(post)
            continue
        fields = ("kind", "title", "body", "author", "posted_at", "price", "location", "category", "contacts")
        out.print(f"\n{post.url}  (read by {post.parsed_by})", markup=False, soft_wrap=True)
        _table(("field", "value"), ((name, str(getattr(post, name) or "-")[:300]) for name in fields))
    if not as_json:
        out.print(_line(report), markup=False, soft_wrap=True)
    if not posts:
        raise AdtrailError("no post was read: look at the follow and posts keys of the profile")


@archive.command("list")
@exits
def list_segments(as_json: Json = False) -> None:
    """Show the closed segments."""
    from crawlers.archive.reader import Archive

    store = Archive(load().archive_dir)
    rows = []
    for name in store.segments():
        manifest = store.manifest(name)
        size = manifest.capture.bytes + manifest.posts.bytes
        rows.append((name, len(manifest.capture.entries), len(manifest.posts.entries), size, manifest.closed))
    columns = ("segment", "records", "posts", "bytes", "closed")
    if as_json:
        for row in rows:
            emit(dict(zip(columns, row, strict=True)))
    else:
        _table(columns, rows)


@archive.command()
@exits
def verify(
    ledger: Annotated[bool, typer.Option(help="Also check the seals against the audit log.")] = True,
    as_json: Json = False,
) -> None:
    """Check every byte against the manifests. Exit code 1 on damage, with the file, record and byte."""
    from crawlers.archive.verify import check as check_all
    from crawlers.archive.witness import seals

    settings = _allowed()
    found = list(check_all(settings.archive_dir, seals(settings) if ledger else None))
    if as_json:
        for finding in found:
            emit(finding)
    else:
        columns = ("segment", "kind", "file", "record", "byte", "reason")
        _table(columns, (tuple(getattr(finding, column) for column in columns) for finding in found))
    damaged = sum(finding.kind == "damaged" for finding in found)
    if damaged:
        raise AdtrailError(f"{damaged} of {len(found)} segments are damaged")


@archive.command()
@exits
def posts(
    segment: Annotated[str | None, typer.Option(help="Only this segment.")] = None,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
) -> None:
    """Write archived posts to standard output as JSON Lines, oldest first; without quarantined and suppressed ones."""
    from crawlers.archive.access import reading

    with reading(load(), "search", f"posts of {segment or site or 'all'}") as store:
        for post in store.posts(segment, site):
            emit(post)


@archive.command()
@exits
def show(
    post: Annotated[str, typer.Argument(help="Id of a post.")],
    save: Annotated[Path | None, typer.Option(help="Write the stored page to this file.")] = None,
    as_json: Json = False,
) -> None:
    """Show every version of a post and where its evidence lies; text only, nothing of it is run."""
    from crawlers.archive.access import reading

    with reading(load(), "search") as store:
        versions = store.post(post)
        content = store.page(versions[-1]) if save is not None else b""
    for version in versions:
        if as_json:
            emit(version)
            continue
        out.print(f"{version.event}  {version.capture.fetched_at:%Y-%m-%d %H:%M} UTC  {version.url}", markup=False)
        out.print(f"evidence: {version.capture.segment} {version.capture.record}", markup=False, soft_wrap=True)
        out.print(_printable(version.text) + "\n", markup=False, soft_wrap=True)
    if save is not None:
        save.write_bytes(content)
        err.print(f"stored page written to {save}; it is foreign code, open it as text", markup=False)


def _printable(text: str) -> str:
    """Without control characters: a text must not move the cursor or colour the terminal."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable() or sign == " ")


@archive.command()
@exits
def replay(
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    output: Annotated[Path, typer.Option(help="JSON Lines file for the posts.")] = Path("replayed.jsonl"),
    as_json: Json = False,
) -> None:
    """Read the archived pages again with the profiles of today; the archive stays as it is."""
    from config.files import write_lines
    from crawlers.archive.access import reading
    from crawlers.replay import replay as replay_archive

    settings = load()
    with reading(settings, "crawl", f"pages of {site or 'all'}, replayed") as store:
        store.known(site)
        found = replay_archive(settings, site)
        count = write_lines(output, (post for post in found if post.id not in store.withheld))
    if as_json:
        emit({"posts": count, "output": str(output)})
    else:
        out.print(f"{count} posts in {output}", markup=False)
