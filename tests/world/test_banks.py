"""The banks' files: exact forms, balances that agree, flows that look as told, and no truth in them."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

NS = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}
VENMO = (
    ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (tip),Amount (tax),Amount (fee),Tax Rate,Tax Exempt,"
    "Funding Source,Destination,Beginning Balance,Ending Balance,Statement Period Venmo Fees,Terminal Location,"
    "Year to Date Venmo Fees,Disclaimer"
)


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


@pytest.fixture(scope="module")
def statements(world):
    """Rows by account."""
    found = {}
    for path in sorted(world.folder.glob("banks/*/statements/*")):
        account, form, _ = path.name.split(".")
        text = path.read_text(encoding="utf-8")
        found[account] = read_venmo(text)[2] if form == "venmo" else read_camt(text)[1]
    return found


@pytest.fixture(scope="module")
def roles(world):
    """Accounts by role and by typology."""
    found = defaultdict(list)
    for row in world.truth("accounts"):
        found[row["role"]].append(row["account"])
        found[row["typology"]].append(row["account"])
    return found


def files(world, suffix):
    return sorted(world.folder.glob(f"banks/*/statements/*.{suffix}"))


def test_each_account_has_one_statement_and_each_bank_both_forms(world):
    names = Counter(path.name.split(".")[0] for path in world.folder.glob("banks/*/statements/*"))
    assert names == Counter(row["account"] for row in world.table("accounts"))
    for bank in ("alder", "birch"):
        forms = Counter(path.name.split(".", 1)[1] for path in (world.folder / "banks" / bank / "statements").iterdir())
        assert set(forms) == {"venmo.csv", "camt053.xml"}
        assert min(forms.values()) >= 15


def test_tables_have_the_agreed_columns(world):
    for bank in ("alder", "birch"):
        heads = [
            (world.folder / "banks" / bank / f"{name}.csv").read_text().split("\n")[0]
            for name in ("accounts", "aliases")
        ]
        assert heads == [
            "account,kind,opened,closed,country,postcode_area,occupation",
            "account,kind,value,valid_from,valid_to,source",
        ]


def test_alias_rows_are_well_formed(world):
    accounts = {row["account"]: row for row in world.table("accounts")}
    kinds = set()
    for row in world.table("aliases"):
        kinds.add(row["kind"])
        assert row["source"] in ("KYC", "alias", "device")
        assert row["value"] == row["value"].strip().lstrip("$@")
        assert row["kind"] in ("name", "btc", "eth") or row["value"] == row["value"].lower()
        start = date.fromisoformat(row["valid_from"])
        assert date.fromisoformat(accounts[row["account"]]["opened"]) <= start
        assert not row["valid_to"] or start <= date.fromisoformat(row["valid_to"])
    assert kinds == {"name", "phone", "email", "cashapp", "venmo", "paypal", "zelle", "btc", "eth"}


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


def night(row):
    return row.time.hour >= 20 or row.time.hour < 5


def test_ring_workers_get_by_night_and_pass_most_of_it_on(statements, roles):
    for account in roles["N2"]:
        rows = statements[account]
        got = [row for row in rows if row.amount > 0]
        assert sum(map(night, got)) > 0.9 * len(got) > 50
        assert all(row.amount % 20 == 0 for row in got)
        passed = Counter()
        for row in rows:
            if row.amount < 0:
                passed[row.other] -= row.amount
        (_, most), total = passed.most_common(1)[0], sum(row.amount for row in got)
        assert Decimal("0.6") * total < most < Decimal("0.95") * total


def test_money_is_passed_on_within_a_day(statements, roles):
    for account in roles["N2"]:
        rows = sorted(statements[account], key=lambda row: row.time)
        receiver = Counter(row.other for row in rows if row.amount < -50).most_common(1)[0][0]
        for row in (row for row in rows if row.other == receiver and row.amount < 0):
            before = [
                got for got in rows if got.amount > 0 and timedelta(0) < row.time - got.time <= timedelta(hours=24)
            ]
            assert before


def test_controllers_receive_from_many_workers_and_pay_ads_motels_and_rides(world, statements, roles):
    rings = {row["account"]: row["ring"] for row in world.truth("accounts")}
    for ring in ("r1", "r2"):
        rows = [row for account in roles["controller"] if rings[account] == ring for row in statements[account]]
        fees = [-row.amount for row in rows if row.other in ("TOWNPOST ADS", "SWAPMARKT BOOST")]
        assert len(fees) >= 20
        assert set(fees) <= {3, 12, 24}
        motels = [row for row in rows if re.search("Inn|Motel|Lodge|Suites", row.other)]
        assert len({row.place for row in motels}) >= 6
        assert sum(row.other in ("RYDE TRIP", "HOPPCAB") for row in rows) > 40
        assert len({row.other for row in rows if row.amount > 0}) >= 4


def test_ad_fees_are_paid_minutes_before_the_ad(world, statements, roles):
    """In UTC: the accounts' cities tell the offset."""
    posted = [
        datetime.fromisoformat(row["posted_at"]).replace(tzinfo=None)
        for row in world.posts()
        if row["ring"] in ("r1", "r2")
    ]
    close = total = 0
    for account in roles["controller"]:
        for row in statements[account]:
            if row.other == "TOWNPOST ADS":
                total += 1
                minutes = [
                    (post - row.time - timedelta(hours=offset)).total_seconds() / 60
                    for post in posted
                    for offset in range(5, 9)
                ]
                close += any(0 < gap < 5 for gap in minutes)
    assert close > 0.7 * total > 20


