from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.evaluate import Truth, evaluate, wilson
from finance.lead import Lead, Role


def lead(account: str, role: Role, rank: int) -> Lead:
    return Lead(
        account=account, institution="alder", rank=rank, score=0.5, link_score=0, pattern_score=0, role=role,
        evidence=(), innocent=(), missing=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "of", "bound"), [(54, 60, 0.818), (170, 200, 0.804), (28.5, 30, 0.840), (0, 10, 0.0), (0, 0, 0.0)]
)
def test_the_bounds_are_those_of_the_reference(found: float, of: int, bound: float) -> None:
    assert wilson(found, of) == pytest.approx(bound, abs=0.0006)  # type: ignore[arg-type] # 95 % of 30 is half an account


@given(st.integers(1, 500), st.data())
def test_a_bound_lies_below_its_share_and_grows_with_it(of: int, data: st.DataObject) -> None:
    found = data.draw(st.integers(0, of))
    assert 0 <= wilson(found, of) <= found / of
    assert found == 0 or wilson(found - 1, of) < wilson(found, of)


def test_precision_and_recall_at_k_by_role() -> None:
    truth = [
        Truth(account="c", role="controller"),
        Truth(account="v", role="victim"),
        Truth(account="u", role="victim", observable=False),
        Truth(account="x", role="ordinary"),
    ]
    leads = [
        lead("c", "controller-like", 1),
        lead("v", "controller-like", 2),
        lead("x", "unclear", 3),
        lead("gone", "unclear", 4),
    ]
    rows = {measure.of: measure.row for measure in evaluate(leads, truth, ("controller", "victim"))}
    assert set(rows) == {"all", "controller", "named controller-like", "ordinary", "victim"}
    total = rows["all"]
    assert (total["k"], total["found"], total["positives"], total["observable"]) == (4, 2, 3, 2)
    assert (total["precision"], total["recall"], total["ceiling"]) == (0.5, pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert (rows["named controller-like"]["precision"], rows["victim"]["recall"]) == (0.5, 0.5)
    assert "accuracy" not in str(rows)
