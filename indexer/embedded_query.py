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
            return Query.term_query(schema, "tokens", word)
        case Words(tokens):
            return Query.phrase_query(schema, "tokens", list(tokens))
        case Prefix(start):
            pattern = _SPECIAL.sub(lambda sign: "\\" + sign[0], start) + ".*"
            return _silent(Query.regex_query(schema, "tokens", pattern))
        case Exact(field, value):
            return _silent(Query.term_query(schema, field, value, "basic"))
        case Span():
            return _silent(_span(node, schema))
        case Not(inner):
            occurs = [(Occur.Must, _silent(Query.all_query())), (Occur.MustNot, compile_query(inner, schema))]
            return Query.boolean_query(occurs)
        case Every(()):
            return _silent(Query.all_query())
        case Some(()):
            return Query.empty_query()
        case Every(nodes):
            return Query.boolean_query([(Occur.Must, compile_query(child, schema)) for child in nodes])
        case Some(nodes):
            return Query.boolean_query([(Occur.Should, compile_query(child, schema)) for child in nodes])


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
