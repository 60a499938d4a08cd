"""A current account's statement as camt.053.001.08."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from xml.sax.saxutils import escape

from examples.world.desk import DAYS
from examples.world.model import Account, Move, display
from examples.world.money import zone

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
# channel -> family and sub-family code, for money that comes in and that goes out
CODES = {
    "p2p": (("RRCT", "AUTT"), ("IRCT", "AUTT")),
    "card": (("MCRD", "POSP"), ("CCRD", "POSD")),
    "transfer": (("RCDT", "DMCT"), ("ICDT", "DMCT")),
    "payroll": (("RCDT", "SALA"), ("ICDT", "SALA")),
    "cash": (("CNTR", "CDPT"), ("CCRD", "CWDL")),
}


def statement(account: Account, moves: list[Move], opening: Decimal, rng: random.Random, today: date) -> str:
    """The whole file: one statement, entries in the order of booking, balances and sums that agree with them."""
    currency = "GBP" if account.city == "london" else "USD"
    entries = [_entry(account, list(group), currency, rng) for _, group in groupby(moves, key=_batch_key(account))]
    amounts = [amount for amount, _ in entries]
    start, closing = today - timedelta(days=DAYS), opening + sum(amounts, Decimal(0))
    made = f"<CreDtTm>{today}T02:00:00Z</CreDtTm>"
    span = f"<FrToDt><FrDtTm>{start}T00:00:00Z</FrDtTm><ToDtTm>{today}T00:00:00Z</ToDtTm></FrToDt>"
    servicer = f"<Svcr><FinInstnId><Nm>{account.institution.title()} Bank</Nm></FinInstnId></Svcr>"
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt>',
            f"<GrpHdr><MsgId>{account.id}-{today:%Y%m%d}</MsgId>{made}</GrpHdr>",
            f"<Stmt><Id>{account.id}-1</Id><ElctrncSeqNb>1</ElctrncSeqNb>{made}{span}",
            f"<Acct><Id><Othr><Id>{account.id}</Id></Othr></Id><Ccy>{currency}</Ccy>",
            f"<Ownr><Nm>{escape(account.holder)}</Nm></Ownr>{servicer}</Acct>",
            _balance("OPBD", opening, currency, start),
            _balance("CLBD", closing, currency, today - timedelta(days=1)),
            _summary(amounts),
            *(text for _, text in entries),
            "</Stmt></BkToCstmrStmt></Document>\n",
        )
    )


def _batch_key(account: Account) -> Callable[[Move], str]:
    """Movements that this account paid in one batch share a key; each other movement has its own."""
    return lambda move: move.batch if move.batch and move.payer is account else str(id(move))


def _balance(code: str, amount: Decimal, currency: str, day: date) -> str:
    kind, sign = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>", "CRDT" if amount >= 0 else "DBIT"
    shown = f'<Amt Ccy="{currency}">{abs(amount):.2f}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
    return f"<Bal>{kind}{shown}<Dt><Dt>{day}</Dt></Dt></Bal>"


def _summary(amounts: list[Decimal]) -> str:
    """Numbers and sums of all entries, of credits and of debits."""
    parts = {
        "TtlNtries": [abs(amount) for amount in amounts],
        "TtlCdtNtries": [amount for amount in amounts if amount > 0],
        "TtlDbtNtries": [-amount for amount in amounts if amount < 0],
    }
    rows = (
        f"<{tag}><NbOfNtries>{len(values)}</NbOfNtries><Sum>{sum(values, Decimal(0)):.2f}</Sum></{tag}>"
        for tag, values in parts.items()
    )
    return f"<TxsSummry>{''.join(rows)}</TxsSummry>"


def _entry(account: Account, moves: list[Move], currency: str, rng: random.Random) -> tuple[Decimal, str]:
    """One `Ntry`: its signed amount and its XML. Several movements are a batch: several `TxDtls`."""
    amount, local = sum((move.signed(account) for move in moves), Decimal(0)), moves[0].time.astimezone(zone(account))
    family, code = CODES[moves[0].channel][amount < 0]
    reference, sign = f"{rng.randrange(16**10):010x}", "CRDT" if amount >= 0 else "DBIT"
    details = "".join(_details(account, move, f"{reference}-{n}", currency, sign) for n, move in enumerate(moves))
    batch = f"<Btch><NbOfTxs>{len(moves)}</NbOfTxs></Btch>" if len(moves) > 1 else ""
    return amount, (
        f'<Ntry><NtryRef>{reference}</NtryRef><Amt Ccy="{currency}">{abs(amount):.2f}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>{local.isoformat()}</DtTm></BookgDt><ValDt><Dt>{local.date()}</Dt></ValDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{code}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>{batch}{details}</NtryDtls></Ntry>"
    )


def _details(account: Account, move: Move, reference: str, currency: str, sign: str) -> str:
    """One `TxDtls`. A bank knows the other side's account only when it keeps it itself."""
    other, role = (move.payer, "Dbtr") if move.payee is account else (move.payee, "Cdtr")
    place = f"<PstlAdr><TwnNm>{escape(move.place)}</TwnNm></PstlAdr>" if move.place else ""
    side = f"<{role}><Pty><Nm>{escape(display(other))}</Nm>{place}</Pty></{role}>"
    if isinstance(other, Account) and other.institution == account.institution:
        side += f"<{role}Acct><Id><Othr><Id>{other.id}</Id></Othr></Id></{role}Acct>"
    memo = f"<RmtInf><Ustrd>{escape(move.memo)}</Ustrd></RmtInf>" if move.memo else ""
    card = f"<CardTx><Tx><Indv><TxCtgy>{move.mcc}</TxCtgy></Indv></Tx></CardTx>" if move.mcc else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        f'<Amt Ccy="{currency}">{move.amount:.2f}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        f"<RltdPties>{side}</RltdPties>{memo}{card}</TxDtls>"
    )
