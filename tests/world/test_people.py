"""The cast does what the README says of it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, timedelta

import pytest


@pytest.fixture(scope="module")
def rings(world):
    """Ads of phase 1 by ring."""
    found = defaultdict(list)
    for row in world.posts():
        if row["ring"] in ("r1", "r2") and row["kind"] in ("ad", "item"):
            found[row["ring"]].append(row)
    return found


@pytest.mark.parametrize("ring", ["r1", "r2"])
def test_a_ring_shares_phones_and_handles_between_workers(rings, ring):
    users = defaultdict(set)
    for row in rings[ring]:
        for name in row["selectors"]:
            users[name].add(row["author"])
    shared = {name.split(":")[0] for name, authors in users.items() if len(authors) > 1}
    assert {"phone", "social"} <= shared
    assert len(rings[ring]) >= 20


@pytest.mark.parametrize("ring", ["r1", "r2"])
def test_several_names_stand_behind_one_phone(world, rings, ring):
    names = defaultdict(set)
    for row in rings[ring]:
        for name in (name for name in row["selectors"] if name.startswith("phone:")):
            names[name].update(word for word in row["title"].split() if word.istitle() and word.isalpha())
    assert max(map(len, names.values())) >= 4


@pytest.mark.parametrize("ring", ["r1", "r2"])
def test_a_worker_goes_through_many_cities_and_stays_some_days(rings, ring):
    stays = defaultdict(list)
    for row in rings[ring]:
        stays[row["author"]].append((datetime.fromisoformat(row["posted_at"]), row["city"]))
    assert max(len({city for _, city in stay}) for stay in stays.values()) >= 4
    for stay in stays.values():
        for (before, here), (after, there) in zip(sorted(stay), sorted(stay)[1:], strict=False):
            assert here == there or after - before > timedelta(days=1.5)


def test_rings_write_we_and_she_and_independents_write_i(world, rings):
    for rows in rings.values():
        assert all(
            any(word in f" {world.body(row).lower()} " for word in (" we ", " our ", "nuestra", " she "))
            for row in rows
        )
    alone = [row for row in world.posts() if row["role"] == "independent" and row["kind"] in ("ad", "item")]
    assert not any(" our " in world.body(row) or " we " in world.body(row).lower() for row in alone)


def test_five_to_six_independents_for_a_controller(world):
    people = {(row["author"], row["role"]) for row in world.posts()}
    independents = sum(role == "independent" for _, role in people)
    controllers = len({row["person"] for row in world.truth("accounts") if row["role"] == "controller"})
    assert 5 <= independents / controllers <= 6


def test_independents_keep_their_selectors_to_themselves(world):
    for row in world.truth("selectors"):
        authors = [author for author in row["posted_by"] if author in row["people"]]
        roles = {post["role"] for post in world.truth("posts") if post["author"] in authors}
        if "independent" in roles:
            assert len(row["people"]) == 1


def test_the_spam_campaign_is_one_text_in_every_city_with_few_phones(world):
    spam = [row for row in world.posts() if row["role"] == "spammer" and row["kind"] == "ad"]
    phones = {name for row in spam for name in row["selectors"] if name.startswith("phone:")}
    assert len({row["city"] for row in spam}) == 9
    assert len(phones) == 3
    assert len(spam) >= 18


def test_the_copied_ad_has_the_words_of_another_and_a_strangers_number(world):
    (copy,) = [row for row in world.posts() if row.get("copied_from")]
    originals = [row for row in world.posts() if row["author"] == copy["copied_from"] and row["kind"] == "ad"]
    lines = world.body(copy).splitlines()
    assert any(world.body(row).splitlines()[:2] == lines[:2] for row in originals)
    (phone,) = [name for name in copy["selectors"] if name.startswith("phone:")]
    (row,) = [row for row in world.truth("selectors") if f"{row['kind']}:{row['value']}" == phone]
    assert row["people"] and copy["author"] not in row["people"] and copy["copied_from"] not in row["people"]


def test_one_post_is_for_the_quarantine_and_its_selector_is_in_no_list(world):
    (row,) = [row for row in world.truth("posts") if row["quarantine"]]
    assert "17" in world.body(row)
    assert not any(f"{row['site']}:{row['key']}" in selector["posts"] for selector in world.truth("selectors"))
    ads = [other for other in world.posts() if other["kind"] in ("ad", "item") and not other["quarantine"]]
    assert not any(re.search(r"(?:, |\()1\d(?:,|\)| años)", world.body(other)) for other in ads)


def test_the_recruiter_posts_on_jobs_and_forum_under_several_firms(world):
    rows = [row for row in world.posts() if row["role"] == "recruiter"]
    assert {row["site"] for row in rows} == {"jobs", "forum"}
    text = " ".join(world.body(row).lower() for row in rows)
    for sign in ("passport", "deducted", "housing", "fee"):
        assert sign in text


def test_selectors_are_hidden_more_often_by_rings(world):
    def share(role):
        rows = [row for row in world.posts() if row["role"] == role and row["selectors"]]
        return sum(row["obfuscated"] for row in rows) / len(rows)

    assert share("victim") > 0.6
    assert share("victim") > share("independent") + 0.1 > share("ordinary") + 0.1


def test_both_languages_are_spoken_on_board_forum_and_jobs(world):
    for site in ("board", "forum", "jobs"):
        spanish = [row for row in world.posts(site) if any(mark in world.body(row) for mark in ("ñ", "ó", "í", "á"))]
        assert 0.04 < len(spanish) / len(world.posts(site)) < 0.5
