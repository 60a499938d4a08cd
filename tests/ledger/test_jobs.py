from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from config.errors import BadInput, Refused
from ledger.ledger import Ledger


def test_a_run_is_recorded_with_its_counts(ledger: Ledger) -> None:
    with ledger.jobs.run("crawl", "board") as counts:
        running = ledger.jobs.last("crawl", "board")
        assert running is not None
        assert running.state == "running"
        counts["pages"] = 3
    job = ledger.jobs.last("crawl", "board")
    assert job is not None
    assert (job.state, job.counts, job.error) == ("done", {"pages": 3}, None)
    assert job.started_at and job.ended_at
    assert job.queued_at <= job.started_at <= job.ended_at


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BadInput("no such page", field="url"), "field 'url': no such page"),
        (ValueError("+12025550143"), "ValueError"),  # the text of others may hold anything
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_a_run_that_raises_has_failed(ledger: Ledger, error: BaseException, told: str) -> None:
    with pytest.raises(type(error)), ledger.jobs.run("crawl", "board") as counts:
        counts["pages"] = 1
        raise error
    job = ledger.jobs.last("crawl", "board")
    assert job is not None
    assert (job.state, job.error, job.counts) == ("failed", told, {"pages": 1})


def test_a_run_of_the_same_is_refused_while_it_lasts(ledger: Ledger) -> None:
    with ledger.jobs.run("crawl", "board"):
        with pytest.raises(Refused, match="crawl board is under way"), ledger.jobs.run("crawl", "board"):
            pytest.fail("two at once")
        with ledger.jobs.run("crawl", "forum"), ledger.jobs.run("checkpoint"):
            pass
    assert [job.state for job in ledger.jobs.recent()] == ["done"] * 3


def test_a_job_that_waits_is_not_doubled_and_is_taken_first(ledger: Ledger) -> None:
    waiting = ledger.jobs.queue("crawl", "board")
    assert ledger.jobs.queue("crawl", "board") == waiting
    assert ledger.jobs.queue("crawl", "forum") != waiting
    assert ledger.jobs.start("crawl", "board") == waiting
    ledger.jobs.finish(waiting, {"pages": 1})
    assert ledger.jobs.queue("crawl", "board") != waiting


def test_what_has_ended_stays_as_it_ended(ledger: Ledger) -> None:
    job = ledger.jobs.start("crawl")
    ledger.jobs.fail(job, "broke")
    ledger.jobs.finish(job, {"pages": 9})
    last = ledger.jobs.last("crawl")
    assert last is not None
    assert (last.state, last.error) == ("failed", "broke")


def test_the_history_is_filtered(ledger: Ledger) -> None:
    ledger.jobs.queue("crawl", "a")
    ledger.jobs.queue("watch", "b")
    ledger.jobs.start("watch", "c")
    assert [job.subject for job in ledger.jobs.recent()] == ["c", "b", "a"]
    assert [job.subject for job in ledger.jobs.recent(kind="watch")] == ["c", "b"]
    assert [job.subject for job in ledger.jobs.recent(state="running")] == ["c"]
    assert [job.subject for job in ledger.jobs.recent(limit=1)] == ["c"]
    assert ledger.jobs.last("crawl", "z") is None


def test_a_killed_run_is_found_and_can_be_run_again(
    ledger: Ledger, start: Callable[..., subprocess.Popen[str]]
) -> None:
    process = start("""
import time
from ledger.ledger import open_ledger
with open_ledger(settings) as ledger, ledger.jobs.run("crawl", "board"):
    print("runs", flush=True)
    time.sleep(60)
""")
    assert process.stdout is not None
    process.stdout.readline()
    assert ledger.jobs.recover() == []  # it lives
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with ledger.jobs.run("crawl", "board"):
        pass
    assert [(job.state, job.error) for job in ledger.jobs.recent()] == [
        ("done", None),
        ("failed", "its process ended without a word"),
    ]


@pytest.mark.parametrize(
    ("worker", "gone"),
    [
        ("{host}:{pid}:1", True),  # the number was used again
        ("another-host:{pid}:1", False),  # nothing is known of it
        ("{host}:1:1", True),
    ],
)
def test_a_process_is_known_by_host_number_and_birth(
    ledger: Ledger, raw: Callable[..., None], worker: str, gone: bool
) -> None:
    job = ledger.jobs.start("crawl")
    raw("UPDATE jobs SET worker = ?", worker.format(host=socket.gethostname(), pid=os.getpid()))
    assert [one.id for one in ledger.jobs.recover()] == ([job] if gone else [])


def test_a_process_that_ended_and_was_not_collected_is_gone(ledger: Ledger, raw: Callable[..., None]) -> None:
    job = ledger.jobs.start("crawl")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        birth = Path(f"/proc/{child.pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
        raw("UPDATE jobs SET worker = ?", f"{socket.gethostname()}:{child.pid}:{birth}")
        assert ledger.jobs.recover() == []
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended; nobody has collected it
        assert [one.id for one in ledger.jobs.recover()] == [job]
