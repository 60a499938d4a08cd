"""Account and alias tables, and the links that the truth draws from them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date


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
        assert row["kind"] in ("name", "btc", "eth", "iban") or row["value"] == row["value"].lower()
        start = date.fromisoformat(row["valid_from"])
        assert date.fromisoformat(accounts[row["account"]]["opened"]) <= start
        assert not row["valid_to"] or start <= date.fromisoformat(row["valid_to"])
    assert kinds == {"name", "phone", "email", "cashapp", "venmo", "paypal", "zelle", "iban", "btc", "eth"}


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
