"""What moves on the accounts: the shared pieces of life, and the book that all flows write into."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from examples.world.desk import DAYS
from examples.world.model import Account, Move
from examples.world.pools import cities, data

MCC = {
    "motels": "7011",
    "rides": "4121",
    "food": "5814",
    "care": "5912",
    "groceries": "5411",
    "bills": "4900",
    "leisure": "5812",
    "fuel": "5541",
}


def money(amount: float | Decimal) -> Decimal:
    """Two decimal places."""
    return Decimal(str(amount)).quantize(Decimal("0.01"))


class Book:
    """Collects movements. Days are counted back from `today`; hours are those of the account's city, 24 to 28 being the night after."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.moves: list[Move] = []
        self.words: Any = data("money")

    def at(self, account: Account, ago: int, hours: tuple[float, float]) -> datetime:
        """A moment on the day `ago` days before today."""
        zone = timezone(timedelta(hours=cities()[account.city]["zone"]))
        start = datetime.combine(self.today - timedelta(days=ago), time(), zone)
        return start + timedelta(seconds=int(self.rng.uniform(*hours) * 3600))

    def move(
        self,
        when: datetime,
        payer: Account | str,
        payee: Account | str,
        amount: float | Decimal,
        memo: str = "",
        **more: Any,
    ) -> None:
        """Write one down, unless it would happen today or later."""
        if when.date() < self.today:
            self.moves.append(Move(time=when, payer=payer, payee=payee, amount=money(amount), memo=memo, **more))

    def spend(
        self,
        account: Account,
        ago: int,
        shop: str,
        low: float,
        high: float,
        *,
        hours: tuple[float, float] = (9, 21),
        place: str | None = None,
    ) -> None:
        """Pay by card in one of the shops of a group."""
        name, city = self.rng.choice(self.words[shop]), place or account.city
        self.move(
            self.at(account, ago, hours),
            account,
            name,
            self.rng.uniform(low, high),
            channel="card",
            mcc=MCC[shop],
            place=cities()[city]["name"],
        )

    def stranger(self) -> str:
        """The display name of somebody who banks elsewhere."""
        return f"{self.rng.choice(self.words['strangers'])} {self.rng.choice(data('goods')['last_names'])}"

    def memo(self, kind: str) -> str:
        """A memo of a kind."""
        found: str = self.rng.choice(self.words["memos"][kind])
        return found

    def life(self, account: Account, *, wage: float, employer: str | None = None, rent: bool = True) -> None:
        """What an ordinary life leaves on an account: wages, rent, bills, food, fun."""
        employer = employer or self.rng.choice(self.words["employers"])
        landlord, share, payday = (
            self.rng.choice(self.words["landlords"]),
            self.rng.uniform(0.28, 0.4),
            self.rng.randrange(14),
        )
        for ago in range(DAYS, 0, -1):
            day = self.today - timedelta(days=ago)
            if wage and ago % 14 == payday:
                self.move(
                    self.at(account, ago, (5, 7)),
                    employer,
                    account,
                    wage * self.rng.uniform(0.98, 1.03),
                    "payroll",
                    channel="payroll",
                )
            if rent and day.day == 1:
                self.move(
                    self.at(account, ago, (8, 11)),
                    account,
                    landlord,
                    round(wage * 2 * share or 700, -1),
                    "rent",
                    channel="transfer",
                )
            if day.day in (6, 17, 23) and self.rng.random() < 0.8:
                self.spend(account, ago, "bills", 35, 120)
            if self.rng.random() < 0.3:
                self.spend(account, ago, "groceries", 12, 110)
            if self.rng.random() < 0.14:
                self.spend(account, ago, self.rng.choice(("leisure", "food", "fuel")), 8, 60)

    def friends(self, accounts: list[Account], count: int) -> None:
        """Payments between people who know each other."""
        for _ in range(count):
            payer, payee = self.rng.sample(accounts, 2)
            if (payer.city == "london") == (payee.city == "london"):
                when = self.at(payer, self.rng.randrange(1, DAYS), (10, 23.5))
                self.move(
                    when, payer, payee, self.rng.choice((12, 15, 18.5, 20, 25, 40, 33.4, 60)), self.memo("friends")
                )
