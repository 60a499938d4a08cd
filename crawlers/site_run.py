"""One run of one site: what to fetch next, and what a fetched page means. Knows nothing of Scrapy."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urljoin

from config.errors import AdtrailError
from config.files import from_json, to_json
from crawlers.archive.warc import Exchange
from crawlers.archive.writer import ArchiveWriter
from crawlers.draft import Draft, Fetched, Parsed
from crawlers.frontier import End, Frontier, Known, Request
from crawlers.parse import gone, parse, to_post
from crawlers.post import Capture, Event
from crawlers.profile import SiteProfile
from crawlers.report import RunReport, State

P = ParamSpec("P")
R = TypeVar("R")

SIGHT = timedelta(days=7)  # a post that stays as it is is told again after so long, so that it is known to stand
MOST_HOPS = 10  # redirects in a row
MOST_TRIES = 3
COMMIT_PAGES, COMMIT_SECONDS = 64, 1.0  # group commit: whichever comes first
NO_RULES = "robots.txt cannot be had"  # why a request was refused

GONE = (404, 410)
AGAIN = (408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524)


class StorageFailed(AdtrailError):
    """The disk is full or broken: the run must stop, and nothing since the last commit counts."""


def _stored(step: Callable[Concatenate[SiteRun, P], R]) -> Callable[Concatenate[SiteRun, P], R]:
    """A step that writes: its failure is the run's, and after one there is no other."""

    @wraps(step)
    def run(self: SiteRun, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if self.failure is not None:
            raise self.failure
        try:
            return step(self, *args, **kwargs)
        except StorageFailed:
            raise
        except (OSError, sqlite3.Error, AdtrailError) as error:
            self.failure = StorageFailed(f"the run stopped: {error}")
            self.stop()
            raise self.failure from error

    return run


class SiteRun:
    """Ties the frontier, the archive and the parser of one site together; every request ends here, once."""

    def __init__(
        self, profile: SiteProfile, frontier: Frontier, archive: ArchiveWriter, *, sample: bool = False
    ) -> None:
        """Goes on with the frontier's run, or begins one; with `sample` each page leads to one more of each kind."""
        self.profile, self.frontier, self.archive, self._sample = profile, frontier, archive, sample
        self.posts: Counter[str] = Counter()
        self.bytes = 0
        self.finished = False
        self.failure: StorageFailed | None = None
        self.stop: Callable[[], None] = lambda: None  # called once when the storage fails
        self._started = time.monotonic()
        self._closed: RunReport | None = None
        self.resumed = self._begin()
        self._taken = sum(sum(reasons.values()) for state, reasons in frontier.counts().items() if state != "queued")
        self._uncommitted, self._committed_at = 0, time.monotonic()

    @_stored
    def _begin(self) -> bool:
        resumed = self.frontier.begin((url, page) for page, urls in self.profile.start.items() for url in urls)
        self.frontier.commit()
        return resumed

    # --- what is to do ----------------------------------------------------------------------------------------

    def waiting(self) -> bool:
        """Whether a request is queued that this process has not taken."""
        return self.frontier.waiting()

    @_stored
    def take(self) -> Request | None:
        """The next request; beyond the profile's page limit the rest is refused."""
        while request := self.frontier.take():
            if self._taken < self.profile.max_pages:
                self._taken += 1
                return request
            self.refused(request, "page limit of the profile")
        return None

    @_stored
    def wind_up(self) -> bool:
        """Called when nothing is left: look after known posts that were not met. True when that makes more to do.

        A post that no longer stands on its page, nor on any other of this run, is removed; one whose page was not
        fetched is looked up.
        """
        more = False
        for known in self.frontier.unseen():
            if known.missing:
                self._removed(known, from_json(Capture, known.missing))
            elif known.page in self.profile.pages:
                more |= self.frontier.add(known.page_url, known.page)
        if not more:
            self.frontier.finish()
            self.finished = True
        self.commit()
        return more

    # --- what became of it ------------------------------------------------------------------------------------

    @_stored
    def answered(self, request: Request, exchange: Exchange, beside: Iterable[Exchange] = ()) -> None:
        """A response that came: kept and read, or failed by its status. `beside` is what a rendered page fetched."""
        target = _header(exchange, "location")
        known_gone = self.frontier.on_page(request.url) if exchange.status in GONE else []
        if exchange.status >= 400 and not known_gone:
            self.failed(request, f"http {exchange.status}")
            return
        capture = self.archive.fetched(exchange)
        for data in beside:
            self.archive.fetched(data)
        self.bytes += len(exchange.body)
        for known in known_gone:
            self._removed(known, capture)
        if 300 <= exchange.status < 400 and target:
            problem = self._redirected(request, exchange.url, target)
        else:
            problem = "" if known_gone else self._read(request, exchange, capture)
        if problem:
            self.failed(request, problem)
        else:
            self._end(request, "stored")

    @_stored
    def failed(self, request: Request, reason: str) -> None:
        """It could not be fetched or read."""
        self._end(request, "failed", reason)

    @_stored
    def refused(self, request: Request, reason: str) -> None:
        """A rule forbids it: robots.txt, the guard, another host, a limit."""
        self._end(request, "refused", reason)

    @_stored
    def again(self, request: Request) -> Request | None:
        """One more try of a request that failed for a passing reason; None when it had its tries."""
        return self.frontier.attempted(request) if request.attempts + 1 < MOST_TRIES else None

    def _end(self, request: Request, state: End, reason: str | None = None) -> None:
        self.frontier.done(request, state, reason)
        self._uncommitted += 1
        if self._uncommitted >= COMMIT_PAGES or time.monotonic() - self._committed_at >= COMMIT_SECONDS:
            self.commit()

    @_stored
    def commit(self) -> None:
        """Make the archive durable, then acknowledge; cut the segment where it is due."""
        self.frontier.commit(self.archive.sync())
        if self.archive.due():
            self.close_segment()
        self._uncommitted, self._committed_at = 0, time.monotonic()

    @_stored
    def close_segment(self) -> None:
        """Close the open segment and forget its position."""
        name = self.archive.close()
        if name:
            self.frontier.closed(name)
            self.frontier.commit()

    def close(self) -> None:
        """Acknowledge what is done, close the segment and the frontier; `report` tells whether that went well."""
        if self._closed is not None:
            return
        with suppress(StorageFailed):
            self.commit()
            self.close_segment()
        state: State = "failed" if self.failure or self._shut_out() else "finished" if self.finished else "interrupted"
        self._closed = self.report(state)
        self.frontier.close()

    def report(self, state: State = "running") -> RunReport:
        """What this run did so far; after `close`, what it did in all."""
        if self._closed is not None:
            return self._closed
        counts = self.frontier.counts()
        return RunReport(
            site=self.profile.name,
            state=state,
            run=self.frontier.run,
            resumed=self.resumed,
            stored=counts["stored"].total(),
            queued=counts["queued"].total(),
            failed=dict(counts["failed"]),
            refused=dict(counts["refused"]),
            posts=dict(self.posts),
            segments=tuple(self.archive.segments),
            bytes=self.bytes,
            seconds=round(time.monotonic() - self._started, 3),
            reason=str(self.failure or (NO_RULES if state == "failed" else "")),
            warnings=self._warnings(),
        )

    def _shut_out(self) -> bool:
        """Whether the run has nothing because robots.txt could not be had."""
        counts = self.frontier.counts()
        return not counts["stored"] and NO_RULES in counts["refused"]

    def _warnings(self) -> tuple[str, ...]:
        """What an operator should look at: far fewer posts than the profile expects, rules that could not be had."""
        found = []
        expected, (known, removed) = self.profile.expected_yield, self.frontier.post_counts()
        if self.finished and expected and known - removed < expected / 2:
            found.append(f"{known - removed} posts where the profile expects about {expected}: has the site changed?")
        if self.frontier.counts()["refused"][NO_RULES]:
            found.append("without robots.txt nothing is fetched; the next run asks for it again")
        return tuple(found)

    # --- reading ----------------------------------------------------------------------------------------------

    def _redirected(self, request: Request, url: str, target: str) -> str:
        """Queue the target of a redirect as a request of its own; returns what is wrong with it."""
        hops = (*request.hops, request.url)
        try:
            target = urljoin(url, target).partition("#")[0]
        except ValueError:
            return "redirect to no address"
        if target in hops:
            return "redirect loop"
        if len(hops) > MOST_HOPS:
            return "too many redirects"
        if self.profile.allows(target):
            self.frontier.add(target, request.page, request.depth, hops)
        else:
            self.frontier.add(target, request.page, request.depth, hops, refused="redirect to another host")
        return ""

    def _read(self, request: Request, exchange: Exchange, capture: Capture) -> str:
        """Read the page; returns what is wrong with it. The evidence is kept either way."""
        kind = _header(exchange, "content-type")
        fetched = Fetched(
            body=exchange.body, url=exchange.url, page=request.page, fetched_at=exchange.fetched_at, content_type=kind
        )
        try:
            parsed = parse(fetched, self.profile)
        except Exception as error:  # noqa: BLE001 - a page that breaks a parser must not stop the site
            return f"parse: {type(error).__name__}"
        self._keep(request, capture, parsed)
        if request.depth < self.profile.max_depth:
            self._follow(parsed.links, request.depth + 1)
        return ""

    def _follow(self, links: Iterable[tuple[str, str]], depth: int) -> None:
        taken: set[str] = set()
        for url, page in links:
            if not (self._sample and page in taken) and self.frontier.add(url, page, depth):
                taken.add(page)

    def _keep(self, request: Request, capture: Capture, parsed: Parsed) -> None:
        for draft in parsed.drafts:
            self._met(draft, request, capture)
        if parsed.drafts:  # a page on which nothing was read tells nothing of what is missing
            keys = {draft.key for draft in parsed.drafts}
            for known in self.frontier.on_page(request.url):
                if known.key not in keys:
                    self.frontier.miss(known.key, to_json(capture).decode())

    def _met(self, draft: Draft, request: Request, capture: Capture) -> None:
        known = self.frontier.known(draft.key)
        if known and known.seen:
            return
        if draft.removed:
            if known and not known.removed:
                self._removed(known, capture)
            return
        event = _event(known, draft, capture.fetched_at)
        if event:
            self.archive.post(to_post(draft, self.profile, capture, event))
            self.posts[event] += 1
        until = draft.touched.latest if draft.touched else None
        if known and known.until and until and event not in {"posted", "bumped"}:
            until = min(until, known.until)  # each look narrows when it can have been
        self.frontier.remember(
            Known(
                key=draft.key, version=draft.version, kind=draft.kind, url=draft.url, page=request.page,
                page_url=request.url, until=until, parent=draft.parent,
                told=capture.fetched_at if event or not known else known.told,
            )
        )  # fmt: skip

    def _removed(self, known: Known, capture: Capture) -> None:
        self.archive.post(gone(known, self.profile, capture))
        self.posts["removed"] += 1
        self.frontier.remember(replace(known, removed=True, missing=None))


def _event(known: Known | None, draft: Draft, now: datetime) -> Event | None:
    """What this look at a post saw that the one before had not."""
    if known is None or known.removed:
        return "posted"
    if known.version != draft.version:
        return "edited"
    if draft.touched and known.until and draft.touched.earliest > known.until:
        return "bumped"
    return "seen" if known.told is None or now - known.told >= SIGHT else None


def _header(exchange: Exchange, name: str) -> str:
    return next((value for key, value in exchange.headers if key.lower() == name), "")
