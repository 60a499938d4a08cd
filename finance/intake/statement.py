"""`Statement`: one file of movements, read whole or refused whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One movement, signed from the holder's side. `date` is ISO 8601 as the file tells it, zone or not."""

    line: int
    date: str
    amount: Decimal
    currency: str
    counterparty: str = ""
    note: str = ""
    ref: str = ""
    kind: str = ""
    fee: Decimal | None = None
    moment: str | None = None  # when it was made, where the file tells it beside the booking date
    account: str | None = None  # the file's own name of the holder's account
    counterparty_account: str | None = None
    channel: str | None = None
    mcc: str | None = None
    place: str | None = None

    def told(self) -> dict[str, Any]:
        """The row of `finance read --json`."""
        row = {
            "date": self.date, "amount": str(self.amount), "currency": self.currency, "counterparty": self.counterparty,
            "note": self.note, "ref": self.ref, "kind": self.kind, "line": self.line,
        }  # fmt: skip
        return row | ({"fee": str(self.fee)} if self.fee is not None else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Why a file was refused: the line, the field and what is wrong with it."""

    line: int | None
    field: str | None
    reason: str


class Refuse(ValueError):
    """One reason to refuse the file: the field and, where the reader does not know it otherwise, the line."""

    def __init__(self, field: str | None, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.field = field
        self.line = line

    def at(self, line: int | None = None) -> Rejected:
        """What is told of it; `line` counts where the reason has none of its own."""
        return Rejected(line=self.line or line, field=self.field, reason=str(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A sum, count or balance that the file tells, beside what its rows come to."""

    name: str
    told: str
    counted: str

    @property
    def agrees(self) -> bool:
        """Whether both are the same number; what the file tells may be none."""
        try:
            return Decimal(self.told) == Decimal(self.counted)
        except InvalidOperation:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one file says. `rows` is empty when anything was rejected: a file counts whole or not at all.

    `holder` is what the file itself calls the account (a user name, an IBAN), where it does.
    """

    format: str
    rows: tuple[Row, ...] = ()
    not_settled: tuple[Row, ...] = ()
    holder: str | None = None
    controls: tuple[Control, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    def contract(self) -> dict[str, Any]:
        """What `adtrail finance read --json` prints; amounts as text, so that they stay exact."""
        return {
            "format": self.format,
            "n_transactions": len(self.rows),
            "n_not_settled": len(self.not_settled),
            "totals": totals(self.rows),
            "rows": [row.told() for row in self.rows],
            "not_settled": [row.ref for row in self.not_settled],
            "controls": [asdict(control) | {"agrees": control.agrees} for control in self.controls],
            "rejected": [asdict(rejected) for rejected in self.rejected],
        }


def totals(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """Sums of what came in and what went out, by currency."""
    sums: dict[str, list[Decimal]] = {}
    for row in rows:
        both = sums.setdefault(row.currency, [Decimal(0), Decimal(0)])
        both[row.amount < 0] += row.amount
    return {currency: {"in": str(both[0]), "out": str(both[1])} for currency, both in sorted(sums.items())}
