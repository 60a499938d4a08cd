"""Where selectors come from: reserved numbers, handles with the demo prefix, published wallets; each given once."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from examples.world.model import Selector

DATA = Path(__file__).with_name("data")
DOMAINS = ("mail.example", "post.example", "inbox.example")


@cache
def data(name: str) -> Any:
    """A file of `data/` by its name without `.yaml`."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def cities() -> dict[str, Any]:
    """The cities by slug."""
    found: dict[str, Any] = data("places")["cities"]
    return found


def american() -> list[str]:
    """The cities of the rings' circuits: all but London."""
    return [city for city in cities() if city != "london"]


class Pools:
    """Gives out selectors, each once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._numbers = {city: self._shuffled(place["codes"]) for city, place in cities().items()}
        self._numbers["london"] = [f"+442079460{n:03d}" for n in range(1000)]
        rng.shuffle(self._numbers["london"])
        self._spare = self._shuffled(data("places")["spare_codes"])
        self._wallets = {kind: list(values) for kind, values in data("places")["wallets"].items()}
        self._taken: set[str] = set()

    def _shuffled(self, codes: list[str]) -> list[str]:
        numbers = [f"+1{code}55501{n:02d}" for code in codes for n in range(100)]
        self._rng.shuffle(numbers)
        return numbers

    def phone(self, city: str) -> Selector:
        """A reserved number of the city, or of another place when those are used up.

        Raises:
            ValueError: when all reserved numbers are given out; the scale is too large.
        """
        numbers = self._numbers[city] or self._spare
        if not numbers:
            raise ValueError("the reserved phone numbers are used up: choose a smaller scale")
        return Selector("phone", numbers.pop())

    def private_phone(self) -> Selector:
        """A number for a bank's files only: its area code is in no ad."""
        return Selector("phone", f"+1907555{self._rng.randrange(100, 200):04d}")

    def handle(self, kind: str, stem: str) -> Selector:
        """A handle, e.g. `cashapp:demorosie22`; for `telegram` and `instagram` of kind `social`."""
        joint = {"venmo": "-", "telegram": "_", "instagram": "."}.get(kind, "")
        while True:
            value = joint.join(("demo", stem, str(self._rng.randrange(10, 9999))))
            if f"{kind}:{value}" not in self._taken:
                break
        self._taken.add(f"{kind}:{value}")
        return Selector("social", f"{kind}:{value}") if kind in ("telegram", "instagram") else Selector(kind, value)

    def email(self, stem: str) -> Selector:
        """An e-mail address below a reserved domain, e.g. `demo.rosie22@mail.example`."""
        while True:
            address = f"demo.{stem}{self._rng.randrange(10, 9999)}@{self._rng.choice(DOMAINS)}"
            if address not in self._taken:
                break
        self._taken.add(address)
        return Selector("email", address)

    def wallet(self, kind: str) -> Selector:
        """A published test vector: `btc`, `eth` or `iban`."""
        return Selector(kind, self._wallets[kind].pop(0))
