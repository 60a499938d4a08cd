"""Bank files: accounts.csv, aliases.csv, and a statement for each account, Venmo-like or camt.053.001.08."""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta, timezone
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from examples.world.desk import DAYS
from examples.world.model import Account, Move
from examples.world.pools import cities

VENMO_HEADER = ["", "ID", "Datetime", "Type", "Status", "Note", "From", "To", "Amount (total)", "Amount (tip)", "Amount (tax)", "Amount (fee)", "Tax Rate", "Tax Exempt", "Funding Source", "Destination", "Beginning Balance", "Ending Balance", "Statement Period Venmo Fees", "Terminal Location", "Year to Date Venmo Fees", "Disclaimer"]
DISCLAIMER = "In case of errors or questions about your electronic transfers:\nwrite to help@pay.example. Made-up statement, no real money moved."


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
        _tables(folder / bank, mine)
        for account in mine:
            make = venmo if account.form == "venmo" else camt053
            text = make(account, own[account.id], _opening(account, own[account.id], rng), rng, today)
            suffix = "venmo.csv" if account.form == "venmo" else "camt053.xml"
            (folder / bank / "statements" / f"{account.id}.{suffix}").write_text(text, encoding="utf-8", newline="")


def _tables(folder: Path, accounts: list[Account]) -> None:
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["account", "kind", "opened", "closed", "country", "postcode_area", "occupation"])
        for account in accounts:
            country = "GB" if account.city == "london" else "US"
            table.writerow(
                [
                    account.id,
                    account.kind,
                    account.opened,
                    account.closed or "",
                    country,
                    cities()[account.city]["postcode"],
                    account.occupation,
                ]
            )
    with (folder / "aliases.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["account", "kind", "value", "valid_from", "valid_to", "source"])
        for account in accounts:
            for alias in account.aliases:
                table.writerow(
                    [account.id, alias.kind, alias.value, alias.valid_from, alias.valid_to or "", alias.source]
                )


def _opening(account: Account, moves: list[Move], rng: random.Random) -> Decimal:
    """A beginning balance that never lets the account fall below zero."""
    balance = lowest = Decimal(0)
    for move in moves:
        balance += signed(account, move)
        lowest = min(lowest, balance)
    return -lowest + Decimal(rng.randrange(500, 90000)) / 100


def signed(account: Account, move: Move) -> Decimal:
    """The amount from the account holder's side."""
    return move.amount if move.payee is account else -move.amount


def name(side: Account | str) -> str:
    """The display name of a side."""
    return side.holder if isinstance(side, Account) else side


def dollars(amount: Decimal) -> str:
    """`+ $1,200.00`, `- $89.50`."""
    return f"{'+' if amount >= 0 else '-'} ${abs(amount):,.2f}"


def venmo(account: Account, moves: list[Move], opening: Decimal, rng: random.Random, today: date) -> str:
    """A wallet's statement: two preamble lines, the header of the 2020s, a balance row at each end. Times are local, without a zone."""
    out = io.StringIO()
    table, width = csv.writer(out, lineterminator="\n"), len(VENMO_HEADER)
    pad = [""] * (width - 1)
    table.writerow([f"Account Statement - (@{_user(account)}) ", *pad])
    table.writerow(["Account Activity", *pad])
    table.writerow(VENMO_HEADER)
    table.writerow(_venmo_row(**{"Beginning Balance": f"${opening:,.2f}"}))
    balance = opening
    for move in moves:
        balance += signed(account, move)
        table.writerow(_venmo_line(account, move, rng))
        if rng.random() < 0.004:  # a payment that did not go through moves nothing
            table.writerow(_failed(account, move, rng))
    end = {
        "Ending Balance": f"${balance:,.2f}",
        "Statement Period Venmo Fees": "$0.00",
        "Year to Date Venmo Fees": "$0.00",
        "Disclaimer": DISCLAIMER,
    }
    table.writerow(_venmo_row(**end))
    return out.getvalue()


def _user(account: Account) -> str:
    known = [alias.value for alias in account.aliases if alias.kind == "venmo"]
    return known[0] if known else f"demo-{account.holder.lower().replace(' ', '-')}-{account.id[-3:]}"


def _venmo_row(**fields: str) -> list[str]:
    return [fields.get(column, "") for column in VENMO_HEADER]


def _venmo_line(account: Account, move: Move, rng: random.Random) -> list[str]:
    amount = signed(account, move)
    local = move.time.astimezone(_zone(account))
    fields = {
        "ID": _venmo_id(rng),
        "Datetime": f"{local:%Y-%m-%dT%H:%M:%S}",
        "Status": "Complete",
        "Note": move.memo,
        "From": name(move.payer),
        "To": name(move.payee),
        "Amount (total)": dollars(amount),
        "Amount (tax)": "0",
        "Tax Rate": "0",
        "Terminal Location": "Venmo",
    }
    if move.channel == "card":
        fields.update(
            {
                "Type": "Merchant Transaction",
                "Funding Source": "Venmo balance",
                "Terminal Location": move.place or "Venmo",
            }
        )
    elif move.channel == "transfer" and amount < 0:
        fields.update(
            {
                "Type": "Standard Transfer",
                "Status": "Issued",
                "Destination": f"{name(move.payee)} *{rng.randrange(1000, 9999)}",
                "To": "",
            }
        )
    elif move.channel == "payroll":
        fields.update({"Type": "Direct Deposit", "Destination": "Venmo balance"})
    elif move.channel == "p2p" and _requested(move):  # whoever asks for money stands in From
        fields.update({"Type": "Charge", "From": name(move.payee), "To": name(move.payer)})
    else:
        fields["Type"] = "Payment"
    if fields["Type"] in ("Payment", "Charge"):
        fields["Destination" if amount > 0 else "Funding Source"] = "Venmo balance"
    return _venmo_row(**fields)


def _requested(move: Move) -> bool:
    """Whether the payee asked for it; both sides' statements must say the same, so it follows from the movement."""
    return move.time.second % 10 == 7


def _failed(account: Account, move: Move, rng: random.Random) -> list[str]:
    later = (move.time + timedelta(minutes=3)).astimezone(_zone(account))
    return _venmo_row(
        **{
            "ID": _venmo_id(rng),
            "Datetime": f"{later:%Y-%m-%dT%H:%M:%S}",
            "Type": "Payment",
            "Status": "Failed",
            "Note": move.memo,
            "From": account.holder,
            "To": "Robin Quill",
            "Amount (total)": dollars(-move.amount),
            "Funding Source": "Venmo balance",
            "Terminal Location": "Venmo",
        }
    )


def _venmo_id(rng: random.Random) -> str:
    return str(rng.randrange(4_100_000_000_000_000_000, 4_200_000_000_000_000_000))


def _zone(account: Account) -> timezone:
    return timezone(timedelta(hours=cities()[account.city]["zone"]))


def camt053(account: Account, moves: list[Move], opening: Decimal, rng: random.Random, today: date) -> str:
    """A current account's statement. Entries booked in one batch stand in one `Ntry` with several `TxDtls`."""
    currency = "GBP" if account.city == "london" else "USD"
    entries = [_entry(account, list(group), currency, rng) for _, group in groupby(moves, key=_batch_key(account))]
    amounts = [amount for amount, _ in entries]
    start, credits_, debits = (
        today - timedelta(days=DAYS),
        [a for a in amounts if a > 0],
        [-a for a in amounts if a < 0],
    )
    closing = opening + sum(amounts, Decimal(0))
    servicer = f"<Svcr><FinInstnId><Nm>{account.institution.title()} Bank</Nm></FinInstnId></Svcr>"
    body = "".join(text for _, text in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>{account.id}-{today:%Y%m%d}</MsgId><CreDtTm>{today}T02:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>{account.id}-1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>{today}T02:00:00Z</CreDtTm><FrToDt><FrDtTm>{start}T00:00:00Z</FrDtTm><ToDtTm>{today}T00:00:00Z</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>{account.id}</Id></Othr></Id><Ccy>{currency}</Ccy><Ownr><Nm>{escape(account.holder)}</Nm></Ownr>{servicer}</Acct>
{_balance("OPBD", opening, currency, start)}{_balance("CLBD", closing, currency, today - timedelta(days=1))}<TxsSummry>
<TtlNtries><NbOfNtries>{len(entries)}</NbOfNtries><Sum>{sum(map(abs, amounts), Decimal(0)):.2f}</Sum></TtlNtries>
<TtlCdtNtries><NbOfNtries>{len(credits_)}</NbOfNtries><Sum>{sum(credits_, Decimal(0)):.2f}</Sum></TtlCdtNtries>
<TtlDbtNtries><NbOfNtries>{len(debits)}</NbOfNtries><Sum>{sum(debits, Decimal(0)):.2f}</Sum></TtlDbtNtries></TxsSummry>
{body}</Stmt></BkToCstmrStmt></Document>
"""


def _batch_key(account: Account) -> Callable[[Move], tuple[str, str]]:
    """Moves that this account paid in one batch share a key; each other move has its own."""
    return lambda move: ("batch", move.batch) if move.batch and move.payer is account else ("one", str(id(move)))


def _balance(code: str, amount: Decimal, currency: str, day: date) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{abs(amount):.2f}</Amt>'
        f"<CdtDbtInd>{'CRDT' if amount >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


CODES = {"p2p": ("RCDT", "AUTT"), "card": ("CCRD", "POSD"), "transfer": ("RCDT", "DMCT"), "payroll": ("RCDT", "SALA")}


def _entry(account: Account, moves: list[Move], currency: str, rng: random.Random) -> tuple[Decimal, str]:
    """One `Ntry`: its signed amount and its XML."""
    amount, first = sum((signed(account, move) for move in moves), Decimal(0)), moves[0]
    family, code = CODES[first.channel]
    if amount < 0 and family == "RCDT":
        family = "ICDT"
    local, reference = first.time.astimezone(_zone(account)), f"{rng.randrange(16**10):010x}"
    direction = "CRDT" if amount >= 0 else "DBIT"
    details = "".join(_details(account, move, n, currency, reference, direction) for n, move in enumerate(moves))
    count = f"<Btch><NbOfTxs>{len(moves)}</NbOfTxs></Btch>" if len(moves) > 1 else ""
    return amount, (
        f'<Ntry><NtryRef>{reference}</NtryRef><Amt Ccy="{currency}">{abs(amount):.2f}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><DtTm>{local.isoformat()}</DtTm></BookgDt><ValDt><Dt>{local.date()}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{code}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>{count}{details}</NtryDtls></Ntry>\n"
    )


def _details(account: Account, move: Move, n: int, currency: str, reference: str, direction: str) -> str:
    """One `TxDtls`. The bank knows the other side's account only when it keeps it itself."""
    other = move.payer if move.payee is account else move.payee
    role = "Dbtr" if move.payee is account else "Cdtr"
    place = f"<PstlAdr><TwnNm>{escape(move.place)}</TwnNm></PstlAdr>" if move.place else ""
    known = isinstance(other, Account) and other.institution == account.institution
    side = (
        f"<{role}Acct><Id><Othr><Id>{other.id}</Id></Othr></Id></{role}Acct>"
        if known and isinstance(other, Account)
        else ""
    )
    memo = f"<RmtInf><Ustrd>{escape(move.memo)}</Ustrd></RmtInf>" if move.memo else ""
    card = f"<CardTx><Tx><Indv><TxCtgy>{move.mcc}</TxCtgy></Indv></Tx></CardTx>" if move.mcc else ""
    return (
        f'<TxDtls><Refs><EndToEndId>{reference}-{n}</EndToEndId></Refs><Amt Ccy="{currency}">{move.amount:.2f}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"<RltdPties><{role}><Pty><Nm>{escape(name(other))}</Nm>{place}</Pty></{role}>{side}</RltdPties>{memo}{card}</TxDtls>"
    )
