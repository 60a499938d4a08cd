"""The syntax tree as a tantivy query. Only words score; every other clause counts 0, as in `elastic_query`."""

from __future__ import annotations

import re
from datetime import datetime

from tantivy import FieldType, Occur, Query, Schema

from indexer.query import Every, Exact, Node, Not, Prefix, Some, Span, Words

_SPECIAL = re.compile(r"[.+*?()|\[\]{}^$\\&~#\-]")


def compile_query(node: Node, schema: Schema) -> Query:
    """One tree, one query."""
    match node:
        case Words((word,)):
            query = Query.term_query(schema, "tokens", word)
        case Words(tokens):
            query = Query.phrase_query(schema, "tokens", list(tokens))
        case Not(inner):
            every = _silent(Query.all_query())
            query = Query.boolean_query([(Occur.Must, every), (Occur.MustNot, compile_query(inner, schema))])
        case Every((_, *_) as nodes):
            query = Query.boolean_query([(Occur.Must, compile_query(child, schema)) for child in nodes])
        case Some((Exact(field), *_) as nodes) if all(isinstance(one, Exact) and one.field == field for one in nodes):
            query = _silent(Query.term_set_query(schema, field, [one.value for one in nodes if isinstance(one, Exact)]))
        case Some((_, *_) as nodes):
            query = Query.boolean_query([(Occur.Should, compile_query(child, schema)) for child in nodes])
        case _:
            query = _silent(_filter(node, schema))
    return query


def _filter(node: Node, schema: Schema) -> Query:
    """A clause that a document answers or not."""
    match node:
        case Prefix(start):
            pattern = _SPECIAL.sub(lambda sign: "\\" + sign[0], start) + ".*"
            return Query.regex_query(schema, "tokens", pattern)
        case Exact(field, value):
            return Query.term_query(schema, field, value, "basic")
        case Span():
            return _span(node, schema)
        case Some():
            return Query.empty_query()
        case _:
            return Query.all_query()


def _silent(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _span(node: Span, schema: Schema) -> Query:
    type_ = FieldType.Integer if node.field == "posted" else FieldType.Float
    low, high = _bound(node.low), _bound(node.high)
    with_low, with_high = node.with_low or low is None, node.with_high or high is None
    return Query.range_query(schema, node.field, type_, low, high, with_low, with_high)


def _bound(value: float | datetime | None) -> float | int | None:
    return milliseconds(value) if isinstance(value, datetime) else value


def milliseconds(time: datetime) -> int:
    """Since 1970, the resolution of both engines."""
    return int(time.timestamp()) * 1000 + time.microsecond // 1000
