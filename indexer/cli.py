"""`adtrail index`, `search`, `check` and `network`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from config.console import emit, exits, out, track
from config.errors import BadInput
from config.settings import load
from indexer.suppress import suppress

if TYPE_CHECKING:
    from indexer.build import BuildReport
    from indexer.index import Index

index = typer.Typer(no_args_is_help=True, add_completion=False, help="Build and look after the index; suppress.")
index.add_typer(suppress, name="suppress")
search = typer.Typer(add_completion=False, help="Search indexed posts.")
check = typer.Typer(add_completion=False, help="Check a list of selectors against the index.")
network = typer.Typer(no_args_is_help=True, add_completion=False, help="Networks of posts and selectors.")

Json = Annotated[bool, typer.Option("--json", help="JSON for machines.")]
Purpose = Annotated[str, typer.Option(help="What this is for; the audit log keeps it.")]


class Order(StrEnum):
    """Orders of hits."""

    score = "score"
    newest = "newest"
    oldest = "oldest"


@contextmanager
def _open(*, write: bool = False) -> Iterator[Index]:
    from indexer.opening import open_index

    opened = open_index(load(), write=write)
    try:
        yield opened
    finally:
        opened.close()


@index.command("build")
@exits
def build_(as_json: Json = False) -> None:
    """Index what was archived and analysed; documents that are there already are brought up to date."""
    _build(rebuild=False, as_json=as_json)


@index.command("rebuild")
@exits
def rebuild_(as_json: Json = False) -> None:
    """Make the index again from the archive; searches go on and see the new one when it is whole."""
    _build(rebuild=True, as_json=as_json)


def _build(*, rebuild: bool, as_json: bool) -> None:
    from indexer.build import build
    from nlp.encoder import open_encoder

    settings = load()
    with _open(write=True) as opened:
        report = build(
            settings,
            opened,
            rebuild=rebuild,
            encoder=open_encoder(settings),
            progress=lambda documents, total: track(documents, "Indexing", total),
        )
    if as_json:
        emit(report)
    else:
        out.print(_told(report))


def _told(report: BuildReport) -> Table:
    from dataclasses import asdict

    table = Table("what", "count", box=None)
    for name, value in asdict(report).items():
        table.add_row(name, str(value))
    return table


@index.command("status")
@exits
def status(as_json: Json = False) -> None:
    """Say which index is in use and what is in it."""
    from indexer.index import Request

    settings = load()
    with _open() as opened:
        page = opened.search(Request(size=0, facets=("site", "month", "kind")))
    state = {"index": settings.index_url, "documents": page.total, **page.facets}
    if as_json:
        emit(state)
        return
    table = Table("field", "value", "posts", box=None)
    for field, counts in page.facets.items():
        for value, count in counts:
            table.add_row(field, value, str(count))
    out.print(f"{page.total} documents in {settings.index_url}")
    out.print(table)


@contextmanager
def _desk(purpose: str) -> Iterator[tuple[Index, Callable[[list[str], int], None]]]:
    """The index for somebody who may search, and the pen for the audit log."""
    from ledger.access import require
    from ledger.ledger import open_ledger

    with open_ledger(load()) as ledger, _open() as opened:
        actor = ledger.acting()
        require(actor, "search")

        def note(asked: list[str], results: int) -> None:
            ledger.audit.searched(asked, actor=actor.name, purpose=purpose, results=results)

        yield opened, note


@search.command()
@exits
def search_(
    query: Annotated[str, typer.Argument(help="In the search language (docs/search.md); none: every post.")] = "",
    *,
    size: Annotated[int, typer.Option(min=0, max=1000, help="Hits on a page.")] = 20,
    sort: Annotated[Order, typer.Option(help="The order of the hits.")] = Order.score,
    facet: Annotated[list[str] | None, typer.Option(help="Count the values of a field; may be given again.")] = None,
    after: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Search posts, for instance: adtrail search 'phone:202-555-0143 city:austin -site:board.example'."""
    from indexer.index import Request

    request = Request(query=query, size=size, sort=sort.value, facets=tuple(facet or ()), after=after, highlight=True)
    with _desk(purpose) as (opened, note):
        page = opened.search(request)
        note([query], page.total)
    if as_json:
        emit(page)
        return
    out.print(f"{page.total} posts")
    table = Table("last seen", "site", "city", "title", "selectors", box=None)
    for hit in page.hits:
        found = hit.document
        table.add_row(
            f"{found.last_seen:%Y-%m-%d}", found.site, found.city, escape(found.title), " ".join(found.selectors)
        )
    out.print(table)
    for field, counts in page.facets.items():
        out.print(f"{field}: " + ", ".join(f"{value} {count}" for value, count in counts), markup=False)
    if page.next:
        out.print(f"more: --after {page.next}")


@check.command()
@exits
def check_(
    file: Annotated[str, typer.Argument(help="Text, CSV or JSON Lines with selectors; `-` is standard input.")] = "-",
    region: Annotated[str, typer.Option(help="Country whose dialling rules a bare number follows.")] = "US",
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Say of each selector of a list whether it was seen, when, where, and in which network."""
    from indexer.batch import check as look_up
    from indexer.batch import read_list

    table = Table(
        "given",
        Column("selector", no_wrap=True),
        "posts",
        "first seen",
        "last seen",
        "sites",
        "cities",
        "networks",
        box=None,
    )
    with _desk(purpose) as (opened, note):
        for row in look_up(opened, read_list(file, region)):
            note([row.selector or row.given], row.posts)
            if as_json:
                emit(row)
                continue
            dates = [f"{time:%Y-%m-%d}" if time else "" for time in (row.first_seen, row.last_seen)]
            places = [" ".join(row.sites), "; ".join(row.cities), " ".join(row.networks)]
            table.add_row(row.given, row.selector or "not recognised", str(row.posts), *dates, *places)
    if not as_json:
        out.print(table)


@network.command()
@exits
def cluster(
    file: Annotated[
        Path, typer.Argument(help="JSON Lines {post, selectors, day, city, text_key}; `-`: standard input.")
    ],
    as_json: Json = False,
) -> None:
    """Cluster bare rows, and print the network of each post; a post that nothing ties is a network of its own."""
    from config.files import read_lines
    from indexer.networks import Row, network_id
    from indexer.networks import cluster as join

    rows = list(read_lines(file, Row))
    found = join(rows)
    for row in rows:
        named = found.posts.get(row.post) or network_id(f"post:{row.post}")
        if as_json:
            emit({"post": row.post, "network": named})
        else:
            out.print(f"{row.post}  {named}", markup=False, soft_wrap=True)


@network.command()
@exits
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `network` in documents and the sheet.")],
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Show the ties of a network: which selector, in how many posts, between which days, and how far it is trusted."""
    from indexer.selectors import network_ties

    with _desk(purpose) as (opened, note):
        ties = network_ties(opened, id_)
        note([f"network:{id_}"], len(ties))
    if not ties:
        raise BadInput(f"there is no network {id_!r}", fix="take an id from `adtrail search --facet network`")
    table = Table("selector", "posts", "first", "last", "trust", "reason", box=None)
    for tie in ties:
        if as_json:
            emit(tie)
        table.add_row(tie.selector, str(len(tie.posts)), str(tie.first), str(tie.last), str(tie.trust), tie.reason)
    if not as_json:
        out.print(table)
