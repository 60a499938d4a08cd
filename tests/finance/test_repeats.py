"""Statements that repeat each other add nothing; true repeats within one file stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.folder import read_folder
from finance.store import Records

HEADER = "Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n"
MOVES = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["COFFEE", "RENT"]), st.sampled_from(["-4.00", "5.00"])), max_size=7
)
Move = tuple[int, str, str]


def statement(moves: Sequence[Move]) -> str:
    """A card statement: day of May, description, amount."""
    return HEADER + "".join(
        f"05/{day:02d}/2026,05/{day:02d}/2026,{note},Food,Sale,{amount},\n" for day, note, amount in moves
    )


def read(files: dict[str, Sequence[Move]], accounts: Sequence[str] = ("a1",)) -> Records:
    with TemporaryDirectory() as name:
        folder = Path(name) / "alder"
        (folder / "statements").mkdir(parents=True)
        (folder / "accounts.csv").write_text("account\n" + "".join(f"{a}\n" for a in accounts), encoding="utf-8")
        for file, moves in files.items():
            (folder / "statements" / file).write_text(statement(moves), encoding="utf-8")
        return read_folder(folder)


def held(records: Records) -> Counter[tuple[str, int, str, str]]:
    moves = list(records.transactions())
    return Counter((m.account, int(m.time.strftime("%d")), m.memo or "", f"{m.amount:.2f}") for m in moves)


def expected(*files: Sequence[Move]) -> Counter[tuple[str, int, str, str]]:
    """Of each movement as many as the file has that tells most of it."""
    most: Counter[tuple[str, int, str, str]] = Counter()
    for moves in files:
        most |= Counter(("a1", day, note, amount) for day, note, amount in moves)
    return most


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MOVES)
def test_loading_a_file_twice_is_loading_it_once(moves: list[Move]) -> None:
    once = read({"a1.csv": moves})
    assert held(once) == held(read({"a1.csv": moves, "a1.copy.csv": moves})) == expected(moves)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MOVES, MOVES)
def test_files_that_overlap_in_any_order(first: list[Move], second: list[Move]) -> None:
    assert held(read({"a1.1.csv": first, "a1.2.csv": second})) == expected(first, second)
    assert held(read({"a1.1.csv": second, "a1.2.csv": first})) == expected(first, second)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MOVES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(moves: list[Move], random: Random) -> None:
    shuffled = sorted(moves, key=lambda _: random.random())
    assert held(read({"a1.1.csv": moves, "a1.2.csv": shuffled})) == expected(moves)


def test_the_same_movement_of_two_accounts_is_two() -> None:
    moves = [(1, "COFFEE", "-4.00")]
    records = read({"a1.csv": moves, "a2.csv": moves}, ["a1", "a2"])
    assert sorted(move.account for move in records.transactions()) == ["a1", "a2"]


def test_the_same_movement_in_two_institutions_is_two(bank: Callable[..., Path], tmp_path: Path) -> None:
    for name, account in (("alder", "a1"), ("birch", "b1")):
        folder = bank(name, accounts=[account]) / "statements"
        folder.mkdir()
        (folder / f"{account}.csv").write_text(statement([(1, "COFFEE", "-4.00")]), encoding="utf-8")
    assert sorted(move.account for move in read_folder(tmp_path).transactions()) == ["a1", "b1"]


@pytest.mark.parametrize("changed", [(2, "COFFEE", "-4.00"), (1, "RENT", "-4.00"), (1, "COFFEE", "4.00")])
def test_any_difference_makes_another_movement(changed: Move) -> None:
    files = {"a1.1.csv": [(1, "COFFEE", "-4.00")], "a1.2.csv": [changed]}
    assert read(files).count("transactions") == 2


def test_the_copy_that_is_kept_is_named_in_evidence() -> None:
    moves = [(1, "COFFEE", "-4.00"), (1, "COFFEE", "-4.00")]
    records = read({"a1.b.csv": moves, "a1.a.csv": moves})
    assert [(move.file, move.line) for move in records.transactions()] == [
        ("alder/statements/a1.a.csv", 2),
        ("alder/statements/a1.a.csv", 3),
    ]
