"""Who banks where, and under which identifiers the banks know them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

from examples.world.model import Account, Alias, Person, Post, Selector
from examples.world.people import Cast, Casting, Ring

BANKS = ("alder", "birch")
OCCUPATIONS = (
    "teacher",
    "electrician",
    "retail",
    "nurse",
    "office clerk",
    "warehouse",
    "retired",
    "student",
    "cook",
    "driver",
)


class Register:
    """Opens accounts. `alder` is the larger bank; wallets get Venmo-like statements, current accounts camt.053."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.accounts: list[Account] = []
        self._of: dict[str, list[Account]] = {}
        self._names = Casting(random.Random(rng.random()))

    def of(self, person: Person) -> Account | None:
        """The person's first account, if they bank here."""
        return next(iter(self._of.get(person.id, [])), None)

    def open(
        self,
        person: Person,
        role: str,
        typology: str,
        *,
        form: str | None = None,
        bank: str | None = None,
        occupation: str | None = None,
        business: bool = False,
        known: float = 0.75,
    ) -> Account:
        """Open an account. Name and phone are known to the bank from the start; each other selector with chance `known`."""
        rng = self.rng
        bank = bank or ("alder" if rng.random() < 0.6 else "birch")
        form = "camt053" if person.city == "london" else form or rng.choice(("venmo", "camt053"))
        opened = self.today - timedelta(days=rng.randrange(160, 2400) if role != "victim" else rng.randrange(95, 200))
        number = f"{bank[:2].upper()}-{rng.randrange(10**6, 10**7)}"
        same_name = [account for account in self._of.get(person.id, [])]
        holder = (
            same_name[0].holder if same_name else person.names[0] if " " in person.names[0] else self._names.full_name()
        )
        account = Account(
            id=number,
            institution=bank,
            holder=holder,
            person=person,
            role=role,
            typology=typology,
            form=form,
            city=person.city,
            opened=opened,
            kind="business" if business else "wallet" if form == "venmo" else "current",
            occupation=occupation or rng.choice(OCCUPATIONS),
        )
        account.aliases.append(Alias(kind="name", value=holder, valid_from=opened))
        for n, selector in enumerate(person.selectors):
            if selector.kind == "social":
                continue
            if (n == 0 and selector.kind == "phone") or rng.random() < known:
                self.know(account, selector)
        self.accounts.append(account)
        self._of.setdefault(person.id, []).append(account)
        return account

    def know(
        self,
        account: Account,
        selector: Selector,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
    ) -> None:
        """Add an alias row; without dates it is valid from the account's first weeks on."""
        latest = self.today - timedelta(days=90)
        since = since or min(latest, account.opened + timedelta(days=self.rng.randrange(20)))
        source = source or {"phone": "KYC", "email": "KYC"}.get(selector.kind, "alias")
        account.aliases.append(
            Alias(kind=selector.kind, value=selector.value, valid_from=since, valid_to=until, source=source)
        )


def open_all(register: Register, cast: Cast) -> None:
    """The accounts of the whole cast: about 150 at scale 1."""
    for ring in cast.rings:
        _ring(register, ring)
    for recruiter in cast.recruiters:
        register.open(
            recruiter,
            "recruiter",
            "W2",
            form="camt053",
            bank="alder",
            occupation="staffing agency",
            business=True,
            known=1.0,
        )
    for n, labourer in enumerate(cast.labourers):
        register.open(labourer, "victim", "W2", form="camt053" if n % 5 else "venmo", occupation="farm worker")
    for n, person in enumerate(cast.independents):
        if n % 6 != 5:  # the others bank elsewhere
            register.open(person, "independent", "independent", occupation="self-employed", known=0.85)
    for person in (*cast.spammers, *([cast.copier] if cast.copier else [])):
        register.open(person, "scammer", "scam", form="venmo", known=1.0)
    for seller in cast.sellers[: len(cast.sellers) * 26 // 44]:
        register.open(seller, "ordinary", "seller")
    for n, employer in enumerate(cast.employers[: len(cast.employers) // 4]):
        night = n == 1
        register.open(
            employer,
            "ordinary",
            "night bar" if night else "employer",
            form="camt053",
            business=True,
            occupation="bar" if night else "company",
        )
    for customer in cast.customers:
        register.open(customer, "customer", "customer")
    _neighbours(register, cast)
    _recycled(register, cast)


def _ring(register: Register, ring: Ring) -> None:
    head = ring.controllers[0]
    main = register.open(head, "controller", "N3", form="venmo", bank="alder", occupation="self-employed", known=1.0)
    if len(ring.controllers) == 1:
        register.open(head, "controller", "N3", form="camt053", bank="birch", occupation="consultant", known=0.0)
    for other in ring.controllers[1:]:
        register.open(other, "controller", "P4", form="camt053", bank="birch", occupation="event manager", known=1.0)
    register.know(main, ring.phones[2], source="device")
    register.know(main, ring.phones[0], until=register.today - timedelta(days=46))
    for n, worker in enumerate(ring.workers):
        account = register.open(worker, "victim", "N2", form="camt053" if n == 2 else "venmo", occupation="none stated")
        if n == 1:
            register.know(account, ring.phones[1], source="device")


def _neighbours(register: Register, cast: Cast) -> None:
    parts = {
        3: "gig driver",
        4: "gig driver",
        5: "gig driver",
        6: "travelling nurse",
        7: "scam victim",
        8: "scam victim",
        9: "splits bills",
        10: "flatmate",
        11: "flatmate",
        12: "flatmate",
    }
    for n, neighbour in enumerate(cast.neighbours):
        part = parts.get(n % 42, "ordinary")
        job = {"gig driver": "driver", "travelling nurse": "nurse"}.get(part)
        form = {"splits bills": "venmo", "flatmate": "venmo", "travelling nurse": "camt053"}.get(part)
        if part in ("flatmate", "splits bills", "scam victim"):
            neighbour.city = "denver"
        register.open(neighbour, "ordinary", part, form=form, occupation=job)


def _recycled(register: Register, cast: Cast) -> None:
    """Numbers that had another holder: one long before the ads, one just after the ring gave it up; and the stranger's of the copied ad."""
    before, after, stranger = (register.of(person) for person in cast.neighbours[:3])
    if not (before and after and stranger):
        return
    day = register.today
    before.typology, after.typology, stranger.typology = "recycled number", "recycled number", "stranger's number"
    register.know(
        before, cast.independents[1].of("phone"), before.opened, max(before.opened, day - timedelta(days=150))
    )
    register.know(after, cast.rings[0].phones[0], day - timedelta(days=30))


def links(accounts: Iterable[Account], posts: Iterable[Post]) -> dict[str, list[str]]:
    """For each account the selectors of posts that lead to it by an alias valid on the day of the post (either phase)."""
    days: dict[str, set[date]] = {}
    for post in posts:
        if post.quarantine:
            continue
        for name in post.spellings:
            days.setdefault(name, set()).add(post.posted_at.date())
        for name in (post.change and post.change.spellings) or ():
            assert post.change is not None and post.change.at is not None
            days.setdefault(name, set()).add(post.change.at.date())
    return {
        account.id: sorted({name for alias in account.aliases if (name := _valid(alias, days))}) for account in accounts
    }


def _valid(alias: Alias, days: dict[str, set[date]]) -> str | None:
    name = f"{alias.kind}:{alias.value}"
    end = alias.valid_to or date.max
    return name if any(alias.valid_from <= day <= end for day in days.get(name, ())) else None
