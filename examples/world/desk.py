"""Where posts are written down: keys, times, places, and the shared way of making a post from a template."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from examples.world.model import Person, Post
from examples.world.pools import cities
from examples.world.writing import Draft

KEYS = {"board": (1048200000, 1092000000), "jobs": (310000, 880000)}
DAYS = 75  # posts and movements lie within this many days before `today`
MONTHS_ES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


def spoken(day: date, language: str) -> str:
    """A day as people write it: `Nov 14`, `14 de noviembre`."""
    return f"{day.day} de {MONTHS_ES[day.month - 1]}" if language == "es" else f"{day:%b} {day.day}"


class Desk:
    """Makes posts. Keys are unique per site; times are UTC and lie before the start of `today`."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.posts: list[Post] = []
        self._keys: set[str] = set()
        self._numbers = {"topic": 100, "reply": 2000, "user": 40}

    def moment(self, days_ago: float, hours: tuple[int, int] = (7, 23), zone: int = 0) -> datetime:
        """A moment on the day `days_ago` before today, between two local hours of a place with this offset."""
        day = self.today - timedelta(days=int(days_ago))
        local = datetime.combine(day, time(), UTC) + timedelta(minutes=self.rng.randrange(hours[0] * 60, hours[1] * 60))
        latest = datetime.combine(self.today, time(), UTC) - timedelta(minutes=self.rng.randrange(20, 400))
        return min(local - timedelta(hours=zone), latest)

    def key(self, site: str) -> str:
        """A fresh key in the site's form."""
        if site == "forum":
            return f"t{self.number('topic')}"
        while (key := self._some_key(site)) in self._keys:
            pass
        self._keys.add(key)
        return key

    def _some_key(self, site: str) -> str:
        if site == "market":
            return f"{self.rng.randrange(16**7, 16**8):08x}"
        return str(self.rng.randrange(*KEYS[site]))

    def number(self, series: str) -> int:
        """The next number of a series of the forum: topic, reply, user."""
        self._numbers[series] += self.rng.randrange(1, 4)
        return self._numbers[series]

    def decoy(self) -> str:
        """An order number that looks like a phone and is none."""
        return f"440555{self.rng.randrange(100, 200):04d}"

    def area(self, city: str) -> str:
        """A quarter of a city."""
        found: str = self.rng.choice(cities()[city]["areas"])
        return found

    def post(
        self, site: str, author: Person, draft: Draft, *, title: str, body: str, when: datetime, **more: Any
    ) -> Post:
        """Write a post down. `more` are fields of `Post`; `kind` and `key` follow from the site unless given."""
        kind = more.pop("kind", {"board": "ad", "market": "item", "forum": "thread", "jobs": "job"}[site])
        fields = {
            "site": site,
            "key": more.pop("key", None) or self.key(site),
            "kind": kind,
            "author": author,
            "title": title,
            "body": body,
            "posted_at": when,
            "user": author.user,
            "spellings": dict(draft.spellings),
            "obfuscated": draft.obfuscated,
        }
        made = Post(**{**fields, **more})
        self.posts.append(made)
        return made
