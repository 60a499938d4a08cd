from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from config.errors import BadInput
from finance.folder import read_folder

Bank = Callable[..., Path]
MOVE = {"tx": "t1", "account": "a1", "time": "2026-05-01T23:15:00-04:00", "amount": "120.50", "currency": "USD"}
PAID = ("1", "2026-06-05T23:41:43", "Payment", "Complete", "x", "Robin Sample", "Lark Sample", "+ $180.00", "", "")


def test_reads_the_three_tables(bank: Bank) -> None:
    alias = {"account": "a1", "kind": "Phone", "value": " (202) 555-0143 ", "valid_from": "2026-01-01", "source": "KYC"}
    records = read_folder(
        bank(accounts=["a1"], aliases=[alias], transactions=[MOVE | {"channel": "Zelle", "memo": "rent"}])
    )
    (account,), (known,), (move,) = records.accounts(), records.aliases(), records.transactions()
    assert (account.account, account.institution, account.country) == ("a1", "alder", "US")
    assert (known.kind, known.value, known.valid_from, known.valid_to) == (
        "phone",
        "(202) 555-0143",
        date(2026, 1, 1),
        None,
    )
    assert (move.amount, move.channel, move.memo) == (Decimal("120.5"), "p2p", "rent")
    assert (move.file, move.line) == ("alder/transactions.csv", 2)


@pytest.mark.parametrize(
    ("time", "zone", "clock", "instant"),
    [
        ("2026-05-01T23:15:00-04:00", "", "2026-05-01T23:15", "2026-05-02T03:15"),
        ("2026-05-01 23:15:00-04", "", "2026-05-01T23:15", "2026-05-02T03:15"),
        ("2026-05-02T03:15:00Z", "", None, "2026-05-02T03:15"),
        ("2026-05-02T03:15:00Z", "America/New_York", "2026-05-01T23:15", "2026-05-02T03:15"),
        ("2026-05-01T23:15", "", "2026-05-01T23:15", None),
        ("2026-05-01T23:15", "America/New_York", "2026-05-01T23:15", "2026-05-02T03:15"),
        ("2026-01-01T23:15", "America/New_York", "2026-01-01T23:15", "2026-01-02T04:15"),
        ("2026-05-02T04:45:00+05:30", "", "2026-05-02T04:45", "2026-05-01T23:15"),
        ("2026-05-01", "America/New_York", None, None),
    ],
)
def test_zones_are_kept_and_never_made_up(
    bank: Bank, time: str, zone: str, clock: str | None, instant: str | None
) -> None:
    folder = bank(accounts=["a1"], transactions=[MOVE | {"time": time}])
    if zone:
        (folder / "accounts.csv").write_text(f"account,zone\na1,{zone}\n", encoding="utf-8")
    move = next(iter(read_folder(folder).transactions()))
    assert move.clock == (datetime.fromisoformat(clock) if clock else None)
    expected: Any = datetime.fromisoformat(instant).replace(tzinfo=UTC) if instant else date(2026, int(time[5:7]), 1)
    assert move.time == expected