def test_the_recruiters_workers_lose_their_wage_on_the_day(statements, roles):
    workers = [account for account in roles["W2"] if account in roles["victim"]]
    assert len(workers) == 5
    for account in workers:
        rows = statements[account]
        for wage in (row for row in rows if row.memo == "wages"):
            back = [-row.amount for row in rows if row.amount < 0 and row.time.date() == wage.time.date()]
            assert sum(back) >= Decimal("0.7") * wage.amount
            assert 400 in back


def test_independents_pass_nothing_on(statements, roles):
    for account in roles["independent"]:
        rows, sums = statements[account], Counter()
        for row in rows:
            sums[row.other] += row.amount
        income = sum(row.amount for row in rows if row.amount > 0)
        assert -min(sums.values()) < Decimal("0.45") * income
        assert any(row.memo == "rent" for row in rows)


@pytest.mark.parametrize(
    ("typology", "sign"),
    [
        ("splits bills", lambda rows: len({row.other for row in rows if row.amount == 650}) == 3),
        ("gig driver", lambda rows: sum(night(row) and row.amount > 0 for row in rows) > 60),
        ("travelling nurse", lambda rows: len({row.place for row in rows if row.mcc == "7011"}) == 3),
        ("night bar", lambda rows: sum(night(row) and row.amount > 0 for row in rows) > 200),
        ("scam victim", lambda rows: sum(row.other == "GIFTCARD EXPRESS" and row.amount == -500 for row in rows) == 4),
        ("customer", lambda rows: any(row.memo == "payroll" for row in rows)),
    ],
)
def test_look_alikes_look_alike(statements, roles, typology, sign):
    assert roles[typology]
    assert all(sign(statements[account]) for account in roles[typology])


def test_some_memos_name_a_handle(statements):
    memos = [row.memo for rows in statements.values() for row in rows if re.search(r"[$@]demo", row.memo)]
    assert 20 < len(memos) < 500


def test_links_follow_from_aliases_dates_and_posts(world):
    """Worked out again here, from the files alone."""
    days = defaultdict(set)
    for row in world.truth("posts"):
        if not row["quarantine"]:
            for name in row["selectors"]:
                days[name].add(date.fromisoformat(row["posted_at"][:10]))
            for name in row.get("selectors_phase2", ()):
                days[name].add(world.today)
    links = defaultdict(set)
    for row in world.table("aliases"):
        start, end = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"] or "9999-12-31")
        if any(start <= day <= end for day in days[f"{row['kind']}:{row['value']}"]):
            links[row["account"]].add(f"{row['kind']}:{row['value']}")
    for row in world.truth("accounts"):
        assert set(row["links"]) == links[row["account"]]
        assert row["observable"] == bool(row["links"])


def test_recycled_numbers_are_in_ads_but_their_dates_do_not_meet(world, roles):
    posted = {f"{row['kind']}:{row['value']}" for row in world.truth("selectors")}
    for account in roles["recycled number"]:
        names = {f"{row['kind']}:{row['value']}" for row in world.table("aliases") if row["account"] == account}
        assert names & posted
    observable = {row["account"] for row in world.truth("accounts") if row["observable"]}
    assert len(roles["recycled number"]) == 2
    assert not observable & set(roles["recycled number"])


def test_some_of_each_are_observable_and_some_are_not(world):
    seen = defaultdict(set)
    for row in world.truth("accounts"):
        seen[row["role"]].add(row["observable"])
    assert seen["customer"] == {False}
    for role in ("controller", "victim", "independent", "ordinary"):
        assert seen[role] == {True, False}


def test_no_column_of_the_account_table_gives_a_role_away(world):
    """A value that only accounts of a ring or a recruiter have would be a leak."""
    roles = {row["account"]: row["role"] for row in world.truth("accounts")}
    for column in ("kind", "country", "postcode_area", "occupation", "bank", "closed"):
        held = defaultdict(Counter)
        for row in world.table("accounts"):
            held[row[column]][roles[row["account"]] in ("controller", "victim", "recruiter")] += 1
        assert all(counts[False] for counts in held.values()), column


def test_no_truth_in_the_banks_files(world):
    people = {row["person"] for row in world.truth("accounts")}
    for path in world.folder.glob("banks/**/*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"controller|victim|traffick|recruiter|independent|\bring\b", text, re.I), path.name
            assert not people & set(re.split(r"\W+", text)), path.name
