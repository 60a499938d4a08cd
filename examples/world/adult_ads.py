"""The ads of rings, independent workers, the spam campaign, a copied ad, and the one post for the quarantine."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from examples.world.desk import DAYS, Desk, spoken
from examples.world.model import Person, Post, Selector
from examples.world.people import Cast, Ring
from examples.world.pools import american, cities, data
from examples.world.writing import Draft

RING_HIDE, INDEPENDENT_HIDE, SPAM_HIDE = 0.6, 0.15, 0.15
SHELF = {"board": "adult", "market": "wellness"}


def write(desk: Desk, cast: Cast, seed: int) -> None:
    """All of them, on the board and a few on the market."""
    for ring in cast.rings:
        for n, worker in enumerate(ring.workers):
            _circuit(desk, ring, worker, DAYS - 3 - 2 * n)
    for n, person in enumerate(cast.independents):
        _independent(desk, person, f"{seed}:{person.id}:0", "board")
        again = 0 if n % 3 == 1 else 1  # a third repost the same text, under a new key
        _independent(desk, person, f"{seed}:{person.id}:{again}", "market" if n % 4 == 0 else "board")
    for spammer in cast.spammers:
        _campaign(desk, spammer)
    _copied(desk, cast, seed)
    _minor(desk, cast.minor_advertiser)


@dataclass(slots=True)
class RingAd:
    """A ring's ad before it is posted."""

    draft: Draft
    title: str
    body: str
    price: str
    name: str


def ring_ad(desk: Desk, ring: Ring, worker: Person, city: str, days_ago: int, days: int) -> RingAd:
    """Fill one of the ring's templates for a stay of some days that began `days_ago`."""
    rng, template = desk.rng, desk.rng.choice(data("adult")["rings"][ring.template])
    language = "es" if "{days} días" in template["title"] else "en"
    name = rng.choice(worker.names)
    other, third = rng.sample([persona for persona in ring.personas if persona not in worker.names], 2)
    half = rng.choice((80, 100, 120))
    payments = [selector for selector in ring.shared if selector.kind != "social"]
    slots: dict[str, Any] = {
        "name": name,
        "other": other,
        "third": third,
        "age": rng.randrange(21, 30),
        "city": cities()[city]["name"],
        "area": desk.area(city),
        "days": days,
        "until": spoken(desk.today - timedelta(days=days_ago - days), language),
        "half": half,
        "hour": half * 2 - 20,
        "phone": _ring_phone(rng, ring, worker, days_ago),
        "chat": ring.shared[1] if rng.random() < 0.7 else None,
        "pay": rng.choice([*payments, worker.selectors[1], worker.selectors[1]]),
        "pay2": rng.choice(payments),
    }
    draft = Draft(rng, hide=RING_HIDE, language=language)
    title, body = draft.fill(template["title"], slots), draft.fill(template["body"], slots)
    return RingAd(draft, title, body, f"${slots['hour']}", name)


def _ring_phone(rng: random.Random, ring: Ring, worker: Person, days_ago: int) -> Selector:
    """The ring's first number was given up 45 days ago (somebody else has it since); workers share the others."""
    if days_ago > 45:
        return rng.choice((ring.phones[0], ring.phones[1], worker.of("phone")))
    return rng.choice((ring.phones[1], ring.phones[2], worker.of("phone")))


def post_ring_ad(
    desk: Desk, ring: Ring, worker: Person, ad: RingAd, site: str, city: str, when: datetime, **more: Any
) -> Post:
    """Post it under a user name that the ring's ads have in common but for the persona."""
    user = f"{ad.name.lower()}.{ring.workers[0].user[-3:]}"
    fields: dict[str, Any] = {"price": ad.price, "city": city, "category": SHELF[site], "user": user, **more}
    return desk.post(site, worker, ad.draft, title=ad.title, body=ad.body, when=when, **fields)


