"""The state of the search page, all of it in the URL, so that a link or the back button brings it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import urlencode

from config.errors import BadInput
from indexer.index import FACETS, Request, Sort

Pair = tuple[str, str]  # facet field, value

FACET_SIZE = 60  # values asked of each facet; months need five years for the chart
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked: the search language, facet values wanted and not wanted, the order, and the place in the list."""

    q: str = ""
    wanted: tuple[Pair, ...] = ()
    unwanted: tuple[Pair, ...] = ()
    sort: Sort = "newest"
    after: str | None = None

    @classmethod
    def read(
        cls, q: str = "", wanted: Iterable[str] = (), unwanted: Iterable[str] = (), sort: str = "", after: str = ""
    ) -> Query:
        """The state that the parameters `q`, `with`, `without`, `sort` and `after` name.

        Raises:
            BadInput: names the parameter that is wrong.
        """
        order: Sort = "score" if q.strip() else "newest"
        for known in get_args(Sort):
            if sort == known:
                order = known
        if sort and sort != order:
            raise BadInput("no such order", field="sort", fix=f"one of {', '.join(get_args(Sort))}")
        return cls(
            q=q.strip(),
            wanted=tuple(_pair(text, "with") for text in wanted),
            unwanted=tuple(_pair(text, "without") for text in unwanted),
            sort=order,
            after=after or None,
        )

    def url(self, path: str = "/search") -> str:
        """The address of this state."""
        default: Sort = "score" if self.q else "newest"
        pairs: list[Pair] = [("q", self.q)] if self.q else []
        pairs += [("with", f"{field}:{value}") for field, value in self.wanted]
        pairs += [("without", f"{field}:{value}") for field, value in self.unwanted]
        pairs += [("sort", self.sort)] if self.sort != default else []
        pairs += [("after", self.after)] if self.after else []
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def having(self, field: str, value: str) -> Query:
        """Also wanted: this value."""
        rest = self.dropping(field, value)
        return replace(rest, wanted=(*rest.wanted, (field, value)))

    def lacking(self, field: str, value: str) -> Query:
        """Not wanted: this value."""
        rest = self.dropping(field, value)
        return replace(rest, unwanted=(*rest.unwanted, (field, value)))

    def dropping(self, field: str, value: str) -> Query:
        """Neither wanted nor unwanted; from the first page."""
        return replace(
            self,
            wanted=tuple(pair for pair in self.wanted if pair != (field, value)),
            unwanted=tuple(pair for pair in self.unwanted if pair != (field, value)),
            after=None,
        )

    def sorted_by(self, sort: Sort) -> Query:
        """In another order, from the first page."""
        return replace(self, sort=sort, after=None)

    def continued(self, after: str | None) -> Query:
        """The page at this place of the list; None is the first."""
        return replace(self, after=after)

    def state(self, field: str, value: str) -> Literal["wanted", "unwanted", ""]:
        """Whether a facet value is chosen."""
        if (field, value) in self.wanted:
            return "wanted"
        return "unwanted" if (field, value) in self.unwanted else ""

    def request(self, *, size: int = PAGE_SIZE, facets: tuple[str, ...] = FACETS, highlight: bool = True) -> Request:
        """The question to the index."""
        return Request(
            query=self.q,
            include=_grouped(self.wanted),
            exclude=_grouped(self.unwanted),
            facets=facets,
            facet_size=FACET_SIZE,
            size=size,
            after=self.after,
            sort=self.sort,
            highlight=highlight,
        )


def _pair(text: str, parameter: str) -> Pair:
    field, colon, value = text.partition(":")
    if field not in FACETS or not colon or not value:
        raise BadInput(
            "a facet value is written field:value",
            field=parameter,
            fix=f"the fields are {', '.join(FACETS)}",
        )
    return field, value


def _grouped(pairs: Iterable[Pair]) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for field, value in pairs:
        groups[field] = (*groups.get(field, ()), value)
    return groups
