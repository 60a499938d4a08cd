"""Questions to Elasticsearch. `target` is an alias or pattern; no index behind it means no documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from indexer import cursor
from indexer.document import Document
from indexer.elastic_client import told
from indexer.elastic_mapping import to_document
from indexer.elastic_query import compile_query
from indexer.highlight import highlights
from indexer.index import Hit, Page, Request
from indexer.query import Node, scores
from indexer.question import question

Json = dict[str, Any]
_LAX: Json = {"ignore_unavailable": True, "allow_no_indices": True}
_WHOLE: Json = {"exclude_vectors": False}
_BATCH = 1000  # hits in one answer of a scan
_CANDIDATES = 100  # of each shard, from which the nearest are taken
_KEEP = "5m"  # a scan may pause so long between two batches
_FEW_TERMS, _EVERY_TERM = 2_000, 10_000_000  # buckets a shard reports: at first, and when those did not settle it
_TRIES = 3  # an index may be replaced between the finding of its name and the search

_RECENT: list[Json] = [{"last_seen": "desc"}, {"id": "asc"}]
_SORTS: Mapping[str, list[Json]] = {
    "score": [{"_score": "desc"}, *_RECENT],
    "newest": _RECENT,
    "oldest": [{"last_seen": "asc"}, {"id": "asc"}],
}


def search(client: Elasticsearch, target: str, request: Request) -> Page:
    """One page, see `Index.search`."""
    node = question(request)
    order = "newest" if request.sort == "score" and not scores(node) else request.sort
    body: Json = {
        "query": compile_query(node),
        "sort": _SORTS[order],
        "size": request.size + 1,
        "aggs": {field: _facet(field, request.facet_size, _FEW_TERMS) for field in request.facets},
    }
    if request.after:
        kinds = (float, int, str) if order == "score" else (int, str)
        body["search_after"] = cursor.read(request.after, *kinds)
    answer = _ask(client, target, body)
    rows = answer["hits"]["hits"]
    page = rows[: request.size]
    return Page(
        total=answer["hits"]["total"]["value"],
        hits=tuple(_hit(one, node, highlight=request.highlight) for one in page),
        facets={field: _counts(client, target, body, field, answer) for field in request.facets},
        next=cursor.write(*page[-1]["sort"]) if page and len(rows) > len(page) else None,
    )


def _ask(client: Elasticsearch, target: str, body: Json) -> Json:
    """One search over all shards, scored as if they were one."""
    for left in reversed(range(_TRIES)):
        try:
            answer = client.search(
                index=target,
                search_type="dfs_query_then_fetch",
                track_total_hits=True,
                allow_partial_search_results=False,
                **_LAX,
                **body,
            )
            return dict(answer.body)
        except NotFoundError:
            if not left:
                raise
    raise AssertionError


def _facet(field: str, size: int, shard_size: int) -> Json:
    terms = {"field": field, "size": size, "shard_size": max(size, shard_size), "show_term_doc_count_error": True}
    return {"terms": terms}


def _counts(client: Elasticsearch, target: str, body: Json, field: str, answer: Json) -> tuple[tuple[str, int], ...]:
    """A facet, exact: asked again for every term when a shard may have held one back that belongs here."""
    found = answer.get("aggregations", {}).get(field, {"buckets": []})
    buckets = found["buckets"]
    missed = found.get("doc_count_error_upper_bound", 0)
    if buckets and (missed >= buckets[-1]["doc_count"] or any(one["doc_count_error_upper_bound"] for one in buckets)):
        size = body["aggs"][field]["terms"]["size"]
        again = {"query": body["query"], "size": 0, "aggs": {field: _facet(field, size, _EVERY_TERM)}}
        buckets = _ask(client, target, again)["aggregations"][field]["buckets"]
    return tuple((bucket["key"], bucket["doc_count"]) for bucket in buckets)


def _hit(found: Json, node: Node, *, highlight: bool) -> Hit:
    document = to_document(found["_source"])
    spans = highlights(document, node) if highlight else ()
    return Hit(document=document, score=found["_score"] or 0.0, highlights=spans)


def get(client: Elasticsearch, target: str, id_: str) -> Document | None:
    """See `Index.get`."""
    answer = _ask(client, target, {"query": {"ids": {"values": [id_]}}, "size": 1, "source": _WHOLE})
    rows = answer["hits"]["hits"]
    return to_document(rows[0]["_source"]) if rows else None


def places(client: Elasticsearch, target: str, ids: Sequence[str]) -> list[tuple[str, str]]:
    """(id, index) of the documents that are there; twice for one that a killed write left in two months."""
    wanted = sorted(set(ids))
    answer = _ask(client, target, {"query": {"ids": {"values": wanted}}, "size": 2 * len(wanted), "source": False})
    return [(one["_id"], one["_index"]) for one in answer["hits"]["hits"]]


def scan(client: Elasticsearch, target: str, query: str) -> Iterator[Document]:
    """See `Index.scan`: a point in time, read in batches."""
    return (to_document(row["_source"]) for row in _rows(client, target, query, _WHOLE))


def ids(client: Elasticsearch, target: str) -> Iterator[str]:
    """See `Index.ids`."""
    return (row["_id"] for row in _rows(client, target, "", source=False))


def _rows(client: Elasticsearch, target: str, query: str, source: Json | bool) -> Iterator[Json]:
    asked = compile_query(question(Request(query=query)))
    point = client.open_point_in_time(index=target, keep_alive=_KEEP, ignore_unavailable=True)["id"]
    return _read(client, point, asked, source)


def _read(client: Elasticsearch, point: str, query: Json, source: Json | bool) -> Iterator[Json]:
    after: Json = {}
    try:
        while True:
            with told():
                answer = client.search(
                    pit={"id": point, "keep_alive": _KEEP},
                    query=query,
                    size=_BATCH,
                    sort=[{"_shard_doc": "asc"}],
                    source=source,
                    track_total_hits=False,
                    **after,
                )
            point, rows = answer["pit_id"], answer["hits"]["hits"]
            yield from rows
            if len(rows) < _BATCH:
                return
            after = {"search_after": rows[-1]["sort"]}
    finally:
        with suppress(ApiError, TransportError):  # it ends by itself too
            client.close_point_in_time(id=point)


def nearest(client: Elasticsearch, target: str, vector: tuple[float, ...], size: int, query: str) -> tuple[Hit, ...]:
    """See `Index.nearest`: HNSW over int8, the best twice over ranked again by the whole vectors."""
    node = question(Request(query=query))
    knn: Json = {
        "field": "vector",
        "query_vector": list(vector),
        "k": size,
        "num_candidates": max(_CANDIDATES, 10 * size),
        "filter": compile_query(node),
        "rescore_vector": {"oversample": 2},
    }
    answer = client.search(index=target, knn=knn, size=size, allow_partial_search_results=False, **_LAX)
    hits = (_hit(one, node, highlight=False) for one in answer["hits"]["hits"])
    return tuple(replace(hit, score=2 * hit.score - 1) for hit in hits)  # the server gives (1 + cosine) / 2
