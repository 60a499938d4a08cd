"""The cast: rings, independent workers, a recruiter, a spammer, and everybody else."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from examples.world.model import Person, Selector
from examples.world.pools import Pools, american, data


@dataclass(slots=True)
class Ring:
    """A ring: who runs it, who is advertised, and the selectors that several workers' ads share."""

    id: str
    template: str  # key into data/adult.yaml
    controllers: list[Person]
    workers: list[Person]
    phones: list[Selector]
    shared: list[Selector]
    personas: list[str]


@dataclass(slots=True)
class Cast:
    """Everybody, by part."""

    copier: Person
    minor_advertiser: Person
    rings: list[Ring] = field(default_factory=list)
    recruiters: list[Person] = field(default_factory=list)
    labourers: list[Person] = field(default_factory=list)
    independents: list[Person] = field(default_factory=list)
    spammers: list[Person] = field(default_factory=list)
    sellers: list[Person] = field(default_factory=list)
    employers: list[Person] = field(default_factory=list)
    members: list[Person] = field(default_factory=list)
    customers: list[Person] = field(default_factory=list)
    neighbours: list[Person] = field(default_factory=list)  # bank customers without posts


class Casting:
    """Makes persons with unique ids, names and user names."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.pools = rng, Pools(rng)
        self._count = 0

    def full_name(self) -> str:
        """A made-up first and last name."""
        names = data("goods")
        return f"{self.rng.choice(names['first_names'])} {self.rng.choice(names['last_names'])}"

    def person(
        self, role: str, names: list[str], *, city: str | None = None, ring: str | None = None, language: str = "en"
    ) -> Person:
        """A person without selectors yet."""
        self._count += 1
        stem = names[0].split()[0].lower()
        user = f"{stem}_{self.rng.randrange(10, 99)}{self._count}"
        return Person(f"p{self._count:04d}", role, city or self.rng.choice(american()), names, user, [], ring, language)

    def give(self, person: Person, *kinds: str) -> Person:
        """Give a person selectors of these kinds; `zelle` is paid to the phone or e-mail they have."""
        stem = "".join(char for char in person.names[0].split()[0].lower() if char.isascii())
        for kind in kinds:
            person.selectors.append(self._selector(person, kind, stem))
        return person

    def _selector(self, person: Person, kind: str, stem: str) -> Selector:
        if kind == "phone":
            return self.pools.phone(person.city)
        if kind == "email":
            return self.pools.email(stem)
        if kind in ("btc", "eth", "iban"):
            return self.pools.wallet(kind)
        if kind == "zelle":
            reached = [selector for selector in person.selectors if selector.kind in ("phone", "email")]
            return Selector("zelle", reached[0].value if reached else self.pools.phone(person.city).value)
        return self.pools.handle(kind, stem)


def _ring(casting: Casting, number: int) -> Ring:
    """Odd rings are run by one person with five workers, even ones by two with four, who also advertise in Spanish."""
    ring, template = f"r{number}", "r1" if number % 2 else "r2"
    language = "en" if number % 2 else "es"
    names = list(data("adult")["names"][template])
    casting.rng.shuffle(names)
    size = 5 if number % 2 else 4
    controllers = [
        casting.person("controller", [casting.full_name()], ring=ring) for _ in range(1 if number % 2 else 2)
    ]
    workers = [casting.person("victim", names[2 * n : 2 * n + 2], ring=ring, language=language) for n in range(size)]
    casting.give(
        controllers[0],
        "phone",
        "cashapp",
        "telegram",
        "zelle",
        *(("btc",) if number == 1 else ("eth",) if number == 2 else ()),
    )
    for other in controllers[1:]:
        casting.give(other, "phone", "paypal")
    for worker in workers:
        casting.give(worker, "phone", casting.rng.choice(("cashapp", "venmo")))
    phones = [casting.pools.phone(controllers[0].city) for _ in range(3)]
    shared = [*controllers[0].selectors[1:], *(other.of("paypal") for other in controllers[1:])]
    return Ring(ring, template, controllers, workers, phones, shared, names)


def _independents(casting: Casting, count: int) -> list[Person]:
    people, names = [], data("adult")["names"]["independent"]
    for n in range(count):
        language = "es" if n % 5 == 4 else "en"
        person = casting.person(
            "independent", [names[n % len(names)]], city="london" if n % 8 == 7 else None, language=language
        )
        british = "iban" if n == 7 else "paypal"
        casting.give(person, "phone", british if n % 8 == 7 else ("cashapp", "venmo", "paypal", "zelle")[n % 4])
        if n % 3 == 0:
            casting.give(person, "telegram" if n % 2 else "instagram")
        people.append(person)
    return people


def _ordinary(casting: Casting, role: str, count: int, *kinds: tuple[str, ...]) -> list[Person]:
    """People who use one of these sets of selectors, in turn."""
    people = [
        casting.person(role, [casting.full_name()], city="london" if n % 20 == 19 else None) for n in range(count)
    ]
    return [casting.give(person, *(kinds[n % len(kinds)] if kinds else ())) for n, person in enumerate(people)]


def cast(rng: random.Random, scale: int) -> Cast:
    """The whole cast for a scale: two rings and all that goes with them, `scale` times."""
    casting = Casting(rng)
    copier = casting.give(casting.person("copier", ["Selena"]), "cashapp")
    minor = casting.give(casting.person("other", ["unknown"]), "phone")
    everyone = Cast(copier, minor, [_ring(casting, number) for number in range(1, 2 * scale + 1)])
    everyone.independents = _independents(casting, 16 * scale)
    for number in range(1, scale + 1):
        recruiter = casting.person(
            "recruiter", ["Hilltop Staffing", "Golden Field Crews", "Casa Nova Placements"], ring=f"l{number}"
        )
        everyone.recruiters.append(casting.give(recruiter, "phone", "phone", "email", "email", "telegram"))
        everyone.labourers += [
            casting.give(
                casting.person("victim", [casting.full_name()], city=recruiter.city, ring=f"l{number}"), "phone"
            )
            for _ in range(5)
        ]
        spammer = casting.person("spammer", ["Easy Income Team"])
        everyone.spammers.append(casting.give(spammer, "phone", "phone", "phone", "cashapp"))
    everyone.sellers = _ordinary(
        casting,
        "ordinary",
        44 * scale,
        ("phone", "venmo"),
        ("phone",),
        ("email", "phone", "paypal"),
        ("phone", "cashapp"),
        ("email", "phone", "zelle"),
    )
    everyone.employers = _ordinary(casting, "employer", 18 * scale, ("phone", "email"), ("email",))
    everyone.members = _ordinary(casting, "member", 22 * scale, (), ("email",), (), ("instagram",), ("venmo",))
    everyone.customers = _ordinary(casting, "customer", 40 * scale, ("phone",), ("phone", "venmo"), ("email", "phone"))
    everyone.neighbours = _ordinary(
        casting, "ordinary", 42 * scale, ("phone",), ("phone", "venmo"), ("phone", "cashapp")
    )
    return everyone
