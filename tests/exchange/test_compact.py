from __future__ import annotations

from collections.abc import Callable

from config.files import from_json, to_json
from exchange.compact import compact
from exchange.referral import Answer
from finance.lead import Lead
from nlp.sheet import SheetRow, Sighting
from tests.exchange.conftest import SEEN


def test_what_says_nothing_is_left_out() -> None:
    assert compact(SheetRow(kind="phone", value="x")) == {"kind": "phone", "value": "x", "version": 1}
    assert compact(Sighting(time=SEEN, city=None)) == {"time": SEEN}


def test_what_must_be_there_stays_even_when_empty() -> None:
    answer = Answer(referral="", subject="", outcome="hit", answered_at=SEEN)
    assert compact(answer) == {"referral": "", "subject": "", "outcome": "hit", "answered_at": SEEN, "schema": 1}


def test_reading_it_back_is_lossless(row: Callable[..., SheetRow], lead: Callable[..., Lead]) -> None:
    for one in (row(), SheetRow(kind="a", value="b")):
        assert from_json(SheetRow, to_json(compact(one))) == one
    assert from_json(Lead, to_json(compact(lead()))) == lead()
