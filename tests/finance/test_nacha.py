"""NACHA files, made here column by column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finance.intake.read import read_content

HEAD = "101 11100003801110000382605020901A094101DEMO RESERVE BANK      DEMO BANK                      "


def batch(kind: str = "PPD", about: str = "REG.SALARY", day: str = "260502", currency: str = "") -> str:
    company = "DEMO EMPLOYER".ljust(46)
    return f"5200{company}{kind}{about.ljust(10)}{''.ljust(3)}{currency.ljust(3)}{day}   1111000030000001"


def entry(
    code: str = "22", cents: int = 16000, name: str = "LARK SAMPLE", account: str = "1234567", mark: int = 0
) -> str:
    return f"6{code}111000038{account.ljust(17)}{cents:010d}{'ID7'.ljust(15)}{name.ljust(22)}  {mark}111000030000001"


def abroad(code: str = "22", cents: int = 16000) -> str:
    return f"6{code}1110000380007{''.ljust(13)}{cents:010d}{'DE89X'.ljust(35)}{''.ljust(4)}1111000030000001"


def ends(debits: int, credits_: int, entries: int) -> str:
    return f"9000001000001{entries:08d}0011100003{debits:012d}{credits_:012d}".ljust(94)


def file(*records: str, end: str | None = None) -> bytes:
    lines = [HEAD, *records, ends(0, 16000, 1) if end is None else end, *["9" * 94] * 3]
    return "\n".join(lines).encode()


def test_the_records_made_here_are_of_94_columns() -> None:
    assert {len(text) for text in (HEAD, batch(), batch("IAT"), entry(), abroad(), ends(0, 0, 0))} == {94}


def test_a_wage() -> None:
    statement = read_content(file(batch(), entry()))
    (row,) = statement.rows
    assert (statement.format, row.date, row.amount, row.currency) == ("nacha", "2026-05-02", Decimal("160.00"), "USD")
    assert (row.counterparty, row.account, row.channel) == ("LARK SAMPLE", "1234567", "payroll")
    assert (row.ref, row.kind, row.line) == ("111000030000001", "22", 3)
    assert [(control.name, control.agrees) for control in statement.controls] == [
        ("entries and addenda", True), ("debits", True), ("credits", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "amount"),
    [(code, "160") for code in ("22", "32", "42", "52")] + [(code, "-160") for code in ("27", "37", "47", "55")],
)
def test_the_code_tells_the_sign(code: str, amount: str) -> None:
    (row,) = read_content(file(batch(about="RENT"), entry(code))).rows
    assert (row.amount, row.channel) == (Decimal(amount), "transfer")


@pytest.mark.parametrize("code", ["21", "23", "24", "26", "28", "33", "38"])
def test_notices_and_returns_moved_no_money(code: str) -> None:
    statement = read_content(file(batch(), entry(code, 0)))
    assert (statement.rows, len(statement.not_settled), statement.rejected) == ((), 1, ())


def test_an_entry_that_came_back_moved_no_money() -> None:
    back = "799R03111000030000001".ljust(94)
    statement = read_content(file(batch(), entry(mark=1), back))
    assert (statement.rows, len(statement.not_settled)) == ((), 1)


def test_what_addenda_say_is_the_note() -> None:
    told = [f"705{text.ljust(80)}00010000001" for text in ("roses for lark", "in may")]
    (row,) = read_content(file(batch(), entry(mark=1), *told)).rows
    assert row.note == "roses for lark in may"


def test_an_entry_abroad_is_named_by_its_addendum() -> None:
    name = f"710{'MIS'}{''.ljust(18)}{''.ljust(22)}{'ROBIN SAMPLE'.ljust(35)}".ljust(94)
    (row,) = read_content(file(batch("IAT", currency="EUR"), abroad(), name)).rows
    assert (row.counterparty, row.account, row.currency) == ("ROBIN SAMPLE", "DE89X", "EUR")


def test_a_file_without_line_ends_reads_the_same() -> None:
    content = file(batch(), entry())
    assert [row.amount for row in read_content(content.replace(b"\n", b"")).rows] == [160]


def test_sums_that_do_not_agree_are_reported() -> None:
    statement = read_content(file(batch(), entry(), end=ends(5, 16000, 9)))
    assert [(c.name, c.told, c.counted) for c in statement.controls if not c.agrees] == [
        ("entries and addenda", "00000009", "1"),
        ("debits", "0.05", "0"),
    ]
    assert len(statement.rows) == 1


@pytest.mark.parametrize(
    ("records", "line", "field"),
    [
        ((batch(), entry("20")), 3, "transaction code"),
        ((batch(), entry("72")), 3, "transaction code"),
        ((batch(), entry().replace("0000016000", "00000160.0")), 3, "amount"),
        ((batch(day="269902"), entry()), 3, "effective date"),
        ((batch(day=" " * 6), entry()), 3, "effective date"),
        ((batch(), "2 something else"), 3, "record"),
        ((batch(), entry() + "more"), 3, "record"),
    ],
)
def test_one_bad_record_refuses_the_file(records: tuple[str, ...], line: int, field: str) -> None:
    statement = read_content(file(*records))
    assert statement.rows == ()
    assert [(each.line, each.field) for each in statement.rejected] == [(line, field)]


def test_a_cut_file_is_refused() -> None:
    lines = file(batch(), entry()).splitlines()
    assert "cut" in read_content(b"\n".join(lines[:3])).rejected[0].reason
