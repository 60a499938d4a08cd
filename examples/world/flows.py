"""The flows of the typologies: rings, the recruiter, scams. Those of everybody else are in `lookalikes`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from examples.world import lookalikes
from examples.world.accounts import Register
from examples.world.desk import DAYS
from examples.world.model import Account, Person, Post
from examples.world.money import Book, Purse
from examples.world.people import Cast, Ring


def write(book: Book, register: Register, cast: Cast, posts: list[Post]) -> None:
    """All movements of all accounts."""
    accounts = register.accounts
    customers = [account for account in accounts if account.role == "customer" and account.city != "london"]
    for ring in cast.rings:
        _ring(book, register, ring, customers, posts)
    for recruiter in cast.recruiters:
        _recruiter(book, register, recruiter, [worker for worker in cast.labourers if worker.ring == recruiter.ring])
    for account in accounts:
        if flow := FLOWS.get(account.typology):
            flow(Purse(book, account), customers)
    mates = [account for account in accounts if account.typology == "flatmate"]
    for n, home in enumerate(account for account in accounts if account.typology == "splits bills"):
        lookalikes.shared_home(book, home, mates[3 * n : 3 * n + 3])
    scammer = next(account for account in accounts if account.role == "scammer")
    for account in accounts:
        if account.typology == "scam victim":
            lookalikes.scam_victim(Purse(book, account), scammer)
    private = [account for account in accounts if account.role in ("customer", "ordinary")]
    book.friends([account for account in private if account.kind != "business"], 4 * len(private))


def _ring(book: Book, register: Register, ring: Ring, customers: list[Account], posts: list[Post]) -> None:
    heads = [account for account in register.accounts if account.person in ring.controllers]
    for n, worker in enumerate(ring.workers):
        head = heads[0] if n % 3 or len(ring.controllers) == 1 else heads[1]
        for account in register.all_of(worker):
            _worker(Purse(book, account), head, customers)
    first, second = Purse(book, heads[0]), Purse(book, heads[1])
    for ago in range(DAYS - 4, 0, -7):  # what is left goes on to the second account, and out of it as cash and coins
        first.pays(ago, (11, 16), heads[1], book.rng.randrange(2400, 5200, 50), "transfer", channel="transfer")
        for later in range(1, 4):
            second.pays(ago - later, (10, 23), "ATM WITHDRAWAL", book.rng.choice((400, 600, 800)), channel="cash")
        second.buys(ago - 2, "crypto", book.rng.choice((12, 24, 240)))
    for post in posts:
        if post.author in ring.workers and post.phase == 1:
            _costs(Purse(book, book.rng.choice(heads)), post)


def _worker(mine: Purse, head: Account, customers: list[Account]) -> None:
    """By night money comes in; within a day 40 to 95 % goes to the head. What stays is spent on little things."""
    rng = mine.rng
    for ago in range(DAYS - 1, 0, -1):
        if rng.random() < 0.3:
            continue
        total = mine.tips(customers, ago, rng.randrange(2, 5), (20, 27.5), 20)
        share = rng.uniform(0.4, 0.6) if rng.random() < 0.15 else rng.uniform(0.75, 0.95)
        mine.pays(ago, (28, 38), head, round(total * share / 5) * 5, mine.book.memo("pass_on"))
        if rng.random() < 0.5:
            mine.buys(ago, rng.choice(("food", "care")), rng.uniform(6, 28), (11, 20))


def _costs(payer: Purse, post: Post) -> None:
    """An ad costs: the fee minutes before it appears, a motel for the days of the stay, rides."""
    rng = payer.rng
    for moment in (post.posted_at, post.updated_at):
        if moment and rng.random() < 0.85:
            payer.advertises(moment - timedelta(seconds=rng.randrange(20, 240)), post.site)
    ago, days = (payer.book.today - post.posted_at.date()).days, rng.randrange(3, 10)
    payer.buys(ago, "motels", rng.randrange(54, 92) * days, (11, 18), post.city)
    for day in range(days):
        for _ in range(rng.randrange(3)):
            payer.buys(ago - day, "rides", rng.uniform(8, 34), (18, 27), post.city)


def _recruiter(book: Book, register: Register, recruiter: Person, workers: list[Person]) -> None:
    """Wages come every Friday in one batch; the same day most of it goes back as fee and housing."""
    rng = book.rng
    for account in register.all_of(recruiter):
        boss = Purse(book, account)
        for ago in [ago for ago in range(DAYS, 0, -1) if book.day(ago).weekday() == 4]:
            payday = boss.at(ago, (6, 7))
            for worker in workers:
                for hand in register.all_of(worker):
                    wage = rng.randrange(560, 720)
                    boss.pays_at(payday, hand, wage, "wages", channel="payroll", batch=f"payroll-{ago}")
                    _deductions(Purse(book, hand), account, ago, wage)
            invoice = rng.randrange(5200, 7400, 100)
            boss.gets(ago, (10, 12), "PEPPER HILL FARM LLC", invoice, "crew invoice", channel="transfer")
            boss.buys(ago, "coaches", rng.randrange(300, 900))
            for _ in range(2):
                memo = rng.choice(("visa fee", "placement", "fee"))
                boss.gets(ago, (9, 18), book.stranger(), rng.choice((475, 950, 1900)), memo)


def _deductions(hand: Purse, boss: Account, ago: int, wage: int) -> None:
    hand.pays(ago, (9, 13), boss, 400, "housing and transport")
    hand.pays(ago, (13, 22), boss, round(wage * hand.rng.uniform(0.16, 0.26)), hand.rng.choice(("fee", "advance", "")))
    if hand.rng.random() < 0.6:
        hand.buys(ago - 2, "food", hand.rng.uniform(5, 15))


def _scam(mine: Purse, _: list[Account]) -> None:
    """Many small fees from strangers, turned into coins."""
    for ago in range(DAYS - 1, 0, -1):
        for _n in range(mine.rng.randrange(3)):
            mine.gets(ago, (8, 23), mine.book.stranger(), 25, mine.rng.choice(("registration", "JOIN", "fee")))
        if ago % 9 == 0:
            mine.buys(ago, "crypto", mine.rng.choice((120, 240, 300)))


FLOWS: dict[str, Callable[[Purse, list[Account]], None]] = {
    "independent": lookalikes.independent,
    "scam": _scam,
    "seller": lookalikes.seller,
    "customer": lookalikes.ordinary,
    "ordinary": lookalikes.ordinary,
    "recycled number": lookalikes.ordinary,
    "stranger's number": lookalikes.ordinary,
    "gig driver": lookalikes.driver,
    "travelling nurse": lookalikes.nurse,
    "night bar": lookalikes.bar,
    "employer": lookalikes.employer,
}
