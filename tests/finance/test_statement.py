from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.files import to_json
from finance.intake.statement import Control, Rejected, Row, Statement, totals

AMOUNTS = st.lists(
    st.tuples(st.decimals(min_value=-(10**6), max_value=10**6, places=2), st.sampled_from(["USD", "EUR", "GBP"])),
    max_size=30,
)


def row(amount: Decimal, currency: str = "USD") -> Row:
    return Row(line=1, date="2026-05-02", amount=amount, currency=currency)


@given(AMOUNTS)
def test_totals_are_exact_and_lose_nothing(amounts: list[tuple[Decimal, str]]) -> None:
    sums = totals(row(amount, currency) for amount, currency in amounts)
    assert set(sums) == {currency for _, currency in amounts}
    for currency, both in sums.items():
        mine = [amount for amount, name in amounts if name == currency]
        assert Decimal(both["in"]) + Decimal(both["out"]) == sum(mine)
        assert Decimal(both["in"]) >= 0 >= Decimal(both["out"])


def test_ten_cents_a_hundred_times_are_ten() -> None:
    assert totals([row(Decimal("0.10"))] * 100) == {"USD": {"in": "10.00", "out": "0"}}


@pytest.mark.parametrize(
    ("told", "counted", "agrees"),
    [("10", "10.00", True), ("10.01", "10.00", False), ("-0", "0", True), ("many", "10", False), ("", "0", False)],
)
def test_controls_compare_numbers_and_bear_nonsense(told: str, counted: str, agrees: bool) -> None:
    assert Control(name="sum", told=told, counted=counted).agrees is agrees


def test_the_contract_is_json_with_amounts_as_text() -> None:
    statement = Statement(
        format="ofx",
        rows=(row(Decimal("-1234567.89")),),
        not_settled=(Row(line=2, date="2026-05-03", amount=Decimal(1), currency="USD", ref="waits"),),
        controls=(Control(name="sum", told="1", counted="2"),),
    )
    told = json.loads(to_json(statement.contract()))
    assert told["rows"][0]["amount"] == "-1234567.89"
    assert "fee" not in told["rows"][0]
    assert told["not_settled"] == ["waits"]
    assert told["controls"] == [{"name": "sum", "told": "1", "counted": "2", "agrees": False}]


def test_what_was_rejected_is_told_by_line_and_field() -> None:
    statement = Statement(format="ofx", rejected=(Rejected(line=7, field="TRNAMT", reason="not an amount"),))
    assert statement.contract()["rejected"] == [{"line": 7, "field": "TRNAMT", "reason": "not an amount"}]
    assert statement.contract()["n_transactions"] == 0
