"""Readers of the banks' files, written here so that they owe nothing to the writers."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

NS = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}


@dataclass(frozen=True)
class Row:
    """A movement as a statement tells it, from the holder's side; `time` is local."""

    amount: Decimal
    other: str
    time: datetime
    memo: str
    mcc: str = ""
    place: str = ""


def dollars(text):
    return Decimal(text.replace("$", "").replace(",", "").replace(" ", ""))


def read_venmo(text):
    lines = list(csv.reader(io.StringIO(text)))
    table = [dict(zip(lines[2], line, strict=True)) for line in lines[3:]]
    rows = []
    for line in table[1:-1]:
        amount = dollars(line["Amount (total)"])
        if line["Status"] in ("Complete", "Issued"):
            payer, payee = (line["To"], line["From"]) if line["Type"] == "Charge" else (line["From"], line["To"])
            other = (payee or line["Destination"]) if amount < 0 else payer
            rows.append(
                Row(
                    amount,
                    other,
                    datetime.fromisoformat(line["Datetime"]),
                    line["Note"],
                    place=line["Terminal Location"],
                )
            )
    return lines, table, rows


def text_of(element, path):
    found = element.find(path, NS)
    return found.text or "" if found is not None else ""


def read_camt(text):
    root = ET.fromstring(text)
    rows = []
    for entry in root.iterfind(".//c:Ntry", NS):
        for details in entry.iterfind(".//c:TxDtls", NS):
            sign = 1 if text_of(details, "c:CdtDbtInd") == "CRDT" else -1
            side = "Dbtr" if sign > 0 else "Cdtr"
            rows.append(
                Row(
                    sign * Decimal(text_of(details, "c:Amt")),
                    text_of(details, f"c:RltdPties/c:{side}/c:Pty/c:Nm"),
                    datetime.fromisoformat(text_of(entry, "c:BookgDt/c:DtTm")).replace(tzinfo=None),
                    text_of(details, "c:RmtInf/c:Ustrd"),
                    text_of(details, "c:CardTx/c:Tx/c:Indv/c:TxCtgy"),
                    text_of(details, f"c:RltdPties/c:{side}/c:Pty/c:PstlAdr/c:TwnNm"),
                )
            )
    return root, rows
