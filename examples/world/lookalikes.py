"""The flows of ordinary people and of the look-alikes, whose accounts resemble those of a ring without being one."""

from __future__ import annotations

from examples.world.desk import DAYS
from examples.world.model import Account
from examples.world.money import Book, Purse

STAFF = ("Ana Ferris", "Joe Vance", "Kim Marlow", "Lou Ashby", "May Quill", "Stan Yates")


def ordinary(mine: Purse, _: list[Account]) -> None:
    """Wages in, life out."""
    mine.lives(wage=mine.rng.randrange(900, 2200))


def independent(mine: Purse, customers: list[Account]) -> None:
    """The nearest look-alike: round amounts, evenings, own ad fees; but rent, food and taxes, and nothing passed on."""
    rng = mine.rng
    mine.lives(wage=0)
    for ago in range(DAYS - 1, 0, -1):
        if rng.random() < 0.4:
            latest = 23.5 if rng.random() < 0.3 else 21
            mine.tips(customers, ago, rng.randrange(1, 3), (10, latest), 10)
        if rng.random() < 0.03:
            mine.advertises(mine.at(ago, (9, 19)), "board")
    taxes = rng.randrange(600, 1500, 10)
    mine.pays(rng.randrange(20, 50), (9, 17), "TREASURY EST TAX", taxes, channel="transfer")


def seller(mine: Purse, customers: list[Account]) -> None:
    """An ordinary life and a few sales."""
    ordinary(mine, customers)
    for _ in range(mine.rng.randrange(1, 7)):
        ago, amount = mine.rng.randrange(1, DAYS), mine.rng.randrange(20, 400, 5)
        mine.gets(ago, (9, 21), mine.book.stranger(), amount, mine.book.memo("sale"))


def driver(mine: Purse, _: list[Account]) -> None:
    """Pay-outs every night, fuel every day."""
    mine.lives(wage=0)
    for ago in range(DAYS - 1, 0, -1):
        if mine.rng.random() < 0.7:
            for _n in range(mine.rng.randrange(2, 6)):
                payer = mine.rng.choice(("RYDE PAYOUT", "HOPPCAB PAYOUT"))
                mine.gets(ago, (20, 27.5), payer, mine.rng.uniform(14, 70))
            mine.buys(ago, "fuel", mine.rng.uniform(18, 48))
        if mine.rng.random() < 0.1:
            mine.gets(ago, (22, 27), mine.book.stranger(), mine.rng.choice((5, 10, 20)), "tip")


def nurse(mine: Purse, _: list[Account]) -> None:
    """Three contracts in three cities: motels everywhere, but one wage and no customers."""
    mine.lives(wage=2600, employer="TRAVELWELL NURSING", rent=False)
    for n, city in enumerate(("phoenix", "denver", "nashville")):
        for ago in range(DAYS - 1 - 24 * n, max(1, DAYS - 24 * (n + 1)), -6):
            mine.buys(ago, "motels", mine.rng.randrange(60, 95) * 6, (15, 20), city)


def bar(mine: Purse, customers: list[Account]) -> None:
    """A night bar: many round payments after dark, staff and suppliers paid in the open."""
    rng = mine.rng
    for ago in range(DAYS - 1, 0, -1):
        if mine.book.day(ago).weekday() >= 3:
            for _ in range(rng.randrange(6, 14)):
                ours = mine.account.city != "london" and rng.random() < 0.4
                payer = rng.choice(customers) if ours else mine.book.stranger()
                memo = rng.choice(("drinks", "🍸", "tab", ""))
                mine.gets(ago, (20, 27), payer, rng.choice((15, 20, 20, 40, 60, 80)), memo)
            mine.gets(ago, (28, 29), "CARD SETTLEMENT", rng.uniform(700, 1900), channel="card")
        if ago % 7 == 2:
            for n, name in enumerate(STAFF[:4]):
                mine.pays(ago, (9, 9), name, 410 + 35 * n, "wages", channel="payroll", batch=f"payroll-{ago}")
            supplies = rng.randrange(900, 2100)
            mine.pays(ago, (10, 14), "RIVER BEVERAGE SUPPLY", supplies, "invoice", channel="transfer")


def employer(mine: Purse, _: list[Account]) -> None:
    """A firm: invoices in, salaries in one batch, payroll tax."""
    for ago in range(DAYS - 1, 0, -1):
        if ago % 7 == 1:
            invoices = mine.rng.randrange(4000, 9000)
            mine.gets(ago, (10, 15), "CUSTOMER RECEIPTS", invoices, "invoices", channel="transfer")
        if ago % 14 == 5:
            for name in STAFF:
                salary = mine.rng.randrange(900, 1500)
                mine.pays(ago, (8, 8), name, salary, "salary", channel="payroll", batch=f"payroll-{ago}")
            mine.pays(ago, (9, 10), "PAYROLL TAX SERVICE", mine.rng.randrange(800, 1400), channel="transfer")


def shared_home(book: Book, home: Account, mates: list[Account]) -> None:
    """One pays the rent; the others send their share on the first of a month: several senders, one receiver."""
    payer = Purse(book, home)
    payer.lives(wage=1500, rent=False)
    for mate in (Purse(book, account) for account in mates):
        mate.lives(wage=book.rng.randrange(1100, 1600), rent=False)
        for ago in range(DAYS - 1, 0, -1):
            if book.day(ago).day == 1:
                mate.pays(ago, (17, 23), home, 650, "rent my third")
            if book.day(ago).weekday() == 6:
                mate.pays(ago, (18, 22), home, book.rng.choice((20, 25, 30)), book.memo("split"))
    for ago in range(DAYS - 1, 0, -1):
        if book.day(ago).day == 2:
            payer.pays(ago, (9, 12), "Oakview Rentals", 2600, "rent", channel="transfer")


def scam_victim(mine: Purse, scammer: Account) -> None:
    """Four gift cards on one afternoon, and a fee to a scammer the day before."""
    mine.lives(wage=1400)
    ago = mine.rng.randrange(8, 30)
    for _ in range(4):
        mine.buys(ago, "gift_cards", 500, (14, 17))
    mine.pays(ago + 1, (10, 20), scammer, 25, "registration")
