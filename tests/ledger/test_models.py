"""Random walks through jobs, cases and the log, each step compared with a few lines of plain Python."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from config.errors import BadInput, Refused
from config.settings import Settings
from ledger.ledger import open_ledger

WALKS = examples(max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
SUBJECTS = st.sampled_from(["board", "forum"])


class _Walk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = open_ledger(Settings(data_dir=Path(self.folder.name), actor="ann"))

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()


class JobWalk(_Walk):
    """At most one waits and one runs of a kind on a subject, whatever is asked for in which order."""

    def __init__(self) -> None:
        super().__init__()
        self.state: dict[int, tuple[str, str]] = {}

    def of(self, subject: str, state: str) -> list[int]:
        return [job for job, known in self.state.items() if known == (subject, state)]

    @rule(subject=SUBJECTS)
    def queue(self, subject: str) -> None:
        job = self.ledger.jobs.queue("crawl", subject)
        waiting = self.of(subject, "queued")
        assert waiting in ([], [job])
        self.state[job] = (subject, "queued")

    @rule(subject=SUBJECTS)
    def start(self, subject: str) -> None:
        running, waiting = self.of(subject, "running"), self.of(subject, "queued")
        try:
            job = self.ledger.jobs.start("crawl", subject)
        except Refused:
            assert running
            return
        assert not running
        assert waiting in ([], [job])
        self.state[job] = (subject, "running")

    @precondition(lambda self: self.state)
    @rule(data=st.data(), well=st.booleans())
    def end(self, data: Any, well: bool) -> None:
        job = data.draw(st.sampled_from(sorted(self.state)))
        subject, state = self.state[job]
        if well:
            self.ledger.jobs.finish(job, {"pages": 1})
        else:
            self.ledger.jobs.fail(job, "broke")
        if state == "running":
            self.state[job] = (subject, "done" if well else "failed")

    @invariant()
    def agrees(self) -> None:
        assert {job.id: (job.subject, job.state) for job in self.ledger.jobs.recent(limit=1000)} == self.state
        for subject in ("board", "forum"):
            assert len(self.of(subject, "running")) <= 1
            assert len(self.of(subject, "queued")) <= 1


class CaseWalk(_Walk):
    """A case holds what was put in while it was open, each thing once and in order."""

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[int, list[str]] = {}
        self.notes: dict[int, list[str]] = {}
        self.open: set[int] = set()

    @rule(title=st.text("ab ", max_size=3))
    def open_case(self, title: str) -> None:
        if not title.strip():
            with suppress(BadInput):
                self.ledger.cases.open(title, actor="ann")
                raise AssertionError("a case without a title")
            return
        case = self.ledger.cases.open(title, actor="ann")
        self.items[case], self.notes[case] = [], []
        self.open.add(case)

    @rule(case=st.integers(1, 4), value=st.sampled_from(["p1", "p2", "p3"]))
    def add(self, case: int, value: str) -> None:
        try:
            fresh = self.ledger.cases.add(case, "post", value, actor="ann")
        except BadInput:
            assert case not in self.open
            return
        assert fresh == (value not in self.items[case])
        self.items[case] += [value] if fresh else []

    @rule(case=st.integers(1, 4), text=st.text("xy", max_size=3))
    def note(self, case: int, text: str) -> None:
        try:
            self.ledger.cases.note(case, text, actor="ann")
        except BadInput:
            assert case not in self.open
            return
        self.notes[case].append(text)

    @rule(case=st.integers(1, 4))
    def close(self, case: int) -> None:
        try:
            self.ledger.cases.close(case, actor="ann")
        except BadInput:
            assert case not in self.open
            return
        self.open.remove(case)

    @invariant()
    def agrees(self) -> None:
        cases = self.ledger.cases
        assert {case.id for case in cases.all() if case.state == "open"} == self.open
        for case in self.items:
            assert [item.value for item in cases.items(case)] == self.items[case]
            assert [note.text for note in cases.notes(case)] == self.notes[case]
        assert self.ledger.audit.verify().ok


TestJobs = JobWalk.TestCase
TestJobs.settings = WALKS
TestCases = CaseWalk.TestCase
TestCases.settings = WALKS


def _copy(template: Path, folder: str) -> Settings:
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return Settings(data_dir=Path(folder))


_harm = st.one_of(
    st.tuples(st.just("edit"), st.integers(1, 12), st.sampled_from(["actor", "details", "time", "subject", "hash"])),
    st.tuples(st.just("drop"), st.integers(1, 12), st.just("")),
)


@examples(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(harms=st.lists(_harm, min_size=1, max_size=4), marked=st.booleans())
def test_of_several_harms_the_first_is_named(template: Path, harms: list[tuple[str, int, str]], marked: bool) -> None:
    """With a checkpoint after entry 12 every harm is found; without one, all but what is cut off at the end."""
    with tempfile.TemporaryDirectory() as folder, open_ledger(_copy(template, folder)) as ledger:
        for number in range(12):
            ledger.audit.append("did", str(number))
        if marked:
            ledger.audit.checkpoint()
        connection = sqlite3.connect(Path(folder) / "ledger.db")
        connection.executescript("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete")
        for what, seq, field in harms:
            if what == "edit":
                connection.execute(f"UPDATE audit SET {field} = 'x' WHERE seq = ?", (seq,))
            else:
                connection.execute("DELETE FROM audit WHERE seq = ?", (seq,))
        connection.commit()
        left = {row[0] for row in connection.execute("SELECT seq FROM audit")}
        connection.close()
        dropped = {seq for what, seq, _ in harms if what == "drop"}
        edited = {seq for what, seq, _ in harms if what == "edit"} - dropped
        missing = {seq for seq in dropped if marked or any(later > seq for later in left)}
        assert ledger.audit.verify().bad == min(edited | missing, default=None)


def test_another_key_does_not_vouch_for_the_log(tmp_path: Path) -> None:
    with open_ledger(Settings(data_dir=tmp_path)) as ledger:
        ledger.audit.append("did")
    with open_ledger(Settings(data_dir=tmp_path, secret_key="another key of the tests")) as ledger:
        verdict = ledger.audit.verify()
    assert (verdict.bad, "key" in verdict.reason) == (1, True)
