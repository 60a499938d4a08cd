"""The job board: ordinary employers, and a recruiter whose offers show forced labour."""

from __future__ import annotations

from typing import Any

from examples.world.desk import DAYS, Desk
from examples.world.model import Person, Post
from examples.world.people import Cast
from examples.world.pools import cities, data
from examples.world.writing import Draft

ODD = {"flaky": "990500", "slow": "990200", "charset": "990105"}


def write(desk: Desk, cast: Cast) -> None:
    """About ten offers a recruiter, one or two an employer, and the three odd ones."""
    for recruiter in cast.recruiters:
        for n in range(10):
            offer(desk, recruiter, n, desk.rng.randrange(1, 60))
    for n, employer in enumerate(cast.employers):
        for m in range(2 if n % 3 == 0 else 1):
            offer(desk, employer, n + 5 * m, desk.rng.randrange(1, DAYS - 5))
    for n, (behaviour, key) in enumerate(ODD.items()):
        offer(desk, cast.employers[n], 9 if behaviour == "charset" else n, 9 + n, key=key)


def offer(desk: Desk, author: Person, n: int, ago: int, *, key: str | None = None, phase: int = 1) -> Post:
    """One vacancy; a recruiter uses another firm name and city each time."""
    rng, recruits = desk.rng, author.role == "recruiter"
    bank = data("work")["recruiter" if recruits else "employer"]
    vacancy = bank[n % len(bank)]
    city = rng.choice([slug for slug in cities() if slug != "london"]) if recruits else author.city
    employer = author.names[n % len(author.names)] if recruits else data("work")["employers"][int(author.id[1:]) % 12]
    draft = Draft(rng, hide=0.35 if recruits else 0.05, language=vacancy.get("language", "en"))

    def pick(*kinds: str) -> Any:
        found = [selector for selector in author.selectors if selector.kind in kinds]
        return rng.choice(found) if found else None

    slots = {
        "employer": employer,
        "city": cities()[city]["name"],
        "area": desk.area(city),
        "phone": pick("phone") or "at the front desk",
        "email": pick("email"),
        "chat": pick("social"),
        "name": author.names[0].split()[0],
    }
    apply = data("work")["recruit" if recruits else "apply_es" if vacancy.get("language") == "es" else "apply"]
    body = draft.fill(vacancy["body"], slots)
    when = desk.moment(ago, (6, 18), cities()[city]["zone"]) if ago >= 0 else desk.moment(0)
    return desk.post(
        "jobs",
        author,
        draft,
        title=draft.fill(vacancy["title"], slots),
        body=body,
        when=when,
        price=vacancy["salary"],
        city=city,
        category="jobs",
        user=employer,
        key=key,
        phase=phase,
        extra={
            "apply": draft.fill(rng.choice(apply), slots),
            "contract": rng.choice(("Full time", "Part time", "Seasonal")),
        },
    )
