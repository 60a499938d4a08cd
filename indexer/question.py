"""`question`: what a `Request` asks, its query and its filters, as one syntax tree."""

from __future__ import annotations

from config.errors import BadInput
from indexer.index import FACETS, LARGEST_FACET, LARGEST_PAGE, Request
from indexer.parse import parse
from indexer.query import Every, Exact, Node, Not, Some


def question(request: Request, region: str = "US") -> Node:
    """The query of a request and its filters as one tree.

    Raises:
        WrongQuery: names the place.
        BadInput: a size out of bounds, a filter or count on a field that is no facet, a filter without a value.
    """
    _check(request)
    wanted = (Some(_exact(field, values)) for field, values in request.include.items())
    unwanted = (Not(Some(_exact(field, values))) for field, values in request.exclude.items())
    return Every((parse(request.query, region), *wanted, *unwanted))


def _exact(field: str, values: tuple[str, ...]) -> tuple[Node, ...]:
    return tuple(Exact(field, value) for value in values)


def _check(request: Request) -> None:
    if not (0 <= request.size <= LARGEST_PAGE and 1 <= request.facet_size <= LARGEST_FACET):
        raise BadInput(f"a page has 0 to {LARGEST_PAGE} hits, a facet 1 to {LARGEST_FACET} values", field="size")
    for field in (*request.facets, *request.include, *request.exclude):
        if field not in FACETS:
            raise BadInput(f"{field!r} is no facet", fix=f"use one of {', '.join(FACETS)}")
    for field, values in (*request.include.items(), *request.exclude.items()):
        if not values:
            raise BadInput(f"the filter {field!r} has no value")
