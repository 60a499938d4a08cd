"""The generator: the same for the same seed, in agreement with its truth, within its bounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from examples.world.__main__ import main
from examples.world.generate import generate

ROOT = Path(__file__).resolve().parents[2]


def bytes_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_same_seed_day_and_scale_give_the_same_bytes_whatever_was_there(world, tmp_path, capsys):
    generate(tmp_path, 8, world.today, 1)
    for name in ("sites/board.json", "truth/posts.jsonl", "banks/alder/aliases.csv"):
        assert (tmp_path / name).read_bytes() != (world.folder / name).read_bytes()
    assert main(["generate", str(tmp_path), "--seed", "7", "--today", world.today.isoformat()]) == 0
    assert json.loads(capsys.readouterr().out) == world.summary()
    assert bytes_of(tmp_path) == bytes_of(world.folder)


def test_another_day_shifts_the_dates_and_keeps_the_people(world, tmp_path):
    generate(tmp_path, 7, world.today + timedelta(days=10), 1)
    later = json.loads((tmp_path / "sites" / "jobs.json").read_text())["posts"]
    now = json.loads((world.folder / "sites" / "jobs.json").read_text())["posts"]
    assert [post["key"] for post in later] == [post["key"] for post in now]
    pairs = [[datetime.fromisoformat(post["posted_at"]) for post in pair] for pair in zip(later, now, strict=True)]
    assert {after - before for after, before in pairs} == {timedelta(days=10)}


def test_scale_multiplies_posts_accounts_and_rings(world, tmp_path):
    large, small = generate(tmp_path, 7, world.today, 2), world.summary()
    assert 1.8 < large["posts"] / small["posts"] < 2.2
    assert 1.8 < large["accounts"] / small["accounts"] < 2.2
    rings = [json.loads(line)["ring"] for line in (tmp_path / "truth" / "networks.jsonl").read_text().splitlines()]
    assert rings == ["l1", "l2", "r1", "r2", "r3", "r4"]


@pytest.mark.parametrize(
    ("scale", "word"), [(0, "scale must be 1 or more"), (-3, "scale must be 1 or more"), (200, "smaller scale")]
)
def test_an_impossible_scale_is_refused_and_leaves_what_was_there(tmp_path, scale, word):
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "old").write_text("kept")
    with pytest.raises(ValueError, match=word):
        generate(tmp_path, 7, date(2026, 11, 24), scale)
    assert bytes_of(tmp_path) == {"truth/old": b"kept"}


def test_the_command_tells_what_is_wrong_and_fails(tmp_path, capsys):
    assert main(["generate", str(tmp_path), "--ads", "0"]) == 1
    assert "scale must be 1 or more" in capsys.readouterr().err


def test_the_summary_counts_what_the_files_hold(world):
    posts, accounts, summary = world.truth("posts"), world.truth("accounts"), world.summary()
    assert summary["posts"] == len(posts)
    assert summary["posts_by_site"] == Counter(row["site"] for row in posts if row["phase"] == 1)
    assert summary["planted"] == sum(len(row["selectors"]) for row in posts)
    assert summary["accounts"] == len(accounts) == len(world.table("accounts"))
    assert summary["accounts_by_role"] == Counter(row["role"] for row in accounts)
    assert summary["quarantine"] == 1


def test_sites_and_truth_hold_the_same_posts(world):
    for site in ("board", "market", "forum", "jobs"):
        shown = json.loads((world.folder / "sites" / f"{site}.json").read_text(encoding="utf-8"))["posts"]
        truth = {row["key"]: row for row in world.truth("posts") if row["site"] == site}
        assert {post["key"]: (post["path"], post["phase"]) for post in shown} == {
            key: (row["url_path"], row["phase"]) for key, row in truth.items()
        }
        assert len(truth) == len(shown)


def test_about_three_hundred_posts_of_which_forty_on_the_market(world):
    counts = world.summary()["posts_by_site"]
    assert 270 <= sum(counts.values()) <= 340
    assert 30 <= counts["market"] <= 45


def test_phase_1_lies_in_the_75_days_before_today_and_phase_2_on_it(world):
    for row in world.truth("posts"):
        day = datetime.fromisoformat(row["posted_at"]).date()
        assert (
            (day == world.today) if row["phase"] == 2 else (timedelta(0) < world.today - day <= timedelta(days=75))
        ), row


def test_selectors_and_networks_agree_with_the_posts(world):
    carrying: dict[str, set[str]] = {}
    for row in world.truth("posts"):
        for name in () if row["quarantine"] else {*row["selectors"], *row.get("selectors_phase2", ())}:
            carrying.setdefault(name, set()).add(f"{row['site']}:{row['key']}")
    assert {f"{row['kind']}:{row['value']}": set(row["posts"]) for row in world.truth("selectors")} == carrying
    for network in world.truth("networks"):
        assert set(network["selectors"]) == {
            name for name, posts in carrying.items() if posts & set(network["posts"])
        } & set(network["selectors"])
        assert network["selectors"]


def test_the_order_of_sets_does_not_shape_the_world(tmp_path: Path) -> None:
    """Hashes of strings differ from process to process; the world does not."""
    made = []
    for seed in ("0", "1"):
        command = [sys.executable, "-m", "examples.world", "generate", str(tmp_path / seed), "--today", "2026-03-31"]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT)
        made.append({str(f.relative_to(tmp_path / seed)): f.read_bytes() for f in (tmp_path / seed).rglob("*.*")})
    assert len(made[0]) > 100
    assert made[0] == made[1]
