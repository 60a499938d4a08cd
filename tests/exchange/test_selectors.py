from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest

from config.errors import Refused
from exchange.selectors import released
from ledger.ledger import Ledger
from nlp.sheet import SheetRow


def test_rows_pass_but_the_suppressed(ledger: Ledger, row: Callable[..., SheetRow]) -> None:
    ledger.suppression.add("cashapp", "demoviola7", "asked to", actor="approver")
    ledger.suppression.add("post", "p2", "asked to", actor="approver")
    passed = list(released(ledger, [row(), row(value="demoviola7")], actor="analyst"))
    assert [one.value for one in passed] == ["demorosie22"]
    assert [ref.post for ref in passed[0].refs] == ["p1"]
    (entry,) = ledger.audit.entries(action="selectors exported")
    assert (entry.actor, entry.details) == ("analyst", {"selectors": 1, "withheld": 1})


def test_what_a_reader_took_before_it_stopped_is_counted(ledger: Ledger, row: Callable[..., SheetRow]) -> None:
    rows = released(ledger, [row(value=str(number)) for number in range(9)], actor="analyst")
    assert len(list(islice(rows, 3))) == 3
    rows.close()  # type: ignore[attr-defined]
    assert ledger.audit.entries(action="selectors exported")[0].details == {"selectors": 3, "withheld": 0}


@pytest.mark.parametrize("actor", ["operator", "partner", "approver", "stranger"])
def test_others_are_refused_at_the_call(ledger: Ledger, actor: str) -> None:
    with pytest.raises(Refused):
        released(ledger, [], actor=actor)
    assert ledger.audit.entries(action="selectors exported") == []
