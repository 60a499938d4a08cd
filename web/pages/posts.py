"""The post page: the text with what was found in it and why, its life, and the evidence behind it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from config.errors import AdtrailError, Refused
from crawlers.post import Capture
from indexer.document import Document
from web.access import Needs, Visit
from web.render import page

router = APIRouter(prefix="/posts")

LONGEST = 400_000  # characters of a stored page that are shown


@router.get("/{id}")
def post(request: Request, id: str, visit: Annotated[Visit, Depends(Needs("search"))]) -> HTMLResponse:
    """One post with its marks and captures."""
    document = _document(visit, id)
    visit.saw("post", id)
    return page(request, "post.html", visit, document=document, cases=visit.rooms.ledger.cases.all())


@router.get("/{id}/evidence/{number}")
def stored(request: Request, id: str, number: int, visit: Annotated[Visit, Depends(Needs("search"))]) -> HTMLResponse:
    """One stored page as plain text: nothing of it runs, loads or links."""
    document = _document(visit, id)
    if not 0 <= number < len(document.captures):
        raise HTTPException(404, "the post has no such capture")
    capture = document.captures[number]
    visit.saw("stored page", capture.record)
    if not _free(visit, capture):
        raise Refused("another post on this stored page may not be seen, so the page stays closed")
    try:
        content, problem = visit.rooms.archive.payload(capture), ""
    except AdtrailError as error:
        content, problem = b"", str(error)
    text = content.decode("utf-8", errors="replace")
    return page(
        request, "stored.html", visit,
        document=document, capture=capture, number=number, problem=problem,
        text=text[:LONGEST], left_out=max(0, len(text) - LONGEST), size=len(content),
    )  # fmt: skip


def _free(visit: Visit, capture: Capture) -> bool:
    """Whether every post read from this record may be seen: a page can hold the words of others beside this post's."""
    posts = visit.rooms.archive.posts(capture.segment)
    return all(visit.rooms.document(id) for id in {post.id for post in posts if post.capture.record == capture.record})


def _document(visit: Visit, id: str) -> Document:
    document = visit.rooms.document(id)
    if document is None:
        raise HTTPException(404, "no such post; it may have been removed from the index")
    return document
