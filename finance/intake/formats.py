"""What config/statements knows of table formats: their headers, columns, dates and quirks, as data."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config.data import folder, load_yaml


class Strict(BaseModel):
    """Keys that the model does not know are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Party(Strict):
    """Where the other side stands: the column for money that comes in, and for money that goes out."""

    kinds: tuple[str, ...] = ()  # of these kinds only; none: of all
    incoming: str
    outgoing: str


class Choice(Strict):
    """A column and the words in it that say yes; other words must be among `no`, or the file is refused."""

    column: str
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()


class Columns(Strict):
    """The file's column names for what we read. Of several, the first that is there and not empty counts."""

    date: tuple[str, ...]
    amount: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()  # instead of `amount`: columns of money in
    debit: tuple[str, ...] = ()  # … and of money out
    amount_in: tuple[str, ...] = ()  # where money in is told in other columns
    currency_in: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()  # time of day in a column of its own
    zone: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    ref: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    fee: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


class Balance(Strict):
    """Columns in which some row tells the balance before and after."""

    start: str
    end: str
    place: Party  # columns that say where the money came from or went; counted where empty or `word`
    word: str


class TableFormat(Strict):
    """One CSV export: how to recognise and to read it."""

    id: str
    title: str
    source: str
    header: tuple[str, ...]  # columns that all must be there; the header may stand below a preamble
    header_absent: tuple[str, ...] = ()  # columns that mark a sibling format
    line: str | None = None  # pattern of a row, a named group a column, where the export quotes wrongly
    columns: Columns
    dates: tuple[str, ...] = ()
    dates_by_zone: dict[str, tuple[str, ...]] = Field(
        default_factory=dict
    )  # where the order of day and month follows it
    zones: dict[str, str] = Field(default_factory=dict)  # word for a zone → offset
    decimal: Literal[".", ","] = "."
    currency: str | None = None  # where no column tells it
    skip_without: str | None = None  # rows with this column empty are balances or disclaimers
    settled: tuple[Choice, ...] = ()  # all must say yes
    drop: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # column → patterns of rows that moved no money
    party: tuple[Party, ...] = ()
    party_account: tuple[Party, ...] = ()
    describe: tuple[str, ...] = ()  # patterns over the note that name `counterparty`, `note` or `ref`
    signs: dict[str, Literal["+", "-"]] = Field(default_factory=dict)  # word of the kind column → sign
    flip: bool = False  # the card's side: charges are positive
    no_place: tuple[str, ...] = ()  # words of the place column that name none
    add_fee: bool = False  # money out is told after fees
    channels: dict[str, str] = Field(default_factory=dict)  # pattern of the kind, else of the note → channel
    holder: str | None = None  # pattern with one group over the preamble
    balance: Balance | None = None


@cache
def table_formats() -> tuple[TableFormat, ...]:
    """All table formats of config/statements/tables, in the order of their file names."""
    return tuple(load_yaml(path, TableFormat) for path in sorted(folder("statements").glob("tables/*.yaml")))
