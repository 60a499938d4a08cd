from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from config.errors import AdtrailError
from config.settings import Settings
from ledger.audit import GENESIS, Audit, _hash
from ledger.keys import Keys
from ledger.ledger import Ledger, open_ledger

FIELDS = ("time", "actor", "action", "subject", "details", "previous", "hash", "seal")
Raw = Callable[..., None]


@pytest.fixture
def ten(ledger: Ledger) -> Ledger:
    for number in range(1, 11):
        ledger.audit.append("did", f"thing {number}", {"n": number})
    return ledger


def test_an_entry_says_who_did_what_when(ledger: Ledger) -> None:
    before = datetime.now(UTC)
    assert ledger.audit.append("closed", "case 1", {"b": 2, "a": 1}) == 1
    assert ledger.audit.append("closed", "case 2", actor="bo") == 2
    first, second = ledger.audit.entries()
    assert (first.seq, first.actor, first.action, first.subject) == (1, "ann", "closed", "case 1")
    assert first.details == {"a": 1, "b": 2}
    assert before <= first.time <= datetime.now(UTC)
    assert first.previous == GENESIS
    assert second.previous == first.hash
    assert second.actor == "bo"


def test_entries_are_filtered_and_the_newest_are_taken_in_order(ten: Ledger) -> None:
    ten.audit.append("undid", "thing 3", actor="bo")
    assert [entry.seq for entry in ten.audit.entries(last=3)] == [9, 10, 11]
    assert [entry.seq for entry in ten.audit.entries(subject="thing 3")] == [3, 11]
    assert [entry.seq for entry in ten.audit.entries(action="undid")] == [11]
    assert [entry.seq for entry in ten.audit.entries(actor="bo")] == [11]
    assert ten.audit.entries(action="nothing") == []


def test_an_untouched_log_holds(ten: Ledger) -> None:
    verdict = ten.audit.verify()
    assert verdict.ok
    assert verdict.entries == 10
    assert verdict.head == ten.audit.entries()[-1].hash


def test_an_empty_log_holds(ledger: Ledger) -> None:
    assert ledger.audit.verify().ok
    ledger.audit.checkpoint()
    assert ledger.audit.verify().ok


