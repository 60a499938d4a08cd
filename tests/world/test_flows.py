"""Money moves as told: rings, the recruiter, and those who look alike."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

import pytest


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
