"""The syntax tree as an Elasticsearch query. Only words score; every other clause counts 0, as in `embedded_query`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from indexer.query import Every, Exact, Node, Not, Prefix, Some, Span, Words

Json = dict[str, Any]
_FIELDS = {"price": "price_min", "posted": "posted"}


def compile_query(node: Node) -> Json:
    """One tree, one query."""
    match node:
        case Words((word,)):
            query: Json = {"term": {"tokens": {"value": word}}}
        case Words(tokens):
            query = {"match_phrase": {"tokens": {"query": " ".join(tokens)}}}
        case Not(inner):
            query = {"bool": {"must_not": [compile_query(inner)]}}
        case Every((_, *_) as nodes):
            query = {"bool": {"must": [compile_query(child) for child in nodes]}}
        case Some((Exact(field), *_) as nodes) if all(isinstance(one, Exact) and one.field == field for one in nodes):
            query = _silent({"terms": {field: [one.value for one in nodes if isinstance(one, Exact)]}})
        case Some((_, *_) as nodes):
            query = {"bool": {"should": [compile_query(child) for child in nodes], "minimum_should_match": 1}}
        case _:
            query = _silent(_filter(node))
    return query


def _silent(query: Json) -> Json:
    return {"constant_score": {"filter": query, "boost": 0}}


def _filter(node: Node) -> Json:
    """A clause that a document answers or not."""
    match node:
        case Prefix(start):
            return {"prefix": {"tokens": {"value": start}}}
        case Exact(field, value):
            return {"term": {field: {"value": value}}}
        case Span():
            return {"range": {_FIELDS[node.field]: _bounds(node)}}
        case Some():
            return {"match_none": {}}
        case _:
            return {"match_all": {}}


def _bounds(node: Span) -> Json:
    low, high = ("gte" if node.with_low else "gt"), ("lte" if node.with_high else "lt")
    return {sign: _bound(value) for sign, value in ((low, node.low), (high, node.high)) if value is not None}


def _bound(value: float | datetime) -> float | str:
    return value.isoformat() if isinstance(value, datetime) else value
