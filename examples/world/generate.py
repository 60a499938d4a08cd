"""Make a world in a folder."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from examples.world import accounts, adult_ads, changes, flows, goods_ads, statements, talk, truth, vacancies
from examples.world.desk import Desk
from examples.world.model import Post
from examples.world.money import Book
from examples.world.people import cast
from examples.world.sites.address import path

SITES = ("board", "market", "forum", "jobs")
PARTS = ("sites", "banks", "truth")


def generate(folder: str | Path, seed: int, today: date, scale: int = 1) -> dict[str, Any]:
    """Make the sites, the banks and the truth below `folder`, in place of what an earlier call made there.

    The same seed, day and scale give the same bytes. Returns the summary of the truth.

    Raises:
        ValueError: when the scale is not positive, or too large for the reserved numbers.
    """
    if scale < 1:
        raise ValueError(f"the scale must be 1 or more, not {scale}")
    folder = Path(folder)
    everyone = cast(random.Random(f"{seed}:cast"), scale)
    desk = Desk(random.Random(f"{seed}:posts"), today)
    adult_ads.write(desk, everyone, seed)
    goods_ads.write(desk, everyone)
    vacancies.write(desk, everyone)
    forum = talk.write(desk, everyone, scale)
    changes.apply(desk, everyone, forum)
    register, book = (
        accounts.Register(random.Random(f"{seed}:accounts"), today),
        Book(random.Random(f"{seed}:money"), today),
    )
    accounts.open_all(register, everyone)
    flows.write(book, register, everyone, desk.posts)
    for part in PARTS:
        shutil.rmtree(folder / part, ignore_errors=True)
    about = {"seed": seed, "today": today.isoformat(), "scale": scale}
    _write_sites(folder / "sites", desk.posts, about)
    statements.write(folder / "banks", register.accounts, book.moves, random.Random(f"{seed}:statements"), today)
    truth.write(
        folder / "truth",
        desk,
        everyone,
        register.accounts,
        accounts.links(register.accounts, desk.posts),
        {**about, "moves": len(book.moves)},
    )
    found: dict[str, Any] = json.loads((folder / "truth" / "summary.json").read_text(encoding="utf-8"))
    return found


def shown(post: Post) -> dict[str, Any]:
    """What a site knows of a post: nothing of its true author or role."""
    row: dict[str, Any] = {
        "key": post.key,
        "kind": post.kind,
        "path": path(post),
        "user": post.user,
        "title": post.title,
        "body": post.body,
        "city": post.city,
        "category": post.category,
        "price": post.price,
        "posted_at": post.posted_at.isoformat(),
        "phase": post.phase,
        "updated_at": post.updated_at.isoformat() if post.updated_at else None,
        "extra": {name: value for name, value in post.extra.items() if name != "copied_from"},
    }
    if post.change:
        fields = ("title", "body", "price", "removed")
        row["change"] = {name: getattr(post.change, name) for name in fields if getattr(post.change, name) is not None}
        if post.change.at:
            row["change"]["updated_at"] = post.change.at.isoformat()
    return row


def _write_sites(folder: Path, posts: list[Post], about: dict[str, Any]) -> None:
    folder.mkdir(parents=True)
    for site in SITES:
        rows = [shown(post) for post in posts if post.site == site]
        (folder / f"{site}.json").write_text(
            json.dumps({**about, "posts": rows}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
        )
