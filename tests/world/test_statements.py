"""Statements: exact forms, balances and sums that agree."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from tests.world.reading import NS, dollars, read_camt, read_venmo, text_of

VENMO = (
    ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (tip),Amount (tax),Amount (fee),Tax Rate,Tax Exempt,"
    "Funding Source,Destination,Beginning Balance,Ending Balance,Statement Period Venmo Fees,Terminal Location,"
    "Year to Date Venmo Fees,Disclaimer"
)


def files(world, suffix):
    return sorted(world.folder.glob(f"banks/*/statements/*.{suffix}"))


def test_each_account_has_one_statement_and_each_bank_both_forms(world):
    names = Counter(path.name.split(".")[0] for path in world.folder.glob("banks/*/statements/*"))
    assert names == Counter(row["account"] for row in world.table("accounts"))
    for bank in ("alder", "birch"):
        forms = Counter(path.name.split(".", 1)[1] for path in (world.folder / "banks" / bank / "statements").iterdir())
        assert set(forms) == {"venmo.csv", "camt053.xml"}
        assert min(forms.values()) >= 15


def test_venmo_files_have_the_exact_head(world):
    for path in files(world, "venmo.csv"):
        lines = path.read_text(encoding="utf-8").split("\n")
        assert re.fullmatch(r"Account Statement - \(@demo[a-z0-9-]+\) ,{21}", lines[0])
        assert lines[1] == "Account Activity" + "," * 21
        assert lines[2] == VENMO


def test_venmo_balances_agree_with_the_rows(world):
    failed = 0
    for path in files(world, "venmo.csv"):
        _, table, rows = read_venmo(path.read_text(encoding="utf-8"))
        opening, closing = dollars(table[0]["Beginning Balance"]), dollars(table[-1]["Ending Balance"])
        assert opening + sum(row.amount for row in rows) == closing
        assert "\n" in table[-1]["Disclaimer"]
        failed += len(table) - 2 - len(rows)
        balance = opening
        for row in rows:
            balance += row.amount
            assert balance >= 0
    assert failed > 5


def test_venmo_rows_are_of_known_types_with_unique_ids(world):
    types = Counter()
    for path in files(world, "venmo.csv"):
        _, table, _ = read_venmo(path.read_text(encoding="utf-8"))
        ids = [line["ID"] for line in table[1:-1]]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"\d{19}", number) for number in ids)
        assert all(re.fullmatch(r"[+-] \$[\d,]+\.\d\d", line["Amount (total)"]) for line in table[1:-1])
        types.update(line["Type"] for line in table[1:-1])
    assert set(types) == {"Payment", "Charge", "Merchant Transaction", "Standard Transfer", "Direct Deposit"}
    assert types["Payment"] > types["Charge"] > 20


def test_camt_balances_sums_and_counts_agree_with_the_entries(world):
    for path in files(world, "camt053.xml"):
        root, rows = read_camt(path.read_text(encoding="utf-8"))
        (statement,) = root.iterfind("c:BkToCstmrStmt/c:Stmt", NS)
        assert text_of(statement, "c:Acct/c:Id/c:Othr/c:Id") == path.name.split(".")[0]
        balances = {
            text_of(bal, "c:Tp/c:CdOrPrtry/c:Cd"): Decimal(text_of(bal, "c:Amt"))
            for bal in statement.iterfind("c:Bal", NS)
        }
        entries = [
            Decimal(text_of(entry, "c:Amt")) * (1 if text_of(entry, "c:CdtDbtInd") == "CRDT" else -1)
            for entry in statement.iterfind("c:Ntry", NS)
        ]
        assert balances["OPBD"] + sum(entries) == balances["CLBD"] >= 0
        assert sum(entries) == sum(row.amount for row in rows)
        for tag, values in {
            "TtlNtries": [abs(value) for value in entries],
            "TtlCdtNtries": [value for value in entries if value > 0],
            "TtlDbtNtries": [-value for value in entries if value < 0],
        }.items():
            assert int(text_of(statement, f"c:TxsSummry/c:{tag}/c:NbOfNtries")) == len(values)
            assert Decimal(text_of(statement, f"c:TxsSummry/c:{tag}/c:Sum")) == sum(values)


def test_camt_batches_hold_several_details_that_sum_to_the_entry(world):
    batches = 0
    for path in files(world, "camt053.xml"):
        root, _ = read_camt(path.read_text(encoding="utf-8"))
        for entry in root.iterfind(".//c:Ntry", NS):
            amounts = [Decimal(text_of(details, "c:Amt")) for details in entry.iterfind(".//c:TxDtls", NS)]
            assert sum(amounts) == Decimal(text_of(entry, "c:Amt"))
            if len(amounts) > 1:
                batches += 1
                assert text_of(entry, "c:NtryDtls/c:Btch/c:NbOfTxs") == str(len(amounts))
    assert batches >= 10


def test_camt_elements_stand_in_the_order_of_the_schema(world):
    order = {
        "Stmt": ["Id", "ElctrncSeqNb", "CreDtTm", "FrToDt", "Acct", "Bal", "TxsSummry", "Ntry"],
        "Ntry": ["NtryRef", "Amt", "CdtDbtInd", "Sts", "BookgDt", "ValDt", "AcctSvcrRef", "BkTxCd", "NtryDtls"],
        "TxDtls": ["Refs", "Amt", "CdtDbtInd", "RltdPties", "RmtInf", "CardTx"],
        "RltdPties": ["Dbtr", "DbtrAcct", "Cdtr", "CdtrAcct"],
    }
    for path in files(world, "camt053.xml"):
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        for parent, names in order.items():
            for element in root.iter(f"{{{NS['c']}}}{parent}"):
                places = [names.index(child.tag.split("}")[1]) for child in element]
                assert places == sorted(places)


def test_camt_names_the_other_account_only_within_the_bank(world):
    bank_of = {row["account"]: row["bank"] for row in world.table("accounts")}
    named = 0
    for path in files(world, "camt053.xml"):
        for element in ET.fromstring(path.read_text(encoding="utf-8")).iterfind(".//c:RltdPties//c:Othr/c:Id", NS):
            assert bank_of[element.text] == path.parent.parent.name
            named += 1
    assert named > 100


def test_a_movement_between_two_accounts_stands_on_both(world, statements):
    names = {row["value"]: row["account"] for row in world.table("aliases") if row["kind"] == "name"}
    holders = Counter(row["value"] for row in world.table("aliases") if row["kind"] == "name")
    unique = {name for name, count in holders.items() if count == 1}
    held = {account: name for name, account in names.items()}
    checked = 0
    for account, rows in statements.items():
        name = held.get(account)
        for row in rows:
            if name in unique and row.other in unique and names[row.other] != account and row.amount < 0:
                other = statements[names[row.other]]
                assert any(
                    back.amount == -row.amount and back.other == name and back.memo == row.memo for back in other
                )
                checked += 1
    assert checked > 500


def test_statements_lie_within_the_75_days(world, statements):
    times = [row.time for rows in statements.values() for row in rows]
    assert all(world.today - timedelta(days=76) <= time.date() <= world.today for time in times)
    assert 8_000 < len(times) < 20_000