@pytest.mark.parametrize(
    ("table", "row", "line", "field", "reason"),
    [
        ("transactions", {"amount": "12,50"}, 3, "amount", "does not fit"),
        ("transactions", {"amount": ""}, 3, "amount", "empty"),
        ("transactions", {"time": "05/01/2026"}, 3, "time", "does not fit"),
        ("transactions", {"time": "2026-02-30"}, 3, "time", "does not fit"),
        ("transactions", {"time": "2026-05-01T25:00"}, 3, "time", "does not fit"),
        ("transactions", {"currency": "dollar"}, 3, "currency", "does not fit"),
        ("transactions", {"account": "a9"}, 3, "account", "does not fit"),
        ("transactions", {"status": "levitated"}, 3, "status", "does not fit"),
        ("transactions", {"direction": "sideways"}, 3, "direction", "does not fit"),
        ("transactions", {"direction": "out"}, 3, "amount", "contradicts"),
        ("transactions", {"tx": "t0"}, 3, "tx", "its own"),
        ("aliases", {"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, 3, "valid_to", "before"),
        ("aliases", {"valid_from": "soon"}, 3, "valid_from", "does not fit"),
        ("aliases", {"value": " "}, 3, "value", "empty"),
        ("accounts", {"account": "a1"}, 4, "account", "its own"),
        ("accounts", {"account": "a3", "opened": "1/1/2020"}, 4, "opened", "does not fit"),
        ("accounts", {"account": "a3", "opened": "2024-05-01", "closed": "2024-04-30"}, 4, "closed", "before opened"),
    ],
)
def test_the_first_wrong_cell_is_named(
    bank: Bank, table: str, row: dict[str, str], line: int, field: str, reason: str
) -> None:
    tables: dict[str, list[dict[str, str]]] = {
        "accounts": [{"account": "a1"}, {"account": "a2"}],
        "aliases": [{"account": "a1", "kind": "email", "value": "lark@mail.example"}],
        "transactions": [MOVE | {"tx": "t0"}],
    }
    base = {
        "transactions": MOVE,
        "aliases": {"account": "a2", "kind": "email", "value": "x@mail.example"},
        "accounts": {},
    }
    tables[table].append(dict(base[table]) | row)
    with pytest.raises(BadInput) as refused:
        read_folder(bank(**tables))
    error = refused.value
    assert error.exit_code == 3
    assert (Path(str(error.file)).name, error.line, error.field) == (f"{table}.csv", line, field)
    assert reason in str(error)


def test_a_missing_column_is_named_with_its_other_names(bank: Bank) -> None:
    folder = bank(accounts=["a1"])
    (folder / "transactions.csv").write_text("tx,account,time,currency\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"field 'amount': the column is missing \(name it amount"):
        read_folder(folder)


def test_a_table_cut_short_is_refused(bank: Bank) -> None:
    file = bank(accounts=["a1"], transactions=[MOVE]) / "transactions.csv"
    file.write_text(file.read_text(encoding="utf-8")[:-12], encoding="utf-8")
    with pytest.raises(BadInput, match=r"transactions.csv:2: \d+ cells where the header has 13"):
        read_folder(file.parent)


def test_lines_are_those_of_the_file_even_after_a_note_of_two_lines(bank: Bank) -> None:
    folder = bank(accounts=["a1"], transactions=[MOVE | {"memo": "one\ntwo"}, MOVE | {"tx": "t2", "amount": "x"}])
    with pytest.raises(BadInput, match=r"transactions\.csv:4, field 'amount'"):
        read_folder(folder)


def test_not_settled_rows_are_counted_and_left_out(bank: Bank) -> None:
    moves = [
        MOVE | {"status": "Settled"},
        MOVE | {"tx": "t2", "status": "PENDING"},
        MOVE | {"tx": "t3", "status": "failed"},
    ]
    records = read_folder(bank(accounts=["a1"], transactions=moves))
    assert (records.count("transactions"), records.not_settled) == (1, 2)


def test_amounts_without_sign_follow_the_direction_where_the_bank_says_so(bank: Bank) -> None:
    moves = [MOVE | {"direction": "Debit"}, MOVE | {"tx": "t2", "direction": "credit"}]
    folder = bank(accounts=["a1"], transactions=moves)
    (folder / "columns.yaml").write_text("amount_sign: direction\n", encoding="utf-8")
    assert sorted(move.amount for move in read_folder(folder).transactions()) == [Decimal("-120.5"), Decimal("120.5")]


@pytest.mark.parametrize(("word", "reason"), [("", "empty"), (" ", "empty"), ("sideways", "does not fit")])
def test_where_the_direction_decides_no_row_may_leave_it_open(bank: Bank, word: str, reason: str) -> None:
    folder = bank(accounts=["a1"], transactions=[MOVE | {"direction": "out"}, MOVE | {"tx": "t2", "direction": word}])
    (folder / "columns.yaml").write_text("amount_sign: direction\n", encoding="utf-8")
    with pytest.raises(BadInput, match=rf"transactions\.csv:3, field 'direction': .*{reason}"):
        read_folder(folder)


def test_where_the_direction_decides_its_column_must_be_there(bank: Bank) -> None:
    folder = bank(accounts=["a1"])
    (folder / "columns.yaml").write_text("amount_sign: direction\n", encoding="utf-8")
    (folder / "transactions.csv").write_text(
        "tx,account,time,amount,currency\nt1,a1,2026-05-01,3,USD\n", encoding="utf-8"
    )
    with pytest.raises(BadInput, match=r"transactions\.csv:2, field 'direction': empty \(say in or out"):
        read_folder(folder)


def test_the_direction_of_own_tables_turns_no_statement(bank: Bank, venmo: Callable[..., str]) -> None:
    """Statements carry their sign; money that left must not become income."""
    out = ("2", *PAID[1:7], "- $20.00", "", "")
    folder = _statements(bank(accounts=["a1"]), a1__csv=venmo(PAID, out))
    (folder / "columns.yaml").write_text("amount_sign: direction\n", encoding="utf-8")
    assert sorted(move.amount for move in read_folder(folder).transactions()) == [Decimal(-20), Decimal(180)]


def test_the_bank_may_name_its_own_columns(bank: Bank) -> None:
    folder = bank(accounts=["a1"])
    (folder / "transactions.csv").write_text(
        "id,account,buchung,betrag,currency,weather\nt1,a1,2026-05-01,-3.00,EUR,fine\n", encoding="utf-8"
    )
    (folder / "columns.yaml").write_text(
        "tables: {transactions: {time: [buchung], amount: [Betrag]}}\n", encoding="utf-8"
    )
    records = read_folder(folder)
    assert [move.amount for move in records.transactions()] == [Decimal(-3)]
    assert any("columns not read: weather" in note for note in records.notes)


def test_a_column_map_that_names_no_field_of_ours_is_refused(bank: Bank) -> None:
    folder = bank(accounts=["a1"])
    (folder / "columns.yaml").write_text("tables: {transactions: {amounts: [Betrag]}}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"transactions\.amounts"):
        read_folder(folder)


def test_parquet_is_read_as_csv_is(bank: Bank) -> None:
    folder = bank(accounts=["a1"], transactions=[MOVE, MOVE | {"tx": "t2", "amount": "-7"}])
    as_csv = list(read_folder(folder).transactions())
    csv, parquet = folder / "transactions.csv", folder / "transactions.parquet"
    duckdb.execute(f"copy (from read_csv('{csv}', all_varchar = true)) to '{parquet}' (format parquet)")
    csv.unlink()
    moves = list(read_folder(folder).transactions())
    assert [(m.tx, m.amount, m.time, m.clock, m.line) for m in moves] == [
        (m.tx, m.amount, m.time, m.clock, m.line - 1 if m.line else None) for m in as_csv
    ]


def test_a_broken_parquet_file_is_refused(bank: Bank) -> None:
    folder = bank(accounts=["a1"])
    (folder / "transactions.csv").unlink()
    (folder / "transactions.parquet").write_bytes(b"PAR1 half")
    with pytest.raises(BadInput, match=r"transactions\.parquet"):
        read_folder(folder)


def test_several_institutions_at_once(bank: Bank, tmp_path: Path) -> None:
    bank("alder", accounts=["a1"], transactions=[MOVE])
    bank("birch", accounts=["b1"], transactions=[MOVE | {"account": "b1"}])
    records = read_folder(tmp_path)
    assert [(account.account, account.institution) for account in records.accounts()] == [
        ("a1", "alder"),
        ("b1", "birch"),
    ]


def test_one_account_in_two_institutions_is_refused(bank: Bank, tmp_path: Path) -> None:
    bank("alder", accounts=["a1"])
    bank("birch", accounts=["a1"])
    with pytest.raises(BadInput, match="one at a time"):
        read_folder(tmp_path)


def test_an_empty_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"accounts\.csv"):
        read_folder(tmp_path)


def _statements(folder: Path, **files: str) -> Path:
    (folder / "statements").mkdir()
    for name, text in files.items():
        (folder / "statements" / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_statement_belongs_to_the_account_it_is_named_after(bank: Bank, venmo: Callable[..., str]) -> None:
    folder = _statements(bank(accounts=["a1"]), a1__2026__csv=venmo(PAID))
    assert [(m.account, m.file, m.line) for m in read_folder(folder).transactions()] == [
        ("a1", "alder/statements/a1.2026.csv", 5)
    ]


def test_or_to_the_account_that_has_its_user_as_alias(bank: Bank, venmo: Callable[..., str]) -> None:
    alias = {"account": "a2", "kind": "venmo", "value": "@Demo-Lark-9"}
    folder = _statements(bank(accounts=["a1", "a2"], aliases=[alias]), june__csv=venmo(PAID))
    assert [move.account for move in read_folder(folder).transactions()] == ["a2"]


def test_a_statement_of_nobody_is_left_out_and_told(bank: Bank, venmo: Callable[..., str]) -> None:
    records = read_folder(_statements(bank(accounts=["a1"]), june__csv=venmo(PAID)))
    assert records.count("transactions") == 0
    assert [(Path(r.file).name, r.field) for r in records.refused] == [("june.csv", "account")]


def test_the_same_statement_twice_adds_nothing_and_true_repeats_stay(bank: Bank, venmo: Callable[..., str]) -> None:
    text = venmo(PAID, PAID, PAID)
    folder = _statements(bank(accounts=["a1"]), a1__csv=text, a1__again__csv=text, a1__longer__csv=venmo(*[PAID] * 4))
    assert read_folder(folder).count("transactions") == 4


def test_a_refused_statement_leaves_nothing_and_the_others_stay(bank: Bank, venmo: Callable[..., str]) -> None:
    bad = venmo(PAID, (*PAID[:7], "much", "", ""))
    folder = _statements(bank(accounts=["a1", "a2"]), a1__csv=bad, a2__csv=venmo(PAID), a2__txt="hello")
    records = read_folder(folder)
    assert [move.account for move in records.transactions()] == ["a2"]
    assert [(Path(r.file).name, r.line, r.field) for r in records.refused] == [
        ("a1.csv", 6, "Amount (total)"),
        ("a2.txt", None, None),
    ]


def test_a_link_among_the_statements_is_told_and_not_followed(
    bank: Bank, tmp_path: Path, venmo: Callable[..., str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "june.csv").write_text(venmo(PAID), encoding="utf-8")
    folder = _statements(bank(accounts=["a1", "a2"]), a2__csv=venmo(PAID))
    (folder / "statements" / "a1.csv").symlink_to(elsewhere / "june.csv")
    (folder / "statements" / "gone.csv").symlink_to(elsewhere / "nowhere.csv")
    (folder / "statements" / "more").symlink_to(elsewhere)
    records = read_folder(folder)
    assert [move.account for move in records.transactions()] == ["a2"]
    assert {(Path(r.file).name, r.reason) for r in records.refused} == {
        (name, "a link, not a file") for name in ("a1.csv", "gone.csv", "more")
    }


def test_evidence_names_the_whole_path_within_the_institution(bank: Bank, venmo: Callable[..., str]) -> None:
    folder = _statements(bank(accounts=["a1"]))
    inner = folder / "statements" / "alder"
    inner.mkdir()
    (inner / "a1.csv").write_text(venmo(PAID), encoding="utf-8")
    assert [move.file for move in read_folder(folder).transactions()] == ["alder/statements/alder/a1.csv"]


def test_a_table_may_be_a_link(bank: Bank, tmp_path: Path) -> None:
    folder = bank(accounts=["a1"], transactions=[MOVE])
    (folder / "transactions.csv").rename(tmp_path / "export.csv")
    (folder / "transactions.csv").symlink_to(tmp_path / "export.csv")
    assert [move.file for move in read_folder(folder).transactions()] == ["alder/transactions.csv"]


def test_a_balance_that_does_not_agree_is_noted(bank: Bank, venmo: Callable[..., str]) -> None:
    records = read_folder(_statements(bank(accounts=["a1"]), a1__csv=venmo(PAID, end="$1.00")))
    assert any("ending balance: the file says 1.00, its rows come to 230.00" in note for note in records.notes)


def test_errors_mask_whose_they_are(bank: Bank, venmo: Callable[..., str]) -> None:
    """A log keeps the error; it must not keep the account or handle."""
    records = read_folder(_statements(bank(accounts=["a1"]), june__csv=venmo(PAID)))
    assert "demo-lark-9" not in records.refused[0].reason
    with pytest.raises(BadInput) as refused:
        read_folder(bank("birch", accounts=["b1"], transactions=[MOVE | {"account": "secret-account-77"}]))
    assert "secret-account-77" not in str(refused.value)
