"""The operators' page: sites and the terms they are collected on, what ran, what it brought, what failed and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from config.errors import BadInput
from crawlers.frontier import last_runs
from crawlers.profile import SiteProfile, profiles
from indexer.index import Request as Question
from ledger.jobs import Job
from web.access import Needs, Visit
from web.render import page

router = APIRouter(prefix="/operations")

JOBS = 50


@dataclass(frozen=True, slots=True)
class Site:
    """A site, how many of its posts are indexed, when it ran: (number, started, finished), and what is wrong."""

    profile: SiteProfile
    posts: int
    runs: tuple[tuple[int, str, str | None], ...]
    trouble: str = ""


@router.get("")
def operations(request: Request, visit: Annotated[Visit, Depends(Needs("crawl"))]) -> HTMLResponse:
    """Everything an operator looks at; no post and no selector."""
    jobs = visit.rooms.ledger.jobs.recent(limit=JOBS)
    return page(
        request, "operations.html", visit,
        sites=_sites(visit), jobs=jobs, failures=failures(jobs), indexed=visit.rooms.index.count(),
    )  # fmt: skip


def failures(jobs: Iterable[Job]) -> list[tuple[str, str, int]]:
    """Kind of work, reason, how often; the most frequent first."""
    counted = Counter((job.kind, job.error or "no reason given") for job in jobs if job.state == "failed")
    return [(kind, reason, count) for (kind, reason), count in counted.most_common()]


def _sites(visit: Visit) -> list[Site]:
    answer = visit.rooms.index.search(Question(facets=("site",), facet_size=1000, size=0))
    posts = dict(answer.facets["site"])
    folder = visit.rooms.settings.data_dir / "frontier"
    return [
        _site(profile, posts.get(name, 0), folder / f"{name}.db")
        for name, profile in profiles(visit.rooms.settings).items()
    ]


def _site(profile: SiteProfile, posts: int, frontier: Path) -> Site:
    try:
        return Site(profile, posts, tuple(last_runs(frontier)) if frontier.exists() else ())
    except BadInput as error:  # a damaged frontier is that site's trouble alone
        return Site(profile, posts, (), error.reason)
