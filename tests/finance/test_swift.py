"""MT940, MT942 and MT103, in files made here."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finance.intake.read import read_content
from finance.intake.statement import Row

HEAD = ":20:DEMO1\n:25:99900000/4711\n:28C:3/1\n:60F:C260501EUR100,00\n"
GERMAN = (
    ":61:2605020502DR80,5NSTONONREF//D1\n"
    ":86:008?00STANDING ORDER?20Miete fuer das Zim\nmer ?21im Mai?3099900000?310815?32ROBIN ?33SAMPLE\n"
)
CLOSE = ":62F:C260531EUR19,50\n-\n"
REPORT = (
    ":20:DEMO2\n:25:PL61109010140000071219812874\n:28C:1/1\n:34F:PLN0\n:13D:2605021815+0100\n"
    ":61:2605020502CN0,01NTRFNONREF//X1\n:86:907 TRANSFER;\nfrom JAN SAMPLE\n:61:260502D2,NCHK\nCheck 7\n"
    ":90D:1PLN2,00\n:90C:1PLN0,02\n-\n"
)


def transfer(way: str = "O") -> str:
    return (
        f"{{1:F01DEMOUSLAAXXX0000000000}}{{2:{way}1031612260425DEMOUS33BXXX00000000002604250717N}}{{4:\n"
        f":20:R77\n:23B:CRED\n:32A:260425USD3700,\n:50K:/1111111\nROBIN SAMPLE\n1 DEMO ROAD\n"
        f":59:/2222222\nLARK SAMPLE\n:70:/RFB/D77\nroses for\nlark\n:71A:SHA\n-}}"
    )


def one(text: str) -> Row:
    statement = read_content(text.encode())
    assert statement.rejected == ()
    (row,) = statement.rows
    return row


def test_a_structured_purpose_gives_name_account_and_note() -> None:
    row = one(HEAD + GERMAN + CLOSE)
    assert (row.date, row.amount, row.currency, row.account) == (
        "2026-05-02", Decimal("-80.5"), "EUR", "99900000/4711",
    )  # fmt: skip
    assert (row.counterparty, row.counterparty_account, row.note) == (
        "ROBIN SAMPLE", "0815", "Miete fuer das Zimmer im Mai",
    )  # fmt: skip
    assert (row.ref, row.kind, row.line) == ("NSTONONREF//D1", "NSTO", 5)


@pytest.mark.parametrize(
    ("mark", "amount"),
    [("C", "7.25"), ("D", "-7.25"), ("RC", "-7.25"), ("RD", "7.25"), ("CR", "7.25"), ("DR", "-7.25"), ("RDR", "7.25")],
)
def test_marks_of_debit_and_credit(mark: str, amount: str) -> None:
    """A reversal of a credit takes money, one of a debit brings it back; the letter after is of the currency."""
    assert one(f"{HEAD}:61:260502{mark}7,25NTRF\n{CLOSE}").amount == Decimal(amount)


@pytest.mark.parametrize(
    ("end", "told", "agrees"), [("C260531EUR19,50", "19.50", True), ("D260531EUR19,50", "-19.50", False)]
)
def test_balances_are_compared_and_only_reported(end: str, told: str, agrees: bool) -> None:
    statement = read_content((HEAD + GERMAN + f":62F:{end}\n-\n").encode())
    assert [(c.name, c.told, c.counted, c.agrees) for c in statement.controls] == [
        ("closing balance", told, "19.50", agrees)
    ]
    assert len(statement.rows) == 1


def test_several_statements_each_with_its_own_currency_and_account() -> None:
    other = HEAD.replace("EUR", "CHF").replace("4711", "4712") + ":61:260503C1,NMSC\n:62M:C260503CHF101,00\n"
    statement = read_content((HEAD + GERMAN + CLOSE + "\n" + other).encode())
    assert [(row.currency, row.account) for row in statement.rows] == [
        ("EUR", "99900000/4711"),
        ("CHF", "99900000/4712"),
    ]
    assert all(control.agrees for control in statement.controls)


def test_an_interim_report_and_its_sums() -> None:
    statement = read_content(REPORT.encode())
    assert statement.format == "mt942"
    assert [(row.amount, row.currency, row.note) for row in statement.rows] == [
        (Decimal("0.01"), "PLN", "907 TRANSFER; from JAN SAMPLE"),
        (Decimal(-2), "PLN", "Check 7"),
    ]
    assert [(control.name, control.agrees) for control in statement.controls] == [
        ("90D count", True), ("90D sum", True), ("90C count", True), ("90C sum", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        (HEAD + ":61:260231C1,NTRF\n" + CLOSE, 5, "61"),
        (HEAD + ":61:260502X1,NTRF\n" + CLOSE, 5, "61"),
        (HEAD + ":61:260502C1.5NTRF\n" + CLOSE, 5, "61"),
        (HEAD + GERMAN + ":61:260502CNTRF\n" + CLOSE, 8, "61"),
        (HEAD + GERMAN, 1, "62F"),
        (HEAD.replace("EUR", "") + GERMAN + CLOSE, 4, "60F"),
        (HEAD.replace(":25:", ":26:") + GERMAN + CLOSE, 1, "25"),
        (transfer().replace("260425USD3700,", "260425USD"), 4, "32A"),
        (transfer().replace("260425USD", "260499USD"), 4, "32A"),
        (transfer().replace(":50K:", ":51K:"), 2, "50K"),
    ],
)
def test_one_bad_field_refuses_the_file(text: str, line: int, field: str) -> None:
    statement = read_content(text.encode())
    assert statement.rows == ()
    assert [(each.line, each.field) for each in statement.rejected] == [(line, field)]


def test_a_statement_cut_before_its_balance_is_refused() -> None:
    whole = HEAD + GERMAN + CLOSE
    for end in range(len(HEAD) + 1, whole.index("62F")):
        assert read_content(whole[:end].encode()).rejected != (), end


@pytest.mark.parametrize(
    ("way", "sign", "mine", "other"), [("O", 1, "2222222", "1111111"), ("I", -1, "1111111", "2222222")]
)
def test_a_transfer_by_the_way_that_its_header_tells(way: str, sign: int, mine: str, other: str) -> None:
    row = one(transfer(way))
    assert (row.amount, row.currency, row.date, row.ref) == (sign * 3700, "USD", "2026-04-25", "R77")
    assert (row.account, row.counterparty_account) == (mine, other)
    assert (row.counterparty, row.note) == ("ROBIN SAMPLE -> LARK SAMPLE", "/RFB/D77 roses for lark")


def test_transfers_after_acknowledgements_and_dollar_signs() -> None:
    ack = "{1:F21DEMOUSLAAXXX0000000000}{4:{177:2604260717}{451:0}}"
    text = f"{ack}{transfer()}${ack}{transfer('I')}"
    assert [row.amount for row in read_content(text.encode()).rows] == [3700, -3700]


def test_a_numbered_name_and_no_account() -> None:
    text = transfer().replace(":50K:/1111111\nROBIN SAMPLE", ":50F:/1111111\n1/ROBIN SAMPLE")
    row = one(text.replace(":59:/2222222\nLARK", ":59:LARK"))
    assert (row.counterparty, row.account) == ("ROBIN SAMPLE -> LARK SAMPLE", None)


def test_a_cut_transfer_is_refused() -> None:
    assert "cut" in read_content(transfer()[:-8].encode()).rejected[0].reason
