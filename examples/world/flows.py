"""The flows of the typologies: rings, the recruiter, scams; and of their look-alikes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from examples.world.accounts import Register
from examples.world.desk import DAYS
from examples.world.model import Account, Person, Post
from examples.world.money import Book
from examples.world.people import Cast, Ring
from examples.world.pools import cities, data


def write(book: Book, register: Register, cast: Cast, posts: list[Post]) -> None:
    """All movements of all accounts."""
    customers = [account for account in register.accounts if account.role == "customer" and account.city != "london"]
    for ring in cast.rings:
        _ring(book, register, ring, customers, posts)
    for recruiter in cast.recruiters:
        _recruiter(book, register, recruiter, [worker for worker in cast.labourers if worker.ring == recruiter.ring])
    for account in register.accounts:
        if flow := FLOWS.get(account.typology):
            flow(book, account, customers)
    homes = [account for account in register.accounts if account.typology == "splits bills"]
    mates = [account for account in register.accounts if account.typology == "flatmate"]
    for n, home in enumerate(homes):
        _shared_home(book, home, mates[3 * n : 3 * n + 3])
    scammers = [account for account in register.accounts if account.role == "scammer"]
    for account in register.accounts:
        if account.typology == "scam victim":
            _scam_victim(book, account, scammers)
    known = [
        account
        for account in register.accounts
        if account.role in ("customer", "ordinary") and account.kind != "business"
    ]
    book.friends(known, 4 * len(known))


def _tips(
    book: Book, account: Account, customers: list[Account], ago: int, count: int, hours: tuple[float, float], step: int
) -> list[tuple[float, Account]]:
    """Payments of customers to a worker on one day, in round amounts; some name the worker's handle in the memo."""
    rng, got = book.rng, []
    handles = [selector for selector in account.person.selectors if selector.kind in ("cashapp", "venmo")]
    for _ in range(count):
        amount = step * rng.randrange(80 // step, 260 // step)
        local = account.city != "london"
        payer: Account | str = rng.choice(customers) if local and rng.random() < 0.35 else book.stranger()
        memo = book.memo("customer")
        if handles and rng.random() < 0.06:
            sign = "$" if handles[0].kind == "cashapp" else "@"
            memo = f"{memo} {sign}{handles[0].value}".strip()
        book.move(book.at(account, ago, hours), payer, account, amount, memo)
        got.append((float(amount), account))
    return got


def _ring(book: Book, register: Register, ring: Ring, customers: list[Account], posts: list[Post]) -> None:
    heads = [account for account in register.accounts if account.person in ring.controllers]
    for n, worker in enumerate(ring.workers):
        account = register.of(worker)
        if account:
            _worker(book, account, heads[0] if n % 3 or len(ring.controllers) == 1 else heads[1], customers)
    for ago in range(DAYS - 4, 0, -7):  # what is left goes on to the second account
        book.move(
            book.at(heads[0], ago, (11, 16)),
            heads[0],
            heads[1],
            book.rng.randrange(600, 1900, 50),
            "transfer",
            channel="transfer",
        )
    for post in posts:
        if post.author in ring.workers and post.phase == 1:
            _costs(book, heads, post)


def _worker(book: Book, account: Account, head: Account, customers: list[Account]) -> None:
    """By night money comes in; within a day 40 to 95 % of it goes to the head. What stays is spent on little things."""
    rng = book.rng
    for ago in range(DAYS - 1, 0, -1):
        if rng.random() < 0.3:
            continue
        got = _tips(book, account, customers, ago, rng.randrange(2, 5), (20, 27.5), 20)
        share = rng.uniform(0.4, 0.6) if rng.random() < 0.15 else rng.uniform(0.75, 0.95)
        book.move(
            book.at(account, ago, (28, 38)),
            account,
            head,
            round(sum(amount for amount, _ in got) * share / 5) * 5,
            book.memo("pass_on"),
        )
        if rng.random() < 0.5:
            book.spend(account, ago, rng.choice(("food", "care")), 6, 28, hours=(11, 20))


def _costs(book: Book, heads: list[Account], post: Post) -> None:
    """An ad costs: the fee at the minute it appears, a motel for the days of the stay, rides."""
    rng, payer, city = book.rng, book.rng.choice(heads), post.city
    for moment in (post.posted_at, post.updated_at):
        if moment and rng.random() < 0.85:
            when = moment.astimezone(book.at(payer, 1, (0, 0)).tzinfo) - timedelta(seconds=rng.randrange(20, 240))
            book.move(
                when, payer, book.words["ads"][post.site], rng.choice((3, 12, 12, 24)), channel="card", mcc="7311"
            )
    ago, days = (book.today - post.posted_at.date()).days, rng.randrange(3, 10)
    rate = rng.randrange(54, 92)
    book.move(
        book.at(payer, ago, (11, 18)),
        payer,
        rng.choice(book.words["motels"]),
        rate * days,
        channel="card",
        mcc="7011",
        place=cities()[city]["name"],
    )
    for day in range(days):
        for _ in range(rng.randrange(0, 3)):
            if ago - day > 0:
                book.spend(payer, ago - day, "rides", 8, 34, hours=(18, 27), place=city)


def _recruiter(book: Book, register: Register, recruiter: Person, workers: list[Person]) -> None:
    """Wages come every Friday in one batch; the same day most of it goes back as fee and housing."""
    boss, rng = register.of(recruiter), book.rng
    accounts = [account for worker in workers if (account := register.of(worker))]
    if boss is None:
        return
    for ago in [ago for ago in range(DAYS, 0, -1) if (book.today - timedelta(days=ago)).weekday() == 4]:
        payday = book.at(boss, ago, (6, 7))
        for account in accounts:
            wage = rng.randrange(560, 720)
            book.move(payday, boss, account, wage, "wages", channel="payroll", batch=f"payroll-{ago}")
            book.move(book.at(account, ago, (9, 13)), account, boss, 400, "housing and transport")
            book.move(
                book.at(account, ago, (13, 22)),
                account,
                boss,
                round(wage * rng.uniform(0.16, 0.26)),
                rng.choice(("fee", "advance", "")),
            )
            if rng.random() < 0.6:
                book.spend(account, max(1, ago - 2), "food", 5, 15)
        book.move(
            book.at(boss, ago, (10, 12)),
            "PEPPER HILL FARM LLC",
            boss,
            rng.randrange(5200, 7400, 100),
            "crew invoice",
            channel="transfer",
        )
        book.move(
            book.at(boss, ago, (12, 16)),
            boss,
            "INTERSTATE COACH LINES",
            rng.randrange(300, 900),
            channel="card",
            mcc="4131",
        )
        for _ in range(2):
            book.move(
                book.at(boss, ago, (9, 18)),
                book.stranger(),
                boss,
                rng.choice((475, 950, 1900)),
                rng.choice(("visa fee", "placement", "fee")),
            )


def _independent(book: Book, account: Account, customers: list[Account]) -> None:
    """The nearest look-alike: round amounts, evenings too, own ad fees; but rent, food and taxes, and nothing passed on."""
    rng = book.rng
    book.life(account, wage=0)
    for ago in range(DAYS - 1, 0, -1):
        if rng.random() < 0.4:
            _tips(book, account, customers, ago, rng.randrange(1, 3), (10, 23.5 if rng.random() < 0.3 else 21), 10)
        if rng.random() < 0.03:
            book.move(
                book.at(account, ago, (9, 19)),
                account,
                book.words["ads"]["board"],
                rng.choice((12, 24)),
                channel="card",
                mcc="7311",
            )
    book.move(
        book.at(account, rng.randrange(20, 50), (9, 17)),
        account,
        "TREASURY EST TAX",
        rng.randrange(600, 1500, 10),
        channel="transfer",
    )


def _scam(book: Book, account: Account, _: list[Account]) -> None:
    for ago in range(DAYS - 1, 0, -1):
        for _unused in range(book.rng.randrange(0, 3)):
            book.move(
                book.at(account, ago, (8, 23)),
                book.stranger(),
                account,
                25,
                book.rng.choice(("registration", "JOIN", "fee")),
            )
        if ago % 9 == 0:
            book.move(
                book.at(account, ago, (12, 15)),
                account,
                book.words["crypto"],
                book.rng.choice((120, 240, 300)),
                channel="card",
                mcc="6051",
            )


def _ordinary(book: Book, account: Account, _: list[Account]) -> None:
    book.life(account, wage=book.rng.randrange(900, 2200))


def _seller(book: Book, account: Account, customers: list[Account]) -> None:
    _ordinary(book, account, customers)
    for _ in range(book.rng.randrange(1, 7)):
        when = book.at(account, book.rng.randrange(1, DAYS), (9, 21))
        book.move(when, book.stranger(), account, book.rng.randrange(20, 400, 5), book.memo("sale"))


def _driver(book: Book, account: Account, _: list[Account]) -> None:
    """Pay-outs every night, fuel every day."""
    book.life(account, wage=0)
    for ago in range(DAYS - 1, 0, -1):
        if book.rng.random() < 0.7:
            for _unused in range(book.rng.randrange(2, 6)):
                book.move(
                    book.at(account, ago, (20, 27.5)),
                    book.rng.choice(("RYDE PAYOUT", "HOPPCAB PAYOUT")),
                    account,
                    book.rng.uniform(14, 70),
                )
            book.spend(account, ago, "fuel", 18, 48)
        if book.rng.random() < 0.1:
            book.move(book.at(account, ago, (22, 27)), book.stranger(), account, book.rng.choice((5, 10, 20)), "tip")


def _nurse(book: Book, account: Account, _: list[Account]) -> None:
    """Three contracts in three cities: motels everywhere, but one wage and no customers."""
    book.life(account, wage=2600, employer="TRAVELWELL NURSING", rent=False)
    for n, city in enumerate(("phoenix", "denver", "nashville")):
        for ago in range(DAYS - 1 - 24 * n, max(1, DAYS - 24 * (n + 1)), -6):
            price = book.rng.randrange(60, 95) * 6
            book.move(
                book.at(account, ago, (15, 20)),
                account,
                book.rng.choice(book.words["motels"]),
                price,
                channel="card",
                mcc="7011",
                place=cities()[city]["name"],
            )


def _bar(book: Book, account: Account, customers: list[Account]) -> None:
    """A night bar: many round payments after dark, staff and suppliers paid in the open."""
    for ago in range(DAYS - 1, 0, -1):
        if (book.today - timedelta(days=ago)).weekday() >= 3:
            for _ in range(book.rng.randrange(6, 14)):
                payer = (
                    book.rng.choice(customers)
                    if account.city != "london" and book.rng.random() < 0.4
                    else book.stranger()
                )
                book.move(
                    book.at(account, ago, (20, 27)),
                    payer,
                    account,
                    book.rng.choice((15, 20, 20, 40, 60, 80)),
                    book.rng.choice(("drinks", "🍸", "tab", "")),
                )
            book.move(
                book.at(account, ago, (28, 29)), "CARD SETTLEMENT", account, book.rng.uniform(700, 1900), channel="card"
            )
        if ago % 7 == 2:
            for n, name in enumerate(("Ana Ferris", "Joe Vance", "Kim Marlow", "Lou Ashby")):
                book.move(
                    book.at(account, ago, (9, 9)),
                    account,
                    name,
                    410 + 35 * n,
                    "wages",
                    channel="payroll",
                    batch=f"payroll-{ago}",
                )
            book.move(
                book.at(account, ago, (10, 14)),
                account,
                "RIVER BEVERAGE SUPPLY",
                book.rng.randrange(900, 2100),
                "invoice",
                channel="transfer",
            )


def _employer(book: Book, account: Account, _: list[Account]) -> None:
    staff = [
        f"{first} {last}"
        for first, last in zip(data("goods")["first_names"][:6], data("goods")["last_names"][6:], strict=False)
    ]
    for ago in range(DAYS - 1, 0, -1):
        if ago % 7 == 1:
            book.move(
                book.at(account, ago, (10, 15)),
                "CUSTOMER RECEIPTS",
                account,
                book.rng.randrange(4000, 9000),
                "invoices",
                channel="transfer",
            )
        if ago % 14 == 5:
            for name in staff:
                book.move(
                    book.at(account, ago, (8, 8)),
                    account,
                    name,
                    book.rng.randrange(900, 1500),
                    "salary",
                    channel="payroll",
                    batch=f"payroll-{ago}",
                )
            book.move(
                book.at(account, ago, (9, 10)),
                account,
                "PAYROLL TAX SERVICE",
                book.rng.randrange(800, 1400),
                channel="transfer",
            )


def _shared_home(book: Book, home: Account, mates: list[Account]) -> None:
    """One pays rent and power, the others send their share on the first days of a month: several senders, one receiver."""
    book.life(home, wage=1500, rent=False)
    for mate in mates:
        book.life(mate, wage=book.rng.randrange(1100, 1600), rent=False)
    for ago in range(DAYS - 1, 0, -1):
        day = book.today - timedelta(days=ago)
        if day.day == 2:
            book.move(book.at(home, ago, (9, 12)), home, "Oakview Rentals", 2600, "rent", channel="transfer")
        for mate in mates:
            if day.day == 1:
                book.move(book.at(mate, ago, (17, 23)), mate, home, 650, "rent my third")
            if day.weekday() == 6:
                book.move(book.at(mate, ago, (18, 22)), mate, home, book.rng.choice((20, 25, 30)), book.memo("split"))


def _scam_victim(book: Book, account: Account, scammers: list[Account]) -> None:
    """Four gift cards on one day, and a fee to a scammer."""
    book.life(account, wage=1400)
    ago = book.rng.randrange(8, 30)
    for _ in range(4):
        book.move(book.at(account, ago, (14, 17)), account, book.words["gift_cards"], 500, channel="card", mcc="5947")
    if scammers:
        book.move(book.at(account, ago + 1, (10, 20)), account, scammers[0], 25, "registration")


FLOWS: dict[str, Callable[[Book, Account, list[Account]], None]] = {
    "independent": _independent,
    "scam": _scam,
    "seller": _seller,
    "customer": _ordinary,
    "ordinary": _ordinary,
    "recycled number": _ordinary,
    "stranger's number": _ordinary,
    "gig driver": _driver,
    "travelling nurse": _nurse,
    "night bar": _bar,
    "employer": _employer,
}