def _circuit(desk: Desk, ring: Ring, worker: Person, ago: int) -> None:
    """One worker's way through the cities: stays of 3 to 9 days, an ad at the start of most, sometimes posted again."""
    rng, route, stop = desk.rng, american(), 0
    rng.shuffle(route)
    while ago > 1:
        days, city = rng.randrange(3, 10), route[stop % len(route)]
        if rng.random() < 0.5:
            ad = ring_ad(desk, ring, worker, city, ago, days)
            when = desk.moment(ago, (16, 23), cities()[city]["zone"])
            long = days > 4 and ago > 5
            bumped = when + timedelta(hours=rng.randrange(20, 50)) if long and rng.random() < 0.5 else None
            site = "market" if rng.random() < 0.08 else "board"
            post_ring_ad(desk, ring, worker, ad, site, city, when, updated_at=bumped)
            if long and not bumped and rng.random() < 0.5:
                again = when + timedelta(hours=rng.randrange(40, 70))
                post_ring_ad(desk, ring, worker, ad, "board", city, again)
        stop, ago = stop + 1, ago - days


def _independent(
    desk: Desk,
    person: Person,
    stream: str,
    site: str,
    author: Person | None = None,
    swap: dict[str, Selector] | None = None,
) -> Post:
    """An independent worker's ad. Its words follow from `stream` alone, so that it can be posted again or copied."""
    rng, suffix = random.Random(stream), "_es" if person.language == "es" else ""
    bank, city = data("adult")["independent"], cities()[person.city]

    def some(part: str) -> str:
        found: str = rng.choice(bank[part + suffix])
        return found

    text = f"{some('openers')}\n{some('bodies')} {some('limits')}\n{some('closers')}"
    hour, chats = rng.choice((160, 200, 220, 250)), [one for one in person.selectors if one.kind == "social"]
    slots: dict[str, Any] = {
        "name": person.names[0],
        "age": rng.randrange(28, 51),
        "city": city["name"],
        "area": rng.choice(city["areas"]),
        "half": hour // 2 + 20,
        "hour": hour,
        "phone": person.of("phone"),
        "pay": person.selectors[1],
        "chat": chats[0] if chats and not swap else None,
        **(swap or {}),
    }
    draft = Draft(rng, hide=INDEPENDENT_HIDE, language=person.language)
    title, body = draft.fill(some("titles"), slots), draft.fill(text, slots)
    when = desk.moment(desk.rng.randrange(4, DAYS - 2), (9, 20), city["zone"])
    more: dict[str, Any] = {"price": f"${hour}", "city": person.city, "category": SHELF[site]}
    return desk.post(site, author or person, draft, title=title, body=body, when=when, **more)


def _campaign(desk: Desk, spammer: Person) -> None:
    """The same text in every city twice, three phones in turn, and two more on the market."""
    template, rng = data("adult")["spam"], desk.rng
    phones = [selector for selector in spammer.selectors if selector.kind == "phone"]
    for n, city in enumerate([*cities(), *cities(), "miami", "houston"]):
        draft, order = Draft(rng, hide=SPAM_HIDE), desk.decoy()
        slots = {
            "half": rng.choice((200, 300, 450)),
            "city": cities()[city]["name"],
            "days": rng.randrange(5, 30),
            "phone": phones[n % 3],
            "pay": spammer.of("cashapp"),
            "code": f"EZ-{order}",
        }
        title, body = draft.fill(template["title"], slots), draft.fill(template["body"], slots)
        more = {"city": city, "category": "services", "user": f"easyincome{n + 11}", "decoys": [order]}
        site, when = "board" if n < 18 else "market", desk.moment(rng.randrange(1, 30))
        desk.post(site, spammer, draft, title=title, body=body, when=when, **more)


def _copied(desk: Desk, cast: Cast, seed: int) -> None:
    """An independent worker's words under a stranger's number, with the copier's own handle for the deposit."""
    original = cast.independents[0]
    swap = {"phone": cast.neighbours[2].of("phone"), "pay": cast.copier.of("cashapp")}
    made = _independent(desk, original, f"{seed}:{original.id}:0", "board", cast.copier, swap)
    made.extra["copied_from"] = original.id


def _minor(desk: Desk, author: Person) -> None:
    template, draft = data("adult")["minor"], Draft(desk.rng)
    slots = {"city": cities()[author.city]["name"], "area": desk.area(author.city), "phone": author.of("phone")}
    title, body = draft.fill(template["title"], slots), draft.fill(template["body"], slots)
    more = {"city": author.city, "category": "adult", "quarantine": True}
    desk.post("board", author, draft, title=title, body=body, when=desk.moment(5), **more)