@pytest.mark.parametrize("verb", ["UPDATE audit SET actor = 'eve'", "DELETE FROM audit"])
def test_the_database_refuses_changes(ten: Ledger, settings: Settings, verb: str) -> None:
    connection = sqlite3.connect(settings.data_dir / "ledger.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(verb)
    connection.close()


@pytest.mark.parametrize("seq", range(1, 11))
@pytest.mark.parametrize("field", FIELDS)
def test_an_edit_is_named(ten: Ledger, raw: Raw, field: str, seq: int) -> None:
    value = GENESIS[:-1] + "1" if field in ("previous", "hash", "seal") else "2026-01-01T00:00:00+00:00"
    raw(f"UPDATE audit SET {field} = ? WHERE seq = ?", value, seq)
    verdict = ten.audit.verify()
    assert (verdict.ok, verdict.bad) == (False, seq), verdict


@pytest.mark.parametrize("seq", range(1, 10))
def test_a_dropped_entry_is_named(ten: Ledger, raw: Raw, seq: int) -> None:
    raw("DELETE FROM audit WHERE seq = ?", seq)
    verdict = ten.audit.verify()
    assert verdict.bad == seq
    assert "missing" in verdict.reason


@pytest.mark.parametrize("seq", range(1, 10))
def test_a_drop_that_is_closed_up_is_named(ten: Ledger, raw: Raw, seq: int) -> None:
    raw("DELETE FROM audit WHERE seq = ?", seq)
    for later in range(seq + 1, 11):
        raw("UPDATE audit SET seq = ? WHERE seq = ?", later - 1, later)
    assert ten.audit.verify().bad == seq


@pytest.mark.parametrize(("one", "other"), [(1, 2), (1, 10), (4, 5), (3, 8), (9, 10)])
def test_a_reorder_is_named(ten: Ledger, raw: Raw, one: int, other: int) -> None:
    for old, new in ((one, 99), (other, one), (99, other)):
        raw("UPDATE audit SET seq = ? WHERE seq = ?", new, old)
    assert ten.audit.verify().bad == one


@pytest.mark.parametrize("seq", range(1, 12))
def test_a_forged_insert_is_named(ten: Ledger, raw: Raw, seq: int) -> None:
    """Somebody who can write, and knows how hashes are made, but has not the key."""
    for later in range(10, seq - 1, -1):
        raw("UPDATE audit SET seq = ? WHERE seq = ?", later + 1, later)
    entries = ten.audit.entries()
    previous = entries[seq - 2].hash if seq > 1 else GENESIS
    row = {
        "seq": seq,
        "time": "t",
        "actor": "eve",
        "action": "a",
        "subject": "s",
        "details": "{}",
        "previous": previous,
    }
    values = (*row.values(), _hash(row), GENESIS)
    raw(
        f"INSERT INTO audit ({', '.join(row)}, hash, seal) VALUES (?,?,?,?,?,?,?,?,?)",
        *values,
    )
    verdict = ten.audit.verify()
    assert verdict.bad == seq
    assert "forged" in verdict.reason


def fork(audit: Audit, raw: Raw, keys: Keys, seq: int) -> None:
    """Rewrite the log from `seq` on as its own software would, under these keys."""
    previous = audit.entries()[seq - 2].hash if seq > 1 else GENESIS
    for entry in audit.entries()[seq - 1 :]:
        row = {
            "seq": entry.seq, "time": entry.time.isoformat(), "actor": "eve", "action": entry.action,
            "subject": entry.subject, "details": json.dumps(entry.details), "previous": previous,
        }  # fmt: skip
        previous = _hash(row)
        raw(
            "UPDATE audit SET time = ?, actor = 'eve', details = ?, previous = ?, hash = ?, seal = ? WHERE seq = ?",
            row["time"], row["details"], row["previous"], previous, keys.token("audit", previous), entry.seq,
        )  # fmt: skip


@pytest.mark.parametrize("seq", range(1, 11))
def test_a_fork_without_the_key_is_named(ten: Ledger, raw: Raw, seq: int) -> None:
    fork(ten.audit, raw, Keys(b"another key"), seq)
    verdict = ten.audit.verify()
    assert verdict.bad == seq
    assert "forged" in verdict.reason


@pytest.mark.parametrize(("seq", "named"), [(1, 5), (4, 5), (5, 5), (6, 10), (10, 10)])
def test_a_fork_with_the_key_breaks_the_next_checkpoint(ten: Ledger, raw: Raw, seq: int, named: int) -> None:
    for mark in (5, 10):
        write_checkpoint(ten, mark)
    fork(ten.audit, raw, ten.keys, seq)
    verdict = ten.audit.verify()
    assert verdict.bad == named
    assert "checkpoint" in verdict.reason


def write_checkpoint(ledger: Ledger, seq: int) -> None:
    """The checkpoint that would have been written after entry `seq`."""
    file = ledger.audit.checkpoint()
    if seq != len(ledger.audit.entries()):
        mark = {"hash": ledger.audit.entries()[seq - 1].hash, "seq": seq, "time": "2026-01-01T00:00:00+00:00"}
        seal = ledger.keys.token("audit", json.dumps(mark, separators=(",", ":")))
        file.with_name(f"{seq:012d}.json").write_text(json.dumps({**mark, "seal": seal}))


@pytest.mark.parametrize("left", range(10))
def test_a_truncation_since_the_checkpoint_is_named(ten: Ledger, raw: Raw, left: int) -> None:
    ten.audit.checkpoint()
    raw("DELETE FROM audit WHERE seq > ?", left)
    verdict = ten.audit.verify()
    assert verdict.bad == left + 1
    assert "cut off" in verdict.reason


def test_entries_after_a_checkpoint_are_no_truncation(ten: Ledger) -> None:
    ten.audit.checkpoint()
    ten.audit.append("more")
    assert ten.audit.verify().ok


def test_a_checkpoint_without_news_is_the_same_file(ten: Ledger) -> None:
    first = ten.audit.checkpoint()
    content = first.read_bytes()
    assert ten.audit.checkpoint() == first
    assert first.read_bytes() == content
    ten.audit.append("more")
    assert ten.audit.checkpoint() != first


def damage_cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def damage_hash(content: bytes) -> bytes:
    return content.replace(b'"hash":"', b'"hash":"0')


def damage_seal(content: bytes) -> bytes:
    mark = json.loads(content)
    return json.dumps({**mark, "seal": GENESIS}).encode()


def damage_seq(content: bytes) -> bytes:
    return content.replace(b'"seq":10', b'"seq":9')


@pytest.mark.parametrize("damage", [damage_cut, damage_hash, damage_seal, damage_seq, lambda _: b"", lambda _: b"[1]"])
def test_a_damaged_checkpoint_is_named(ten: Ledger, damage: Callable[[bytes], bytes]) -> None:
    file = ten.audit.checkpoint()
    file.write_bytes(damage(file.read_bytes()))
    verdict = ten.audit.verify()
    assert not verdict.ok
    assert file.name in verdict.reason


def test_a_renamed_checkpoint_is_no_checkpoint(ten: Ledger) -> None:
    file = ten.audit.checkpoint()
    file.rename(file.with_name("000000000011.json"))
    assert "000000000011" in ten.audit.verify().reason


def test_a_search_leaves_tokens_not_values(ledger: Ledger, settings: Settings) -> None:
    ledger.audit.searched(["phone:+12025550143", "rosie"], actor="ann", purpose="case 7", results=3)
    (entry,) = ledger.audit.entries(action="searched")
    assert entry.details["purpose"] == "case 7"
    assert entry.details["results"] == 3
    assert ledger.keys.token("search", "rosie") in entry.details["tokens"]
    ledger.close()
    stored = (settings.data_dir / "ledger.db").read_bytes()
    assert b"5550143" not in stored
    assert b"rosie" not in stored


def test_the_order_is_that_of_the_entries_whatever_the_clock_does(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        times = iter((2030, 2020, 2025))

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(next(cls.times), 1, 1, tzinfo=UTC)

    monkeypatch.setattr("ledger.audit.datetime", Clock)
    for _ in range(3):
        ledger.audit.append("ticked")
    monkeypatch.undo()
    assert [entry.time.year for entry in ledger.audit.entries()] == [2030, 2020, 2025]
    assert ledger.audit.verify().ok


def test_an_entry_goes_with_its_transaction(ledger: Ledger) -> None:
    with pytest.raises(AdtrailError, match="no"), ledger.store.write():
        ledger.audit.append("never")
        raise AdtrailError("no")
    assert ledger.audit.entries() == []
    assert ledger.audit.append("first") == 1


def test_writers_at_once_make_one_chain(ledger: Ledger, start: Callable[..., object]) -> None:
    text = """
from ledger.ledger import open_ledger
with open_ledger(settings) as ledger:
    for number in range(50):
        ledger.audit.append("did", str(number))
"""
    for process in [start(text) for _ in range(3)]:
        assert process.wait(60) == 0  # type: ignore[attr-defined]
    verdict = ledger.audit.verify()
    assert verdict.ok, verdict
    assert verdict.entries == 150


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)
_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(action=_text, subject=_text, details=st.dictionaries(st.text("xyz"), _json, max_size=4))
def test_whatever_is_written_is_read_back_and_holds(
    ledger: Ledger, action: str, subject: str, details: dict[str, object]
) -> None:
    seq = ledger.audit.append(action, subject, details)
    entry = ledger.audit.entries(last=1)[0]
    assert (entry.seq, entry.action, entry.subject, entry.details) == (seq, action, subject, details)
    assert ledger.audit.verify().ok


def build(folder: Path) -> tuple[Settings, list[tuple[int, str]]]:
    """A closed ledger of 40 entries with a checkpoint, and what is in it."""
    settings = Settings(data_dir=folder, actor="ann")
    with open_ledger(settings) as ledger:
        for number in range(40):
            ledger.audit.append("did", f"thing {number}", {"text": "x" * 100})
        ledger.audit.checkpoint()
        return settings, [(entry.seq, entry.hash) for entry in ledger.audit.entries()]


def check(settings: Settings) -> tuple[bool, list[tuple[int, str]]]:
    """Whether the log claims to hold, and what it shows."""
    try:
        with open_ledger(settings) as ledger:
            if not ledger.audit.verify().ok:
                return False, []
            return True, [(entry.seq, entry.hash) for entry in ledger.audit.entries()]
    except AdtrailError:
        return False, []


def test_a_database_cut_anywhere_is_found(tmp_path: Path) -> None:
    settings, _ = build(tmp_path)
    file = tmp_path / "ledger.db"
    whole = file.read_bytes()
    for length in range(0, len(whole), len(whole) // 400):
        file.write_bytes(whole[:length])
        assert check(settings)[0] is False, length
        for left in tmp_path.glob("ledger.db-*"):
            left.unlink()


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_is_found_or_changes_nothing(tmp_path: Path, seed: int) -> None:
    from random import Random

    random = Random(seed)
    settings, entries = build(tmp_path)
    file = tmp_path / "ledger.db"
    whole = file.read_bytes()
    found = 0
    for _ in range(100):
        place = random.randrange(len(whole))
        changed = bytearray(whole)
        changed[place] ^= 1 << random.randrange(8)
        file.write_bytes(changed)
        holds, shown = check(settings)
        assert not holds or shown == entries, place
        found += not holds
        for left in tmp_path.glob("ledger.db-*"):
            left.unlink()
    assert found > 5
