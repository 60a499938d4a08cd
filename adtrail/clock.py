"""`adtrail clock`: one process that runs what is due.

Its state is the job history of the ledger, so a restart forgets nothing. APScheduler is only the clock: its cron lines
say when work is due, the ledger says when it last ran. A run that was missed is caught up once; work of one kind on
one subject never overlaps.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from config.console import emit, err, exits, out
from config.errors import AdtrailError, BadInput, Refused
from config.settings import Settings, load

if TYPE_CHECKING:
    from ledger.jobs import Job
    from ledger.ledger import Ledger
    from ledger.work import Work

log = logging.getLogger(__name__)

ROOMS = ("ledger.work", "crawlers.work", "indexer.work")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
TICK = 20  # seconds between two looks at the clock

clock = typer.Typer(add_completion=False, help="Run what is due: crawls, checkpoints, retention.")


def all_work(settings: Settings) -> list[Work]:
    """What the rooms want done, and when."""
    return [work for room in ROOMS for work in importlib.import_module(room).work(settings)]


def next_time(work: Work, last: datetime | None, now: datetime) -> datetime:
    """When work is due next; work that never ran is due now, missed hours count once.

    Raises:
        BadInput: the cron line is wrong.
    """
    from apscheduler.triggers.cron import CronTrigger

    try:
        *fields, weekday = work.cron.split()
        trigger: Any = CronTrigger.from_crontab(" ".join([*fields, _named(weekday)]), timezone=UTC)
    except ValueError as error:
        raise BadInput(str(error), field="schedule", file=f"{work.kind} {work.subject}".strip()) from None
    if last is None:
        return now
    due: datetime | None = trigger.get_next_fire_time(last, last)
    return due or datetime.max.replace(tzinfo=UTC)


def _named(weekday: str) -> str:
    """Weekdays by name: cron's 0 and 7 are Sunday, APScheduler's 0 is Monday."""
    if not re.fullmatch(r"\d(-\d)?(,\d(-\d)?)*", weekday):
        return weekday
    days: list[str] = []
    for part in weekday.split(","):
        first, _, last = part.partition("-")
        days += [DAYS[day % 7] for day in range(int(first), int(last or first) + 1)]
    return ",".join(dict.fromkeys(days))


def due(ledger: Ledger, works: Iterable[Work], now: datetime) -> Iterator[Work]:
    """The work whose hour has come."""
    for work in works:
        last = ledger.jobs.last(work.kind, work.subject)
        if (last is not None and last.state == "queued") or next_time(work, began(last), now) <= now:
            yield work


def began(job: Job | None) -> datetime | None:
    """When the last run began, or was asked for."""
    return None if job is None else job.started_at or job.queued_at


def tick(settings: Settings, now: datetime | None = None) -> list[dict[str, Any]]:
    """Run what is due, one after the other; a failure is recorded and does not stop the rest."""
    from ledger.ledger import open_ledger

    done = []
    with open_ledger(settings) as ledger:
        for work in list(due(ledger, all_work(settings), now or datetime.now(UTC))):
            row: dict[str, Any] = {"kind": work.kind, "subject": work.subject, "state": "done"}
            try:
                with ledger.jobs.run(work.kind, work.subject) as counts:
                    counts.update(work.run())
                row["counts"] = counts
            except Refused as refusal:
                row |= {"state": "waiting", "error": str(refusal)}
            except AdtrailError as error:
                row |= {"state": "failed", "error": str(error)}
            except Exception:
                log.exception("%s failed", work.kind)
                row |= {"state": "failed", "error": "unexpected; see the log"}
            done.append(row)
    return done


@clock.command("clock")
@exits
def run(
    once: Annotated[bool, typer.Option("--once", help="Run what is due now, then end.")] = False,
    show: Annotated[bool, typer.Option("--list", help="Only show what is due when.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False,
) -> None:
    """Run what is due: crawls by their profiles, checkpoints, retention. One process; Ctrl-C ends it."""
    settings = load()
    if show:
        _show(settings, as_json)
    elif once:
        _report(tick(settings), as_json)
    else:
        from apscheduler.schedulers.blocking import BlockingScheduler

        scheduler: Any = BlockingScheduler(timezone=UTC)
        scheduler.add_job(
            lambda: _report(tick(settings), as_json), "interval", seconds=TICK, next_run_time=datetime.now(UTC)
        )
        err.print("clock runs; Ctrl-C ends it")
        try:
            scheduler.start()
        except (KeyboardInterrupt, SystemExit):
            err.print("clock ends")


def _show(settings: Settings, as_json: bool) -> None:
    from ledger.ledger import open_ledger

    table = Table("kind", "subject", "schedule", "last", "next", box=None)
    with open_ledger(settings) as ledger:
        for work in all_work(settings):
            last = ledger.jobs.last(work.kind, work.subject)
            row = {"kind": work.kind, "subject": work.subject, "schedule": work.cron, "last": began(last)}
            row["next"] = next_time(work, began(last), datetime.now(UTC))
            if as_json:
                emit(row)
            table.add_row(
                *(
                    f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value or "-")
                    for value in row.values()
                )
            )
    if not as_json:
        out.print(table)


def _report(rows: list[dict[str, Any]], as_json: bool) -> None:
    for row in rows:
        if as_json:
            emit(row)
        else:
            detail = row.get("error") or ", ".join(f"{name} {count}" for name, count in row.get("counts", {}).items())
            out.print(f"{row['kind']} {row['subject']}: {row['state']} {detail}".strip(), markup=False)
