"""A wallet's statement in the Venmo form of the 2020s: two preamble lines, header, balance rows, disclaimer."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from decimal import Decimal

from examples.world.model import Account, Move, display
from examples.world.money import zone

HEADER = [
    "",
    "ID",
    "Datetime",
    "Type",
    "Status",
    "Note",
    "From",
    "To",
    "Amount (total)",
    "Amount (tip)",
    "Amount (tax)",
    "Amount (fee)",
    "Tax Rate",
    "Tax Exempt",
    "Funding Source",
    "Destination",
    "Beginning Balance",
    "Ending Balance",
    "Statement Period Venmo Fees",
    "Terminal Location",
    "Year to Date Venmo Fees",
    "Disclaimer",
]
DISCLAIMER = "In case of errors or questions about your electronic transfers:\nwrite to help@pay.example. All made up."
WALLET = "Venmo balance"


def statement(account: Account, moves: list[Move], opening: Decimal, rng: random.Random, today: date) -> str:
    """The whole file. Times are the holder's local time, and as in real files no zone is told."""
    out, pad = io.StringIO(), [""] * (len(HEADER) - 1)
    table = csv.writer(out, lineterminator="\n")
    table.writerow([f"Account Statement - (@{_user(account)}) ", *pad])
    table.writerow(["Account Activity", *pad])
    table.writerow(HEADER)
    table.writerow(_row({"Beginning Balance": f"${opening:,.2f}"}))
    for move in moves:
        table.writerow(_line(account, move, rng))
        if rng.random() < 0.004:
            table.writerow(_failed(account, move, rng))
    closing = opening + sum((move.signed(account) for move in moves), Decimal(0))
    fees = {"Statement Period Venmo Fees": "$0.00", "Year to Date Venmo Fees": "$0.00"}
    table.writerow(_row({"Ending Balance": f"${closing:,.2f}", **fees, "Disclaimer": DISCLAIMER}))
    return out.getvalue()


def _user(account: Account) -> str:
    known = [alias.value for alias in account.aliases if alias.kind == "venmo"]
    return known[0] if known else f"demo-{account.holder.lower().replace(' ', '-')}-{account.id[-3:]}"


def dollars(amount: Decimal) -> str:
    """`+ $1,200.00`, `- $89.50`."""
    return f"{'+' if amount >= 0 else '-'} ${abs(amount):,.2f}"


def _row(fields: dict[str, str]) -> list[str]:
    return [fields.get(column, "") for column in HEADER]


def _line(account: Account, move: Move, rng: random.Random) -> list[str]:
    amount = move.signed(account)
    fields = {
        "ID": _id(rng),
        "Datetime": f"{move.time.astimezone(zone(account)):%Y-%m-%dT%H:%M:%S}",
        "Status": "Complete",
        "Note": move.memo,
        "From": display(move.payer),
        "To": display(move.payee),
        "Amount (total)": dollars(amount),
        "Amount (tax)": "0",
        "Tax Rate": "0",
        "Terminal Location": "Venmo",
    }
    return _row({**fields, **_kind(move, amount, rng)})


def _kind(move: Move, amount: Decimal, rng: random.Random) -> dict[str, str]:
    """The columns that follow from what sort of movement it is."""
    if move.channel == "card" and amount < 0:
        place = move.place or "Venmo"
        return {"Type": "Merchant Transaction", "Funding Source": WALLET, "Terminal Location": place}
    if move.channel == "transfer" and amount < 0:
        target = f"{display(move.payee)} *{rng.randrange(1000, 9999)}"
        return {"Type": "Standard Transfer", "Status": "Issued", "Destination": target, "To": ""}
    if move.channel == "payroll":
        return {"Type": "Direct Deposit", "Destination": WALLET}
    column = "Destination" if amount > 0 else "Funding Source"
    if move.channel == "p2p" and _requested(move):  # whoever asks for money stands in From
        return {"Type": "Charge", "From": display(move.payee), "To": display(move.payer), column: WALLET}
    return {"Type": "Payment", column: WALLET}


def _requested(move: Move) -> bool:
    """Whether the payee asked for it; both sides' statements must say the same, so it follows from the movement."""
    return move.time.second % 10 == 7


def _failed(account: Account, move: Move, rng: random.Random) -> list[str]:
    """A payment that did not go through and moves nothing."""
    later = (move.time + timedelta(minutes=3)).astimezone(zone(account))
    fields = {"ID": _id(rng), "Datetime": f"{later:%Y-%m-%dT%H:%M:%S}", "Type": "Payment", "Status": "Failed"}
    parties = {"Note": move.memo, "From": account.holder, "To": "Robin Quill", "Amount (total)": dollars(-move.amount)}
    return _row({**fields, **parties, "Funding Source": WALLET, "Terminal Location": "Venmo"})


def _id(rng: random.Random) -> str:
    return str(rng.randrange(4_100_000_000_000_000_000, 4_200_000_000_000_000_000))
