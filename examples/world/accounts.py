"""Who banks where, and under which identifiers the banks know them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from examples.world.model import Account, Alias, Person, Post, Selector
from examples.world.people import Cast, Casting, Ring
from examples.world.pools import data


class Register:
    """Opens accounts. `alder` is the larger bank; wallets get Venmo-like statements, current accounts camt.053."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.accounts: list[Account] = []
        self._of: dict[str, list[Account]] = defaultdict(list)
        self._names = Casting(random.Random(rng.random()))
        self._numbers: set[str] = set()

    def all_of(self, person: Person) -> list[Account]:
        """The person's accounts; none when they bank elsewhere."""
        return self._of[person.id]

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
        """Open an account. The bank knows the name and the main phone; the rest each with chance `known`."""
        rng = self.rng
        bank = bank or ("alder" if rng.random() < 0.6 else "birch")
        form = "camt053" if person.city == "london" else form or rng.choice(("venmo", "camt053"))
        account = Account(
            id=self._number(bank),
            institution=bank,
            holder=self._holder(person),
            person=person,
            role=role,
            typology=typology,
            form=form,
            city=person.city,
            opened=self.today - timedelta(days=rng.randrange(95, 700 if role == "victim" else 2400)),
            kind="business" if business else "wallet" if form == "venmo" else "current",
            occupation=occupation or rng.choice(data("money")["occupations"]),
        )
        account.aliases.append(Alias(kind="name", value=account.holder, valid_from=account.opened))
        for n, selector in enumerate(person.selectors):
            first = n == 0 and selector.kind == "phone" and known > 0
            if selector.kind != "social" and (first or rng.random() < known):
                self.know(account, selector)
        self.accounts.append(account)
        self._of[person.id].append(account)
        return account

    def _number(self, bank: str) -> str:
        while (number := f"{bank[:2].upper()}-{self.rng.randrange(10**6, 10**7)}") in self._numbers:
            pass
        self._numbers.add(number)
        return number

    def _holder(self, person: Person) -> str:
        """The legal name: the same on all their accounts, and another than the first name that stands in ads."""
        if self._of[person.id]:
            return self._of[person.id][0].holder
        return person.names[0] if " " in person.names[0] else self._names.full_name()

    def know(
        self,
        account: Account,
        selector: Selector,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
    ) -> None:
        """Add an alias row; without dates it is valid from the account's first weeks on."""
        before_ads = self.today - timedelta(days=90)
        since = since or min(before_ads, account.opened + timedelta(days=self.rng.randrange(20)))
        source = source or ("KYC" if selector.kind in ("phone", "email") else "alias")
        row = Alias(kind=selector.kind, value=selector.value, valid_from=since, valid_to=until, source=source)
        account.aliases.append(row)

    def private_phone(self, account: Account) -> None:
        """Give the bank a number that no ad carries."""
        self.know(account, self._names.pools.private_phone())


def open_all(register: Register, cast: Cast) -> None:
    """The accounts of the whole cast: about 150 at scale 1."""
    for ring in cast.rings:
        _ring(register, ring)
    for recruiter in cast.recruiters:
        register.open(recruiter, "recruiter", "W2", form="camt053", bank="alder", business=True, known=1.0)
    for n, labourer in enumerate(cast.labourers):
        register.open(labourer, "victim", "W2", form="camt053" if n % 5 else "venmo")
    for n, person in enumerate(cast.independents):
        if n % 6 != 5:  # the others bank elsewhere
            account = register.open(person, "independent", "independent", known=0.0 if n % 6 == 3 else 0.85)
            if n % 6 == 3:
                register.private_phone(account)
    for person in (*cast.spammers, cast.copier):
        register.open(person, "scammer", "scam", form="venmo", known=1.0)
    for seller in cast.sellers[: len(cast.sellers) * 26 // 44]:
        register.open(seller, "ordinary", "seller")
    for n, employer in enumerate(cast.employers[: len(cast.employers) // 4]):
        register.open(employer, "ordinary", "night bar" if n == 1 else "employer", form="camt053", business=True)
    for customer in cast.customers:
        register.open(customer, "customer", "customer")
    _neighbours(register, cast)
    _recycled(register, cast)


def _ring(register: Register, ring: Ring) -> None:
    head = ring.controllers[0]
    main = register.open(head, "controller", "N3", form="venmo", bank="alder", known=1.0)
    if len(ring.controllers) == 1:
        register.open(head, "controller", "N3", form="camt053", bank="birch", known=0.0)
    for other in ring.controllers[1:]:
        register.open(other, "controller", "P4", form="camt053", bank="birch", known=1.0)
    register.know(main, ring.phones[2], source="device")
    register.know(main, ring.phones[0], until=register.today - timedelta(days=46))
    for n, worker in enumerate(ring.workers):
        account = register.open(worker, "victim", "N2", form="camt053" if n == 2 else "venmo")
        if n == 1:
            register.know(account, ring.phones[1], source="device")


PARTS = {
    **dict.fromkeys((3, 4, 5), "gig driver"),
    6: "travelling nurse",
    **dict.fromkeys((7, 8), "scam victim"),
    9: "splits bills",
    **dict.fromkeys((10, 11, 12), "flatmate"),
}
FORMS = {"splits bills": "venmo", "flatmate": "venmo", "travelling nurse": "camt053"}
JOBS = {"gig driver": "driver", "travelling nurse": "nurse"}


def _neighbours(register: Register, cast: Cast) -> None:
    """Of each 42 neighbours ten play a look-alike's part."""
    for n, neighbour in enumerate(cast.neighbours):
        part = PARTS.get(n % 42, "ordinary")
        if part in ("flatmate", "splits bills", "scam victim"):
            neighbour.city = "denver"
        register.open(neighbour, "ordinary", part, form=FORMS.get(part), occupation=JOBS.get(part))


def _recycled(register: Register, cast: Cast) -> None:
    """Numbers with another holder: one long before the ads, one after the ring gave it up, and the copied ad's."""
    before, after, stranger = (register.all_of(person)[0] for person in cast.neighbours[:3])
    before.typology = after.typology = "recycled number"
    stranger.typology = "stranger's number"
    day = register.today
    before.opened = min(before.opened, day - timedelta(days=500))
    until = day - timedelta(days=150)
    register.know(before, cast.independents[1].of("phone"), before.opened, until)
    register.know(after, cast.rings[0].phones[0], day - timedelta(days=30))


def links(accounts: Iterable[Account], posts: Iterable[Post]) -> dict[str, list[str]]:
    """For each account the selectors of posts that lead to it by an alias valid on the day of the post."""
    days: dict[str, set[date]] = defaultdict(set)
    for post in (post for post in posts if not post.quarantine):
        for name in post.spellings:
            days[name].add(post.posted_at.date())
        if post.change and post.change.at:
            for name in post.change.spellings or ():
                days[name].add(post.change.at.date())
    return {account.id: sorted(_linked(account, days)) for account in accounts}


def _linked(account: Account, days: dict[str, set[date]]) -> set[str]:
    found = set()
    for alias in account.aliases:
        name, end = f"{alias.kind}:{alias.value}", alias.valid_to or date.max
        if any(alias.valid_from <= day <= end for day in days.get(name, ())):
            found.add(name)
    return found
