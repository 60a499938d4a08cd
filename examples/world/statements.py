"""Bank files: accounts.csv, aliases.csv, and a statement for each account in its form."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from examples.world import camt, venmo
from examples.world.model import Account, Move
from examples.world.pools import cities

FORMS = {"venmo": (venmo.statement, "venmo.csv"), "camt053": (camt.statement, "camt053.xml")}
ACCOUNTS = ("account", "kind", "opened", "closed", "country", "postcode_area", "occupation")
ALIASES = ("account", "kind", "value", "valid_from", "valid_to", "source")


def write(folder: Path, accounts: list[Account], moves: list[Move], rng: random.Random, today: date) -> None:
    """Write the folders of all institutions."""
    own: dict[str, list[Move]] = defaultdict(list)
    for move in sorted(moves, key=lambda move: move.time):
        for side in (move.payer, move.payee):
            if isinstance(side, Account):
                own[side.id].append(move)
    for bank in sorted({account.institution for account in accounts}):
        mine = sorted((account for account in accounts if account.institution == bank), key=lambda account: account.id)
        (folder / bank / "statements").mkdir(parents=True)
        _table(folder / bank / "accounts.csv", ACCOUNTS, map(_account_row, mine))
        _table(folder / bank / "aliases.csv", ALIASES, (row for account in mine for row in _alias_rows(account)))
        for account in mine:
            make, suffix = FORMS[account.form]
            text = make(account, own[account.id], _opening(account, own[account.id], rng), rng, today)
            path = folder / bank / "statements" / f"{account.id}.{suffix}"
            path.write_text(text, encoding="utf-8", newline="")


def _table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def _account_row(account: Account) -> tuple[object, ...]:
    country, postcode = "GB" if account.city == "london" else "US", cities()[account.city]["postcode"]
    return account.id, account.kind, account.opened, account.closed or "", country, postcode, account.occupation


def _alias_rows(account: Account) -> Iterable[tuple[object, ...]]:
    for alias in account.aliases:
        yield account.id, alias.kind, alias.value, alias.valid_from, alias.valid_to or "", alias.source


def _opening(account: Account, moves: list[Move], rng: random.Random) -> Decimal:
    """A beginning balance that never lets the account fall below zero."""
    balance = lowest = Decimal(0)
    for move in moves:
        balance += move.signed(account)
        lowest = min(lowest, balance)
    return -lowest + Decimal(rng.randrange(500, 90000)) / 100
