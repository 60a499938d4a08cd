"""The network page: posts and selectors that hang together, drawn, and as tables with the reason of each tie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from indexer.document import Document
from indexer.networks import Tie, cluster, row
from web.access import Needs, Visit
from web.render import page

router = APIRouter(prefix="/networks")

MOST_NODES = 300  # of the drawing; 2,000 would block the page for more than a minute


@dataclass(frozen=True, slots=True)
class Edge:
    """One line of the drawing: this post carries this selector."""

    selector: str
    post: Document


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn. `left_out` counts the nodes over the cap; the ties in the table are all there."""

    edges: tuple[Edge, ...]
    nodes: int
    left_out: int


@router.get("/{id}")
def network(request: Request, id: str, visit: Annotated[Visit, Depends(Needs("search"))]) -> HTMLResponse:
    """One network."""
    documents = list(visit.rooms.index.scan(f'network:"{id}"')) if id.isalnum() else []
    visit.searched([f"network:{id}"], len(documents))
    if not documents:
        raise HTTPException(404, "no such network; networks are named anew when the index is built")
    ties = cluster(row(document, document.campaign) for document in documents).ties
    found = sorted((tie for of in ties.values() for tie in of), key=lambda tie: (-len(tie.posts), tie.selector))
    return page(
        request, "network.html", visit,
        id=id, documents=documents, ties=found, drawing=draw(documents, found),
        cities=sorted({document.city for document in documents if document.city}),
        first=min(document.first_seen for document in documents),
        last=max(document.last_seen for document in documents),
    )  # fmt: skip


def draw(documents: Iterable[Document], ties: Iterable[Tie]) -> Drawing:
    """The ties as edges, those with most posts first, until `MOST_NODES` are drawn."""
    posts = {document.id: document for document in documents}
    drawn: set[str] = set()
    every: set[str] = set()
    edges = []
    for tie in ties:
        for id in tie.posts:
            ends = {tie.selector, id}
            every |= ends
            if len(drawn | ends) <= MOST_NODES:
                drawn |= ends
                edges.append(Edge(tie.selector, posts[id]))
    return Drawing(tuple(edges), len(drawn), len(every - drawn))
