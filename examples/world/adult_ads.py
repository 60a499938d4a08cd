"""The ads of rings, independent workers, the spam campaign, a copied ad, and the one post for the quarantine."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from examples.world.desk import DAYS, Desk, spoken
from examples.world.model import Person, Post, Selector
from examples.world.people import Cast, Ring
from examples.world.pools import cities, data
from examples.world.writing import Draft

RING_HIDE, INDEPENDENT_HIDE = 0.6, 0.25


def write(desk: Desk, cast: Cast, seed: int) -> None:
    """All of them, on the board and a few on the market."""
    for ring in cast.rings:
        for n, worker in enumerate(ring.workers):
            _circuit(desk, ring, worker, n)
    for n, person in enumerate(cast.independents):
        for ad in range(2):
            _independent(desk, person, f"{seed}:{person.id}:{ad}", "market" if ad and n % 4 == 0 else "board", person)
    for spammer in cast.spammers:
        _campaign(desk, spammer)
    _copied(desk, cast, seed)
    _minor(desk, cast)


def ring_text(
    desk: Desk, ring: Ring, worker: Person, city: str, days_ago: int, days: int
) -> tuple[Draft, str, str, str, str]:
    """A ring's ad: the draft, title, body, price, and the name used."""
    rng, template = desk.rng, desk.rng.choice(data("adult")["rings"][ring.template])
    language = "es" if "{days} días" in template["title"] else "en"
    draft = Draft(rng, hide=RING_HIDE, language=language)
    name = rng.choice(worker.names)
    others = rng.sample([persona for persona in ring.personas if persona not in worker.names], 2)
    half = rng.choice((80, 100, 120))
    payments = [selector for selector in ring.shared if selector.kind != "social"]
    slots: dict[str, Any] = {
        "name": name,
        "other": others[0],
        "third": others[1],
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
    return draft, draft.fill(template["title"], slots), draft.fill(template["body"], slots), f"${slots['hour']}", name


def _ring_phone(rng: random.Random, ring: Ring, worker: Person, days_ago: int) -> Selector:
    """The ring's first number was given up 45 days ago (somebody else has it since); the others are shared by workers."""
    if days_ago > 45:
        return rng.choice((ring.phones[0], ring.phones[1], worker.of("phone")))
    return rng.choice((ring.phones[1], ring.phones[2], worker.of("phone")))


def _circuit(desk: Desk, ring: Ring, worker: Person, n: int) -> None:
    """One worker's way through the cities: stays of 3 to 9 days, an ad at the start of most."""
    rng, ago = desk.rng, DAYS - 3 - 2 * n
    route = [city for city in cities() if city != "london"]
    rng.shuffle(route)
    stop = 0
    while ago > 1:
        days, city = rng.randrange(3, 10), route[stop % len(route)]
        if rng.random() < 0.55:
            draft, title, body, price, name = ring_text(desk, ring, worker, city, ago, days)
            when = desk.moment(ago, (16, 23), cities()[city]["zone"])
            bumped = (
                when + timedelta(hours=rng.randrange(20, 50)) if days > 4 and ago > 5 and rng.random() < 0.5 else None
            )
            site = "market" if rng.random() < 0.08 else "board"
            desk.post(
                site,
                worker,
                draft,
                title=title,
                body=body,
                when=when,
                price=price,
                city=city,
                updated_at=bumped,
                category="adult" if site == "board" else "wellness",
                user=f"{name.lower()}.{ring.workers[0].user[-3:]}",
            )
        stop, ago = stop + 1, ago - days


def _independent(
    desk: Desk, person: Person, stream: str, site: str, author: Person, swap: dict[str, Selector] | None = None
) -> Post:
    """An independent worker's ad. Its words follow from `stream` alone, so that a copy can be made with other selectors."""
    rng, es = random.Random(stream), person.language == "es"
    bank, suffix = data("adult")["independent"], "_es" if es else ""
    text = f"{rng.choice(bank['openers' + suffix])}\n{rng.choice(bank['bodies' + suffix])} {rng.choice(bank['limits' + suffix])}\n{rng.choice(bank['closers' + suffix])}"
    hour = rng.choice((160, 200, 220, 250))
    chat = next((selector for selector in person.selectors if selector.kind == "social"), None)
    slots: dict[str, Any] = {
        "name": person.names[0],
        "age": rng.randrange(28, 51),
        "city": cities()[person.city]["name"],
        "area": rng.choice(cities()[person.city]["areas"]),
        "half": hour // 2 + 20,
        "hour": hour,
        "phone": person.of("phone"),
        "pay": person.selectors[1],
        "chat": None if swap else chat,
    }
    slots.update(swap or {})
    draft = Draft(rng, hide=INDEPENDENT_HIDE, language=person.language)
    title = draft.fill(rng.choice(bank["titles" + suffix]), slots)
    when = desk.moment(desk.rng.randrange(4, DAYS - 2), (9, 20), cities()[person.city]["zone"])
    return desk.post(
        site,
        author,
        draft,
        title=title,
        body=draft.fill(text, slots),
        when=when,
        price=f"${hour}",
        city=person.city,
        category="adult" if site == "board" else "wellness",
    )


def _campaign(desk: Desk, spammer: Person) -> None:
    template, rng = data("adult")["spam"], desk.rng
    phones = [selector for selector in spammer.selectors if selector.kind == "phone"]
    for n, city in enumerate([*cities(), *cities(), "miami", "houston"]):
        draft = Draft(rng, hide=0.15)
        slots = {
            "half": rng.choice((200, 300, 450)),
            "city": cities()[city]["name"],
            "days": rng.randrange(5, 30),
            "phone": phones[n % 3],
            "pay": spammer.of("cashapp"),
            "code": f"EZ-{desk.decoy()}",
        }
        body = draft.fill(template["body"], slots)
        site = "board" if n < 18 else "market"
        desk.post(
            site,
            spammer,
            draft,
            title=draft.fill(template["title"], slots),
            body=body,
            when=desk.moment(rng.randrange(1, 30)),
            city=city,
            category="services",
            user=f"easyincome{n + 11}",
            decoys=[slots["code"].removeprefix("EZ-")],
        )


def _copied(desk: Desk, cast: Cast, seed: int) -> None:
    """An independent worker's words under a stranger's number, with the copier's own handle for the deposit."""
    copier, victim = cast.copier, cast.independents[0]
    if copier is None:
        return
    swap = {"phone": cast.neighbours[2].of("phone"), "pay": copier.of("cashapp")}
    made = _independent(desk, victim, f"{seed}:{victim.id}:0", "board", copier, swap)
    made.extra["copied_from"] = victim.id


def _minor(desk: Desk, cast: Cast) -> None:
    author, template = cast.minor_advertiser, data("adult")["minor"]
    if author is None:
        return
    draft = Draft(desk.rng)
    slots = {"city": cities()[author.city]["name"], "area": desk.area(author.city), "phone": author.of("phone")}
    desk.post(
        "board",
        author,
        draft,
        title=draft.fill(template["title"], slots),
        body=draft.fill(template["body"], slots),
        when=desk.moment(5),
        city=author.city,
        category="adult",
        quarantine=True,
    )
