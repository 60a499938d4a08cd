"""What ordinary people sell, rent out and offer, on the board and the market, the three odd posts of each included."""

from __future__ import annotations

from typing import Any

from examples.world.desk import DAYS, Desk
from examples.world.model import Person, Post
from examples.world.people import Cast
from examples.world.pools import cities, data
from examples.world.writing import Draft

ODD_KEYS = {
    "board": {"flaky": "1000000500", "slow": "1000000200", "charset": "1000000105"},
    "market": {"flaky": "flaky500", "slow": "slow02", "charset": "charset1"},
}
KINDS = {"items": "for-sale", "rooms": "rooms", "services": "services"}
SHELVES = ("electronics", "home", "outdoors")


def write(desk: Desk, cast: Cast) -> None:
    """Two thirds of the sellers use the board, the rest the market; some post twice."""
    for n, seller in enumerate(cast.sellers):
        site = "market" if n % 3 == 2 else "board"
        for _ in range(2 if n % 2 else 1):
            ordinary(desk, seller, site)
    for site, odd in ODD_KEYS.items():
        for n, (behaviour, key) in enumerate(odd.items()):
            ordinary(desk, cast.sellers[n], site, key=key, spanish=behaviour == "charset")


def ordinary(desk: Desk, seller: Person, site: str, *, key: str | None = None, spanish: bool = False) -> Post:
    """One ordinary ad; `spanish` forces a Spanish text (for the page with the wrong charset)."""
    rng = desk.rng
    shelf = rng.choice(("items", "items", "items", "rooms", "services")) if site == "board" else "items"
    choices = [thing for thing in data("goods")[shelf] if not spanish or thing.get("language") == "es"]
    thing = rng.choice(choices)
    es = thing.get("language") == "es"
    price = rng.randrange(thing["price"][0], thing["price"][1] + 1, 5)
    slots: dict[str, Any] = {
        "city": cities()[seller.city]["name"],
        "area": desk.area(seller.city),
        "order": desk.decoy(),
        "name": seller.names[0].split()[0],
        "phone": seller.of("phone"),
        "email": next((selector for selector in seller.selectors if selector.kind == "email"), "here"),
        "pay": next((selector for selector in seller.selectors if selector.kind not in ("phone", "email")), "cash"),
    }
    draft = Draft(rng, hide=0.05, language="es" if es else "en")
    template = f"{thing['body']}\n{rng.choice(data('goods')['closers_es' if es else 'closers'])}"
    hidden_phone = site == "market" and rng.random() < 0.6
    more: dict[str, Any] = {"extra": {"phone": draft.put(seller.of("phone"))} if hidden_phone else {}}
    if "{order}" in thing["body"]:
        more["decoys"] = [slots["order"]]
    ago = rng.randrange(1, DAYS - 2) if rng.random() < 0.6 else rng.randrange(0, 9)
    return desk.post(
        site,
        seller,
        draft,
        title=draft.fill(thing["title"], slots),
        body=_closing(draft, template, slots, hidden_phone, es),
        when=desk.moment(ago, (7, 22), cities()[seller.city]["zone"]),
        price=f"${price}" if price else None,
        city=seller.city,
        category=KINDS[shelf] if site == "board" else rng.choice(SHELVES),
        key=key,
        **more,
    )


def _closing(draft: Draft, template: str, slots: dict[str, Any], hidden_phone: bool, es: bool) -> str:
    """The body; where the phone stands behind the button, the text does not give it too."""
    if hidden_phone and "{phone}" in template:
        template = template.replace("{phone}", "número de arriba" if es else "the number above")
    return draft.fill(template, slots)
