"""Threads, tasks and processes on one ledger; kills at moments that nobody chose."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from config.errors import AdtrailError
from config.settings import Settings
from ledger.ledger import Ledger, open_ledger

Start = Callable[..., subprocess.Popen[str]]


def test_threads_make_one_chain(ledger: Ledger) -> None:
    """The pages answer in threads."""
    with ThreadPoolExecutor(8) as pool:
        seqs = list(pool.map(lambda number: ledger.audit.append("did", str(number)), range(120)))
    assert sorted(seqs) == list(range(1, 121))
    assert ledger.audit.verify().ok


def test_a_transaction_belongs_to_its_thread(ledger: Ledger) -> None:
    """One thread's failure undoes nothing of another's, and neither joins the other's transaction."""
    inside, go_on = Event(), Event()

    def fails() -> None:
        with ledger.store.write():
            ledger.audit.append("never")
            inside.set()
            go_on.wait(10)
            raise AdtrailError("stop")

    with ThreadPoolExecutor(2) as pool:
        failing = pool.submit(fails)
        assert inside.wait(10)
        waiting = pool.submit(ledger.audit.append, "stays")
        seen_meanwhile = ledger.audit.entries()
        go_on.set()
        with pytest.raises(AdtrailError, match="stop"):
            failing.result(10)
        assert waiting.result(40) == 1
    assert seen_meanwhile == []
    assert [entry.action for entry in ledger.audit.entries()] == ["stays"]


def test_tasks_of_one_loop_make_one_chain(ledger: Ledger) -> None:
    async def act(number: int) -> None:
        await asyncio.sleep(0)
        ledger.audit.append("did", str(number))
        await asyncio.to_thread(ledger.audit.append, "did in a thread", str(number))

    async def main() -> None:
        await asyncio.gather(*(act(number) for number in range(20)))

    asyncio.run(main())
    verdict = ledger.audit.verify()
    assert (verdict.ok, verdict.entries) == (True, 40)


def test_readers_do_not_wait_for_a_writer(ledger: Ledger, settings: Settings) -> None:
    ledger.audit.append("before")
    with open_ledger(settings) as other, ledger.store.write():
        ledger.audit.append("not yet")
        start = time.monotonic()
        assert [entry.action for entry in other.audit.entries()] == ["before"]
        assert other.audit.verify().ok
        assert time.monotonic() - start < 5


def test_the_log_holds_while_others_write_to_it(ledger: Ledger, start: Start) -> None:
    process = start("""
from ledger.ledger import open_ledger
with open_ledger(settings) as ledger:
    while True:
        ledger.audit.append("did")
        print("did", flush=True)
""")
    assert process.stdout is not None
    process.stdout.readline()
    for _ in range(20):
        verdict = ledger.audit.verify()
        assert verdict.ok, verdict
    assert verdict.entries >= 1


@pytest.mark.parametrize("milliseconds", [150, 300, 400, 500, 700])
def test_a_kill_while_it_is_made_leaves_a_ledger_that_opens(
    settings: Settings, start: Start, milliseconds: int
) -> None:
    process = start("from ledger.ledger import open_ledger\nopen_ledger(settings).audit.append('hello')")
    time.sleep(milliseconds / 1000)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open_ledger(settings) as ledger:
        before = ledger.audit.verify()
        assert before.ok
        assert before.entries in (0, 1)
        ledger.audit.append("goes on")
        assert ledger.audit.verify().entries == before.entries + 1


@pytest.mark.parametrize("rounds", [1, 12])
def test_a_kill_between_entry_and_checkpoint_is_no_damage(settings: Settings, start: Start, rounds: int) -> None:
    """A checkpoint is never ahead of the log, and never half there."""
    process = start("""
from ledger.ledger import open_ledger
with open_ledger(settings) as ledger:
    while True:
        ledger.audit.append("did")
        print(ledger.audit.checkpoint(), flush=True)
""")
    assert process.stdout is not None
    for _ in range(rounds):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with open_ledger(settings) as ledger:
        verdict = ledger.audit.verify()
        assert verdict.ok, verdict
        assert len(list((settings.data_dir / "checkpoints").glob("*.json"))) >= rounds


def test_two_who_checkpoint_at_once_agree(ledger: Ledger) -> None:
    ledger.audit.append("did")
    with ThreadPoolExecutor(4) as pool:
        files = set(pool.map(lambda _: ledger.audit.checkpoint(), range(8)))
    assert len(files) == 1
    assert ledger.audit.verify().ok


@pytest.mark.parametrize("twice", ["crawl", "checkpoint"])
def test_two_who_start_the_same_work_at_once_are_told_apart(ledger: Ledger, twice: str) -> None:
    def begin(_: int) -> int | None:
        try:
            return ledger.jobs.start(twice)
        except AdtrailError:
            return None

    with ThreadPoolExecutor(4) as pool:
        begun = [job for job in pool.map(begin, range(8)) if job is not None]
    assert len(begun) == 1
    assert [job.state for job in ledger.jobs.recent()] == ["running"]
