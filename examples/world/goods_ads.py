"""What ordinary people sell, rent out and offer, on the board and the market."""

from __future__ import annotations

from typing import Any

from examples.world.desk import DAYS, Desk
from examples.world.model import Person, Post
from examples.world.odd import KEYS, REAL
from examples.world.people import Cast
from examples.world.pools import cities, data
from examples.world.writing import Draft

HIDE = 0.05
KINDS = {"items": "for-sale", "rooms": "rooms", "services": "services"}
SHELVES = ("electronics", "home", "outdoors")


def write(desk: Desk, cast: Cast) -> None:
    """Two thirds of the sellers use the board, the rest the market; some post twice. Then the odd posts of both."""
    for n, seller in enumerate(cast.sellers):
        for _ in range(2 if n % 2 else 1):
            ordinary(desk, seller, "market" if n % 3 == 2 else "board")
    for site in ("board", "market"):
        for n, behaviour in enumerate(REAL):
            spanish = behaviour == "charset"
            ordinary(desk, cast.sellers[n], site, key=KEYS[site][behaviour], spanish=spanish)


def ordinary(desk: Desk, seller: Person, site: str, *, key: str | None = None, spanish: bool = False) -> Post:
    """One ordinary ad; `spanish` forces a Spanish text (for the page with the wrong charset)."""
    rng = desk.rng
    shelf = rng.choice(("items", "items", "items", "rooms", "services")) if site == "board" else "items"
    thing = rng.choice([thing for thing in data("goods")[shelf] if not spanish or thing.get("language") == "es"])
    es, price = thing.get("language") == "es", rng.randrange(thing["price"][0], thing["price"][1] + 1, 5)
    draft, slots = Draft(rng, hide=HIDE, language="es" if es else "en"), _slots(desk, seller)
    closer: str = rng.choice(data("goods")["closers_es" if es else "closers"])
    more: dict[str, Any] = {"key": key, "decoys": [slots["order"]] if "{order}" in thing["body"] else []}
    if site == "market" and rng.random() < 0.6:  # the phone stands behind the button, not in the text
        more["extra"] = {"phone": draft.put(seller.of("phone"))}
        more["revealed"] = [seller.of("phone").name]
        closer = closer.replace("{phone}", "número de arriba" if es else "the number above")
    title, body = draft.fill(thing["title"], slots), draft.fill(f"{thing['body']}\n{closer}", slots)
    ago = rng.randrange(1, DAYS - 2) if rng.random() < 0.6 else rng.randrange(9)
    more["price"], more["city"] = f"${price}" if price else None, seller.city
    more["category"] = KINDS[shelf] if site == "board" else rng.choice(SHELVES)
    when = desk.moment(ago, (7, 22), cities()[seller.city]["zone"])
    return desk.post(site, seller, draft, title=title, body=body, when=when, **more)


def _slots(desk: Desk, seller: Person) -> dict[str, Any]:
    emails = [selector for selector in seller.selectors if selector.kind == "email"]
    payments = [selector for selector in seller.selectors if selector.kind not in ("phone", "email")]
    return {
        "city": cities()[seller.city]["name"],
        "area": desk.area(seller.city),
        "order": desk.decoy(),
        "name": seller.names[0].split()[0],
        "phone": seller.of("phone"),
        "email": emails[0] if emails else "here",
        "pay": payments[0] if payments else "cash",
    }
