from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.data import ROOT
from config.errors import BadInput
from config.files import from_json, to_json
from finance.folder import read_folder
from finance.lead import Lead
from finance.leads import find_leads
from finance.links import Found
from finance.patterns import Hit, computed
from finance.roles import role_of
from finance.score import score, weight_of
from finance.weights import weights
from nlp.sheet import SheetRow

Bank = Callable[..., Path]
Selector = Callable[..., SheetRow]
START = datetime.fromisoformat("2026-05-04T23:00:00-05:00")
W = weights()


def credit(account: str, n: int, amount: str = "160.00", **more: str) -> dict[str, Any]:
    time = (START + timedelta(days=n)).isoformat()
    return {"account": account, "amount": amount, "time": time, "channel": "p2p", "counterparty": f"Payer {n}"} | more


@pytest.fixture
def ring(bank: Bank) -> Path:
    """Two workers who pass most on to a head, an independent who keeps it, a customer, and somebody else."""
    moves = []
    for worker in ("w1", "w2"):
        moves += [credit(worker, n) for n in range(20)]
        moves += [credit(worker, n, "-130.00", counterparty="", counterparty_account="head") for n in range(20)]
    moves += [credit("own", n, "180.00") for n in range(20)]
    moves += [credit("customer", 3, "-160.00", counterparty="Rosie", memo="$demorosie22"), credit("nobody", 1, "-9.50")]
    aliases = [
        {
            "account": account,
            "kind": "cashapp",
            "value": f"demo{account}",
            "valid_from": "2026-01-01",
            "source": "alias",
        }
        for account in ("w1", "head", "own")
    ]
    return bank(accounts=["w1", "w2", "head", "own", "customer", "nobody"], aliases=aliases, transactions=moves)


@pytest.fixture
def sheet(selector: Selector) -> list[SheetRow]:
    rows = [
        selector("cashapp", f"demo{name}", network="n1" if name != "own" else None) for name in ("w1", "head", "own")
    ]
    return [*rows, selector("cashapp", "demorosie22")]


@pytest.fixture
def leads(ring: Path, sheet: list[SheetRow]) -> dict[str, Lead]:
    return {lead.account: lead for lead in find_leads(read_folder(ring), sheet, 10)}


def test_roles_and_order(leads: dict[str, Lead]) -> None:
    assert {account: lead.role for account, lead in leads.items()} == {
        "w1": "victim-like", "w2": "victim-like", "head": "controller-like", "own": "independent-like",
        "customer": "customer-like",
    }  # fmt: skip
    order = sorted(leads, key=lambda account: leads[account].rank)
    assert set(order[:2]) == {"w1", "head"}
    assert order[-1] == "customer"
    assert [leads[account].rank for account in order] == [1, 2, 3, 4, 5]
    assert leads["customer"].score < 0.05 < leads["w2"].score


def test_links_and_patterns_are_told_apart(leads: dict[str, Lead]) -> None:
    assert (leads["w2"].link_score, leads["w2"].pattern_score > 0) == (0.0, True)
    assert (leads["customer"].link_score, leads["customer"].pattern_score) == (pytest.approx(0.05), 0.0)
    assert leads["head"].link_score == 1.0
    assert leads["head"].networks == ("n1",)


def test_every_row_of_evidence_says_where_it_stands(leads: dict[str, Lead]) -> None:
    hub = next(evidence for evidence in leads["head"].evidence if evidence.id == "N3")
    assert len(hub.rows) == 40
    first = hub.rows[0]
    assert first == {
        "tx": "alder-20", "account": "w1", "time": datetime(2026, 5, 4, 23), "amount": "-130", "currency": "USD",
        "counterparty": "head", "channel": "p2p", "file": "alder/transactions.csv", "line": 22,
    }  # fmt: skip
    lines = (Path(str(hub.rows[0]["file"])).name, first["line"])
    assert lines == ("transactions.csv", 22)


def test_the_line_of_evidence_holds_that_payment(ring: Path, leads: dict[str, Lead]) -> None:
    lines = (ring / "transactions.csv").read_text(encoding="utf-8").splitlines()
    for lead in leads.values():
        for evidence in lead.evidence:
            for row in evidence.rows:
                assert lines[row["line"] - 1].startswith(f"{row['tx']},{row['account']},")


def test_evidence_explains_itself(leads: dict[str, Lead]) -> None:
    link = leads["head"].evidence[0]
    assert link.text == (
        "cashapp demohead stands in 3 posts and in an alias of the account (alias) between 2026-05-01 and 2026-05-31"
    )
    assert link.link is not None
    for lead in leads.values():
        assert lead.evidence
        assert set(lead.innocent) == {evidence.innocent for evidence in lead.evidence}
        assert all(evidence.source and evidence.text for evidence in lead.evidence)


def test_the_only_recommendation_is_review_and_victims_get_support(leads: dict[str, Lead]) -> None:
    words = re.compile(
        r"\b(close|exit|terminate|refuse|deny|decline|freeze|block|report him|trafficker|guilty|suspect)\b", re.I
    )
    for lead in leads.values():
        assert lead.recommendation == "review"
        assert (lead.support is not None) == (lead.role == "victim-like")
        assert not words.search(to_json(lead).decode())
    assert not words.search((ROOT / "leads.yaml").read_text(encoding="utf-8"))


