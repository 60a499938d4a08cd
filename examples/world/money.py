"""The book into which all flows are written, and a purse: the book seen from one account."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from examples.world.desk import DAYS
from examples.world.model import Account, Move
from examples.world.pools import cities, data

Hours = tuple[float, float]  # local; 24 to 28 is the night after
MCC = {
    "motels": "7011",
    "rides": "4121",
    "food": "5814",
    "care": "5912",
    "groceries": "5411",
    "bills": "4900",
    "leisure": "5812",
    "fuel": "5541",
    "ads": "7311",
    "gift_cards": "5947",
    "crypto": "6051",
    "coaches": "4131",
}


def zone(account: Account) -> timezone:
    """The account holder's local time."""
    return timezone(timedelta(hours=cities()[account.city]["zone"]))


class Book:
    """Collects movements of the last `DAYS` days before `today`."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.moves: list[Move] = []
        self.words: Any = data("money")

    def day(self, ago: int) -> date:
        """The day `ago` days before today."""
        return self.today - timedelta(days=ago)

    def stranger(self) -> str:
        """The display name of somebody who banks elsewhere."""
        return f"{self.rng.choice(self.words['strangers'])} {self.rng.choice(data('goods')['last_names'])}"

    def memo(self, kind: str) -> str:
        """A memo of a kind of `data/money.yaml`."""
        found: str = self.rng.choice(self.words["memos"][kind])
        return found

    def write(self, move: Move) -> None:
        """Write a movement down, unless it would happen today or later, or before the statements begin."""
        if self.day(DAYS) <= move.time.date() < self.today:
            self.moves.append(move)

    def friends(self, accounts: list[Account], count: int) -> None:
        """Payments between people who know each other and use the same currency."""
        for _ in range(count):
            payer, payee = self.rng.sample(accounts, 2)
            if (payer.city == "london") == (payee.city == "london"):
                amount = self.rng.choice((12, 15, 18.5, 20, 25, 40, 33.4, 60))
                ago = self.rng.randrange(1, DAYS)
                Purse(self, payer).pays(ago, (10, 23.5), payee, amount, self.memo("friends"))


class Purse:
    """The book from one account's side. Amounts are positive; `more` are fields of `Move`."""

    def __init__(self, book: Book, account: Account) -> None:
        self.book, self.account, self.rng = book, account, book.rng

    def at(self, ago: int, hours: Hours) -> datetime:
        """A moment on the day `ago` days before today, by the clock of the account's city."""
        start = datetime.combine(self.book.day(ago), time(), zone(self.account))
        return start + timedelta(seconds=int(self.rng.uniform(*hours) * 3600))

    def gets(self, ago: int, hours: Hours, payer: Account | str, amount: float, memo: str = "", **more: Any) -> None:
        """Money comes in."""
        self._write(self.at(ago, hours), payer, self.account, amount, memo, more)

    def pays(self, ago: int, hours: Hours, payee: Account | str, amount: float, memo: str = "", **more: Any) -> None:
        """Money goes out."""
        self._write(self.at(ago, hours), self.account, payee, amount, memo, more)

    def pays_at(self, when: datetime, payee: Account | str, amount: float, memo: str = "", **more: Any) -> None:
        """Money goes out at a known moment."""
        self._write(when.astimezone(zone(self.account)), self.account, payee, amount, memo, more)

    def buys(self, ago: int, group: str, amount: float, hours: Hours = (9, 21), city: str | None = None) -> None:
        """Pay by card in one of the shops of a group, at home or in another city."""
        shops = self.book.words[group]
        shop = shops if isinstance(shops, str) else self.rng.choice(shops)
        place = cities()[city or self.account.city]["name"]
        self.pays(ago, hours, shop, amount, channel="card", mcc=MCC[group], place=place)

    def advertises(self, when: datetime, site: str) -> None:
        """Pay a site's fee for an ad: a small multiple of 3."""
        fee = self.rng.choice((3, 12, 12, 24))
        self.pays_at(when, self.book.words["ad_fees"][site], fee, channel="card", mcc=MCC["ads"])

    def _write(
        self, when: datetime, payer: Account | str, payee: Account | str, amount: float, memo: str, more: dict[str, Any]
    ) -> None:
        exact = Decimal(str(amount)).quantize(Decimal("0.01"))
        self.book.write(Move(time=when, payer=payer, payee=payee, amount=exact, memo=memo, **more))

    def tips(self, customers: list[Account], ago: int, count: int, hours: Hours, step: int) -> float:
        """Customers pay on one day, in round amounts; some name the handle in the memo. Returns the sum."""
        handles = [selector for selector in self.account.person.selectors if selector.kind in ("cashapp", "venmo")]
        total = 0.0
        for _ in range(count):
            amount = step * self.rng.randrange(80 // step, 260 // step)
            ours = self.account.city != "london" and self.rng.random() < 0.35
            memo = self.book.memo("customer")
            if handles and self.rng.random() < 0.06:
                memo = f"{memo} {'$' if handles[0].kind == 'cashapp' else '@'}{handles[0].value}".strip()
            self.gets(ago, hours, self.rng.choice(customers) if ours else self.book.stranger(), amount, memo)
            total += amount
        return total

    def lives(self, *, wage: float, employer: str | None = None, rent: bool = True) -> None:
        """What an ordinary life leaves on an account: wages, rent, bills, food, fun."""
        employer = employer or self.rng.choice(self.book.words["employers"])
        landlord, payday = self.rng.choice(self.book.words["landlords"]), self.rng.randrange(14)
        share = round(wage * 2 * self.rng.uniform(0.28, 0.4) or 700, -1)
        for ago in range(DAYS, 0, -1):
            day = self.book.day(ago)
            if wage and ago % 14 == payday:
                self.gets(ago, (5, 7), employer, wage * self.rng.uniform(0.98, 1.03), "payroll", channel="payroll")
            if rent and day.day == 1:
                self.pays(ago, (8, 11), landlord, share, "rent", channel="transfer")
            if day.day in (6, 17, 23) and self.rng.random() < 0.8:
                self.buys(ago, "bills", self.rng.uniform(35, 120))
            if self.rng.random() < 0.3:
                self.buys(ago, "groceries", self.rng.uniform(12, 110))
            if self.rng.random() < 0.14:
                self.buys(ago, self.rng.choice(("leisure", "food", "fuel")), self.rng.uniform(8, 60))
