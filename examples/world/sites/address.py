"""The address of a post on its site."""

from __future__ import annotations

import re
import unicodedata

from examples.world.model import Post


def slug(text: str) -> str:
    """A title as it stands in an address: `oak-dining-table`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "post"


def path(post: Post) -> str:
    """Path and query of the page that shows the post."""
    if post.site == "board":
        return f"/{post.city}/{post.category}/{slug(post.title)}-{post.key}.html"
    if post.site == "market":
        return f"/item/{post.key}"
    if post.site == "jobs":
        return f"/job/{post.key}/{slug(post.title)}"
    if post.kind == "profile":
        return f"/memberlist.php?mode=viewprofile&u={post.key[1:]}"
    thread = post.key if post.kind == "thread" else post.extra["parent"]
    return f"/viewtopic.php?t={thread[1:]}" + (f"#{post.key}" if post.kind == "reply" else "")
