"""The mapping of a post in Elasticsearch, and the way to it and back (docs/index.md)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any

import numpy as np
import orjson

from config.files import from_json, to_json
from indexer import fields
from indexer.document import SCHEMA, Document
from indexer.index import FACETS

_KEPT: dict[str, Any] = {"type": "keyword", "index": False, "doc_values": False}  # shown, never searched
_KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": fields.LONGEST_VALUE}
_OBJECT: dict[str, Any] = {"type": "object", "enabled": False}
_DATE: dict[str, Any] = {"type": "date"}
_DERIVED = ("labels", "posted")

PROPERTIES: dict[str, Any] = {
    "id": {"type": "keyword"},
    **dict.fromkeys(FACETS, _KEYWORD),
    **dict.fromkeys(("url", "title", "text", "author", "retention"), _KEPT),
    # One text field, folded in Python: a second one costs 30 %.
    "tokens": {"type": "text", "analyzer": "whitespace"},
    **dict.fromkeys(("first_seen", "last_seen", "posted_at", "removed_at", "posted"), _DATE),
    "price_min": {"type": "double"},
    **dict.fromkeys(("mentions", "seen", "captures"), _OBJECT),
    # The default, bbq, recalls 0.85; int8 with oversampling agrees with the exact scan.
    "vector": {"type": "dense_vector", "similarity": "cosine", "index_options": {"type": "int8_hnsw"}},
    "schema": {"type": "short", "index": False},
    "labels": {"type": "keyword"},
}


def body(width: int | None) -> dict[str, Any]:
    """Mapping and settings of an index; `width` is the length of its vectors (None: of the first that comes)."""
    vector = PROPERTIES["vector"] | ({} if width is None else {"dims": width})
    return {
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": SCHEMA},
            "properties": PROPERTIES | {"vector": vector},
        },
        "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "30s"},
    }


def to_source(document: Document) -> bytes:
    """A document as JSON of the mapping. Vectors go packed, which is three times as fast."""
    source: dict[str, Any] = {field.name: getattr(document, field.name) for field in fields_of(document)}
    if document.vector is None:
        del source["vector"]
    else:
        source["vector"] = b64encode(np.array(document.vector, dtype=">f4").tobytes()).decode()
    return to_json(source | {"labels": fields.labels(document), "posted": fields.posted(document)})


def to_document(source: Mapping[str, Any]) -> Document:
    """The document of a `_source`."""
    return from_json(Document, orjson.dumps({name: value for name, value in source.items() if name not in _DERIVED}))