def test_what_is_missing_is_said_and_never_scored(leads: dict[str, Lead], ring: Path, sheet: list[SheetRow]) -> None:
    assert "P4: needs transactions.mcc, transactions.place" in leads["w1"].missing
    assert "P10: needs transactions.mcc, accounts.income" in leads["w1"].missing
    assert any(line.startswith("P2: needs transactions.time") for line in leads["head"].missing)  # has no statement
    assert not any(line.startswith(("L1:", "P3:", "N3:")) for line in leads["w1"].missing)
    text = (ring / "transactions.csv").read_text(encoding="utf-8")
    (ring / "transactions.csv").write_text(re.sub(r"T23:00:00-05:00", "", text), encoding="utf-8")
    dated = {lead.account: lead for lead in find_leads(read_folder(ring), sheet, 10)}
    assert any(line == "P2: needs transactions.time" for line in dated["w1"].missing)
    assert "P2" not in {evidence.id for evidence in dated["w1"].evidence}


def test_typologies_without_a_query_are_not_passed_over(leads: dict[str, Lead]) -> None:
    from finance.catalogue import typologies

    told = {line.partition(":")[0] for line in leads["head"].missing}
    assert {row.id for row in typologies()} - computed() - {"L1", "L2", "L5"} <= told


def test_the_budget_cuts_and_does_not_reorder(ring: Path, sheet: list[SheetRow], leads: dict[str, Lead]) -> None:
    two = find_leads(read_folder(ring), sheet, 2)
    assert [lead.account for lead in two] == sorted(leads, key=lambda account: leads[account].rank)[:2]
    assert find_leads(read_folder(ring), sheet, 0) == []


def test_a_lead_survives_json(leads: dict[str, Lead]) -> None:
    for lead in leads.values():
        back = from_json(Lead, to_json(lead))
        assert to_json(back) == to_json(lead)


def test_ads_without_any_sign_count_less_where_the_sheet_tells_signs(bank: Bank, selector: Selector) -> None:
    aliases = [
        {"account": name, "kind": "venmo", "value": f"demo{name}", "valid_from": "2026-01-01"} for name in ("a1", "a2")
    ]
    folder = bank(accounts=["a1", "a2"], aliases=aliases)
    told = [selector("venmo", "demoa1", indicators=("T1",)), selector("venmo", "demoa2")]
    first, second = find_leads(read_folder(folder), told, 5)
    assert (first.account, first.link_score, second.link_score) == ("a1", 1.0, W.links.no_signs)
    assert "no published sign" in second.evidence[0].text
    untold = [selector("venmo", "demoa1"), selector("venmo", "demoa2")]
    assert [lead.link_score for lead in find_leads(read_folder(folder), untold, 5)] == [1.0, 1.0]


def hit(name: str, strength: float = 1.0) -> Hit:
    id_, _, part = name.partition(":")
    return Hit(account="a", id=id_, part=part, strength=strength, text="", rows=())


def found(typology: str, weight: float = 1.0) -> Found:
    from finance.lead import Link

    id_, _, paid = typology.partition(":")
    link = Link(account="a", kind="venmo", value="demo", typology=id_, weight=weight, from_=None, to=None)
    return Found(link=link, paid=bool(paid))


@pytest.mark.parametrize(
    ("links", "hits", "role"),
    [
        (["L1"], ["N3:hub", "P1"], "controller-like"),
        ([], ["W2:hub"], "controller-like"),
        ([], ["N3:sender", "P2", "P3"], "victim-like"),
        ([], ["N3:sender", "N3:hub"], "unclear"),
        (["L1"], ["N2", "P3"], "victim-like"),
        (["L1"], ["P2", "P3"], "independent-like"),
        (["L1"], ["P1", "P4"], "controller-like"),
        (["L1"], ["P1", "P4", "P3"], "independent-like"),
        (["L1"], ["P1"], "unclear"),
        (["L1"], [], "unclear"),
        (["L2:paid"], [], "customer-like"),
        (["L5:paid"], ["P8"], "customer-like"),
        (["L2:paid"], ["P2"], "unclear"),
        ([], ["P2"], "unclear"),
    ],
)
def test_rules_of_roles(links: list[str], hits: list[str], role: str) -> None:
    assert role_of([found(each) for each in links], [hit(each) for each in hits], W) == role


def test_the_score_is_the_logistic_sum_of_the_weights() -> None:
    points = score([found("L1", 0.5), found("L1", 0.5)], [hit("N3:hub", 0.5)], W)
    assert points.link == pytest.approx(0.75)
    assert points.total == pytest.approx(1 / (1 + 2.718281828459045 ** (4 - 0.75 * 5 - 0.5 * W.patterns["N3:hub"])))
    assert score([], [], W).pattern == 0.0


def test_more_evidence_never_lowers_a_score() -> None:
    base = score([found("L1", 0.3)], [hit("P2", 0.5)], W)
    for more_links, more_hits in (([found("L2", 0.1)], []), ([], [hit("P9", 0.5)])):
        points = score([found("L1", 0.3), *more_links], [hit("P2", 0.5), *more_hits], W)
        assert points.total > base.total


def test_every_computed_typology_has_a_weight() -> None:
    parts = {"N3": ("hub", "sender"), "W2": ("hub", "sender")}
    for id_ in computed():
        for part in parts.get(id_, ("",)):
            assert weight_of(hit(f"{id_}:{part}" if part else id_), W) > 0, id_


def test_a_bank_sets_its_own_weights_and_errors_name_the_line(tmp_path: Path) -> None:
    text = (ROOT / "leads.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(text.replace("bias: -4.0", "bias: -6.0"), encoding="utf-8")
    assert weights(own).bias == -6.0
    own.write_text(text.replace("bias: -4.0", "bias: heavy"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"own\.yaml:4.*bias"):
        weights(own)
