"""The job board: ordinary employers, and a recruiter whose offers show forced labour."""

from __future__ import annotations

from typing import Any

from examples.world.desk import DAYS, Desk
from examples.world.model import Person, Post
from examples.world.odd import KEYS, REAL
from examples.world.people import Cast
from examples.world.pools import american, cities, data
from examples.world.writing import Draft


def write(desk: Desk, cast: Cast) -> None:
    """About ten offers a recruiter, one or two an employer, and the three odd ones."""
    for recruiter in cast.recruiters:
        for n in range(10):
            offer(desk, recruiter, n, desk.rng.randrange(1, 60))
    for n, employer in enumerate(cast.employers):
        for m in range(2 if n % 3 == 0 else 1):
            offer(desk, employer, n + 5 * m, desk.rng.randrange(1, DAYS - 5))
    spanish = next(n for n, vacancy in enumerate(data("work")["employer"]) if vacancy.get("language") == "es")
    for n, behaviour in enumerate(REAL):
        which = spanish if behaviour == "charset" else n
        offer(desk, cast.employers[n], which, 9 + n, key=KEYS["jobs"][behaviour])


def offer(desk: Desk, author: Person, n: int, ago: int, *, key: str | None = None) -> Post:
    """One vacancy; a recruiter uses another firm name and city each time."""
    rng, recruits = desk.rng, author.role == "recruiter"
    bank = data("work")["recruiter" if recruits else "employer"]
    vacancy = bank[n % len(bank)]
    es, city = vacancy.get("language") == "es", rng.choice(american()) if recruits else author.city
    firms = data("work")["employers"]
    firm = author.names[n % len(author.names)] if recruits else firms[int(author.id[1:]) % len(firms)]
    draft = Draft(rng, hide=0.35 if recruits else 0.05, language="es" if es else "en")
    slots: dict[str, Any] = {
        "employer": firm,
        "city": cities()[city]["name"],
        "area": desk.area(city),
        "phone": author.any_of(rng, "phone") or "at the front desk",
        "email": author.any_of(rng, "email"),
        "chat": author.any_of(rng, "social"),
        "name": author.names[0].split()[0],
    }
    title, body = draft.fill(vacancy["title"], slots), draft.fill(vacancy["body"], slots)
    apply = draft.fill(rng.choice(data("work")["recruit" if recruits else "apply_es" if es else "apply"]), slots)
    extra = {"apply": apply, "contract": rng.choice(("Full time", "Part time", "Seasonal"))}
    more: dict[str, Any] = {"price": vacancy["salary"], "city": city, "category": "jobs", "user": firm, "key": key}
    when = desk.moment(ago, (6, 18), cities()[city]["zone"])
    return desk.post("jobs", author, draft, title=title, body=body, when=when, extra=extra, **more)
