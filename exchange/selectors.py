"""The selector sheet on its way out: without what is suppressed, and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ledger.ledger import Ledger
from nlp.sheet import SheetRow


def released(ledger: Ledger, sheet: Iterable[SheetRow], *, actor: str) -> Iterator[SheetRow]:
    """Pass the rows on, without suppressed selectors and references to suppressed posts; the log gets the count.

    Raises:
        Refused: the actor may not refer (at the call, not at the first row).
    """
    ledger.actors.allow(actor, "refer", purpose="the selector sheet, for linking")
    return _passed(ledger, sheet, actor)


def _passed(ledger: Ledger, sheet: Iterable[SheetRow], actor: str) -> Iterator[SheetRow]:
    suppressed = ledger.suppression.snapshot()
    passed = withheld = 0
    try:
        for row in sheet:
            if suppressed(row.kind, row.value):
                withheld += 1
                continue
            passed += 1
            yield replace(row, refs=tuple(ref for ref in row.refs if not suppressed("post", ref.post)))
    finally:  # also of a reader that stops early: what it got has left
        ledger.audit.append("selectors exported", "", {"selectors": passed, "withheld": withheld}, actor=actor)
