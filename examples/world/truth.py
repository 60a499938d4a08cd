"""The truth about the world, for evaluation only. The server never reads this folder."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from examples.world.desk import Desk
from examples.world.model import Account, Post
from examples.world.people import Cast
from examples.world.sites.address import path


def post_row(post: Post) -> dict[str, Any]:
    """The row of `posts.jsonl`."""
    change = post.change
    row = {
        "site": post.site,
        "key": post.key,
        "url_path": path(post),
        "author": post.author.id,
        "kind": post.kind,
        "role": post.author.role,
        "ring": post.author.ring,
        "phase": post.phase,
        "posted_at": post.posted_at.isoformat(),
        "city": post.city,
        "title": post.title,
        "selectors": sorted(post.spellings),
        "spellings": post.spellings,
        "quoted": sorted(set(post.quoted) - set(post.spellings)),
        "revealed": post.revealed,
        "decoys": post.decoys,
        "obfuscated": post.obfuscated,
        "quarantine": post.quarantine,
        "removed_in_phase2": bool(change and change.removed),
        "edited_in_phase2": bool(change and change.body),
        "bumped_in_phase2": bool(change and change.at and not change.body),
    }
    if change and change.spellings is not None:
        row["selectors_phase2"], row["spellings_phase2"] = sorted(change.spellings), change.spellings
    if "copied_from" in post.extra:
        row["copied_from"] = post.extra["copied_from"]
    return row


def owners(cast: Cast) -> dict[str, list[str]]:
    """Whose each selector is: persons by its name. A ring's numbers belong to who runs it."""
    found: dict[str, set[str]] = defaultdict(set)
    people = [
        *cast.recruiters,
        cast.copier,
        cast.minor_advertiser,
        *cast.labourers,
        *cast.independents,
        *cast.spammers,
        *cast.sellers,
        *cast.employers,
        *cast.members,
        *cast.customers,
        *cast.neighbours,
    ]
    for ring in cast.rings:
        people += [*ring.controllers, *ring.workers]
        for phone in ring.phones:
            found[phone.name].update(person.id for person in ring.controllers)
    for person in people:
        for selector in person.selectors:
            found[selector.name].add(person.id)
            if selector.kind == "zelle":
                found[("phone:" if selector.value.startswith("+") else "email:") + selector.value].add(person.id)
    return {name: sorted(ids) for name, ids in found.items()}


def planted(post: Post) -> set[str]:
    """The selectors of a post, in either phase."""
    return {*post.spellings, *((post.change and post.change.spellings) or ())}


def selector_rows(posts: list[Post], cast: Cast) -> list[dict[str, Any]]:
    """The rows of `selectors.jsonl`: whose it is (nobody's when not of the cast), who posted it, and where."""
    whose, carrying = owners(cast), defaultdict(list)
    for post in (post for post in posts if not post.quarantine):
        for name in planted(post):
            carrying[name].append(post)
    return [
        {
            "kind": name.split(":", 1)[0],
            "value": name.split(":", 1)[1],
            "people": whose.get(name, []),
            "posted_by": sorted({post.author.id for post in carrying[name]}),
            "posts": sorted(f"{post.site}:{post.key}" for post in carrying[name]),
        }
        for name in sorted(carrying)
    ]


def network_rows(posts: list[Post]) -> list[dict[str, Any]]:
    """The rows of `networks.jsonl`: what those who run a ring had posted; not what its victims said of it."""
    rings: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        told = post.author.role == "victim" and post.site in ("forum", "jobs")
        if post.author.ring and post.kind != "profile" and not told:
            rings[post.author.ring].append(post)
    return [
        {
            "ring": ring,
            "posts": sorted(f"{post.site}:{post.key}" for post in mine),
            "selectors": sorted({name for post in mine for name in planted(post)}),
        }
        for ring, mine in sorted(rings.items())
    ]


def write(
    folder: Path, desk: Desk, cast: Cast, accounts: list[Account], links: dict[str, list[str]], about: dict[str, Any]
) -> None:
    """Write all five files; `links` are the selectors that lead to an account by dated aliases."""
    folder.mkdir(parents=True)
    posts = sorted(desk.posts, key=lambda post: (post.site, post.key))
    rows = [post_row(post) for post in posts]
    _lines(folder / "posts.jsonl", rows)
    _lines(folder / "selectors.jsonl", selector_rows(posts, cast))
    _lines(folder / "networks.jsonl", network_rows(posts))
    _lines(
        folder / "accounts.jsonl",
        (
            {
                "account": account.id,
                "institution": account.institution,
                "person": account.person.id,
                "role": account.role,
                "typology": account.typology,
                "ring": account.person.ring,
                "observable": bool(links[account.id]),
                "links": links[account.id],
            }
            for account in accounts
        ),
    )
    summary = {
        **about,
        "posts": len(rows),
        "posts_by_site": dict(sorted(Counter(row["site"] for row in rows if row["phase"] == 1).items())),
        "posts_by_kind": dict(sorted(Counter(row["kind"] for row in rows).items())),
        "posts_phase1": sum(row["phase"] == 1 for row in rows),
        "planted": sum(len(row["selectors"]) for row in rows),
        "obfuscated": sum(row["obfuscated"] for row in rows),
        "quarantine": sum(row["quarantine"] for row in rows),
        "removed_in_phase2": sum(row["removed_in_phase2"] for row in rows),
        "edited_in_phase2": sum(row["edited_in_phase2"] for row in rows),
        "accounts": len(accounts),
        "observable_accounts": sum(bool(found) for found in links.values()),
        "accounts_by_role": dict(sorted(Counter(account.role for account in accounts).items())),
    }
    (folder / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")


def _lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
