"""What happens between phase 1 and phase 2: edits, bumps, removals, new posts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from examples.world import adult_ads, goods_ads, vacancies
from examples.world.desk import Desk
from examples.world.model import Change, Post
from examples.world.odd import is_odd
from examples.world.people import Cast
from examples.world.pools import american, data
from examples.world.talk import Forum

WAYS = ("410", "404", "note")  # how a removed ad of the board answers
SHARES = {"board": 15, "market": 12, "jobs": 18}  # one in so many is removed, and as many edited


def apply(desk: Desk, cast: Cast, forum: Forum) -> None:
    """Plan phase 2 over the posts of phase 1, then write the new ones."""
    old = [post for post in desk.posts if not post.quarantine and not is_odd(post.site, post.key)]
    for site, share in SHARES.items():
        mine = [post for post in old if post.site == site]
        desk.rng.shuffle(mine)
        count = len(mine) // share
        for n, post in enumerate(mine[:count]):
            post.change = Change(removed=WAYS[n % 3] if site == "board" else "410")
        for post in mine[count : 2 * count]:
            _edit(desk, cast, post)
        for post in mine[2 * count : 3 * count] if site == "board" else ():
            post.change = Change(at=_during(desk))
    _forum(desk, forum, [post for post in old if post.site == "forum"])
    _new(desk, cast)


def _during(desk: Desk) -> datetime:
    """A moment in the first minutes of `today`, so that it is past whenever somebody looks."""
    return datetime.combine(desk.today, time(), UTC) + timedelta(seconds=desk.rng.randrange(1, 300))


def _edit(desk: Desk, cast: Cast, post: Post) -> None:
    """Rings change the text (and with it handles), others the price and a line."""
    ring = next((ring for ring in cast.rings if post.author in ring.workers), None)
    if ring:
        ad = adult_ads.ring_ad(desk, ring, post.author, post.city, 2, 6)
        change = Change(title=ad.title, body=ad.body, price=ad.price, spellings=dict(ad.draft.spellings))
    else:
        lower = post.price and post.price[1:].isdigit()
        price = f"${max(5, int(post.price[1:]) * 17 // 20)}" if post.price and lower else post.price
        change = Change(body=f"{post.body}\n{desk.rng.choice(data('goods')['edits'])}", price=price)
    change.at = _during(desk)
    post.change = change


def _forum(desk: Desk, forum: Forum, old: list[Post]) -> None:
    """A thread goes with its replies, one reply goes alone, one is edited, and four threads get a new reply."""
    threads = [post for post in old if post.kind == "thread"]
    desk.rng.shuffle(threads)
    gone = threads.pop()
    gone.change = Change(removed="404")
    replies = [post for post in old if post.kind == "reply" and not is_odd("forum", post.extra["parent"])]
    for reply in replies:
        if reply.extra["parent"] == gone.key:
            reply.change = Change(removed="404")
    left = [reply for reply in replies if not reply.change]
    first, second = desk.rng.sample(left, 2)
    first.change = Change(removed="404")
    second.change = Change(body=f"{second.body}\nEdit: see the answer below.", at=_during(desk))
    for n, thread in enumerate(threads[:4]):
        forum.answers(thread, data("talk")["late"][n], n, _during(desk))


def _new(desk: Desk, cast: Cast) -> None:
    """Each ring's workers move on; six sellers, a recruiter and an employer come with something new."""
    for ring in cast.rings:
        for worker in ring.workers[:3]:
            city = desk.rng.choice(american())
            ad = adult_ads.ring_ad(desk, ring, worker, city, 0, desk.rng.randrange(3, 10))
            adult_ads.post_ring_ad(desk, ring, worker, ad, "board", city, _during(desk), phase=2)
    for n, seller in enumerate(cast.sellers[:6]):
        made = goods_ads.ordinary(desk, seller, "board" if n % 2 else "market")
        made.phase, made.posted_at = 2, _during(desk)
    for n, author in enumerate((cast.recruiters[0], cast.employers[0])):
        made = vacancies.offer(desk, author, n + 3, 0)
        made.phase, made.posted_at = 2, _during(desk)
