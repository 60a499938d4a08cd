"""What happens between phase 1 and phase 2: edits, bumps, removals, new posts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from examples.world import adult_ads, goods_ads, vacancies
from examples.world.desk import Desk
from examples.world.model import Change, Post
from examples.world.people import Cast
from examples.world.pools import cities, data
from examples.world.talk import Board

WAYS = ("410", "404", "note")


def apply(desk: Desk, cast: Cast, forum: Board) -> None:
    """Plan phase 2 over the posts of phase 1, then write the new ones."""
    old = [post for post in desk.posts if not post.extra.get("odd")]
    for site, wanted in (("board", 10), ("market", 3), ("jobs", 2)):
        mine = [
            post
            for post in old
            if post.site == site and not post.quarantine and len(post.key) > 5 and post.key[:3] not in ("100", "990")
        ]
        desk.rng.shuffle(mine)
        share = max(wanted, len(mine) * wanted // 150)
        for n, post in enumerate(mine[:share]):
            post.change = Change(removed=WAYS[n % 3] if site == "board" else "410")
        for post in mine[share : 2 * share]:
            _edit(desk, cast, post)
        for post in mine[2 * share : 3 * share]:
            if site == "board":
                post.change = Change(at=_during(desk))
    _forum(desk, forum, old)
    _new(desk, cast)


def _during(desk: Desk) -> datetime:
    """A moment early on `today`."""
    return datetime.combine(desk.today, time(), UTC) + timedelta(minutes=desk.rng.randrange(1, 50))


def _edit(desk: Desk, cast: Cast, post: Post) -> None:
    """Rings change the text (and with it handles), others the price or a line."""
    ring = next((ring for ring in cast.rings if ring.id == post.author.ring), None)
    if ring and post.author in ring.workers:
        draft, title, body, price, _ = adult_ads.ring_text(desk, ring, post.author, post.city, 2, 6)
        post.change = Change(title=title, body=body, price=price, at=_during(desk), spellings=dict(draft.spellings))
        return
    price = post.price
    if price and price[1:].isdigit():
        price = f"${max(5, int(price[1:]) * 17 // 20)}"
    post.change = Change(body=f"{post.body}\n{desk.rng.choice(data('goods')['edits'])}", price=price, at=_during(desk))


def _forum(desk: Desk, forum: Board, old: list[Post]) -> None:
    """A thread goes with its replies, one reply goes alone, one is edited, and four threads get a new reply."""
    threads = [post for post in old if post.kind == "thread" and len(post.key) == 4]
    desk.rng.shuffle(threads)
    gone = threads.pop()
    for post in old:
        if post is gone or post.extra.get("parent") == gone.key:
            post.change = Change(removed="404")
    replies = [post for post in old if post.kind == "reply" and not post.change and len(post.extra["parent"]) == 4]
    desk.rng.shuffle(replies)
    replies[0].change = Change(removed="404")
    replies[1].change = Change(body=f"{replies[1].body}\nEdit: see the answer below.", at=_during(desk))
    for n, thread in enumerate(threads[:4]):
        topic = {"forum": thread.extra["forum"], "title": thread.title}
        member = forum.members[(3 * n + 1) % len(forum.members)]
        forum.say(member, data("talk")["late"][n], _during(desk), topic, thread, phase=2)


def _new(desk: Desk, cast: Cast) -> None:
    """Each ring's workers move on; three sellers and an employer or two come with something new."""
    for ring in cast.rings:
        for worker in ring.workers[:3]:
            city = desk.rng.choice([slug for slug in cities() if slug != "london"])
            draft, title, body, price, _ = adult_ads.ring_text(desk, ring, worker, city, 0, desk.rng.randrange(3, 10))
            desk.post(
                "board",
                worker,
                draft,
                title=title,
                body=body,
                when=_during(desk),
                price=price,
                city=city,
                category="adult",
                phase=2,
            )
    for n, seller in enumerate(cast.sellers[:6]):
        made = goods_ads.ordinary(desk, seller, "board" if n % 2 else "market")
        made.phase, made.posted_at = 2, _during(desk)
    for n, author in enumerate((cast.recruiters[0], cast.employers[0])):
        vacancies.offer(desk, author, n + 3, 0, phase=2).posted_at = _during(desk)
