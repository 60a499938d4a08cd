"""Who may read the archive from the command line, and which posts are withheld; every read leaves an audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from config.errors import BadInput, Refused
from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.post import Post

if TYPE_CHECKING:
    from ledger.access import Permission
    from ledger.ledger import Ledger


class Reading:
    """The archive without what is withheld: those that are suppressed, or of which a version is in the quarantine.

    A post that was not analysed yet is not known to suggest a minor: analyse before reading.
    """

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self.archive = Archive(settings.archive_dir)
        self._ledger = ledger
        self._suppressed = ledger.suppression.snapshot()
        self._quarantine = {path.stem for path in (settings.data_dir / "quarantine").glob("*.fernet")}

    def post(self, id: str) -> list[Post]:
        """Every version of a post, oldest first.

        Raises:
            BadInput: there is none.
            Refused: it is withheld.
        """
        self._note("post read", id)
        versions = self.archive.find(id)
        if not versions:
            raise BadInput(f"no post {id!r} in the archive")
        if any(map(self._is_withheld, versions)):
            raise Refused("this post is quarantined or suppressed; the archive does not show it")
        return versions

    def page(self, post: Post) -> bytes:
        """The stored page behind a post.

        Raises:
            BadInput: as `Archive.payload`.
            Refused: a withheld post stands on it too.
        """
        self._note("stored page read", post.capture.record)
        beside = (one for one in self.archive.posts(post.capture.segment) if one.capture.record == post.capture.record)
        if not self.withheld.isdisjoint(one.id for one in beside):
            raise Refused("another post on this stored page is quarantined or suppressed, so the page stays closed")
        return self.archive.payload(post.capture)

    def posts(self, segment: str | None = None, site: str | None = None) -> Iterator[Post]:
        """Posts of a segment, a site or all, oldest first.

        Raises:
            BadInput: there is no such segment, or nothing of this site.
        """
        self.known(site)
        return (
            post for post in self.archive.posts(segment) if site in {None, post.site} and post.id not in self.withheld
        )

    def known(self, site: str | None) -> None:
        """Let a site pass that the archive holds something of.

        Raises:
            BadInput: it holds nothing.
        """
        if site is not None and all(self.archive.manifest(name).site != site for name in self.archive.segments()):
            raise BadInput(f"nothing of a site {site!r} in the archive", fix="`adtrail archive list` shows what is")

    @cached_property
    def withheld(self) -> frozenset[str]:
        """Ids of the posts that are not to be read."""
        return frozenset(post.id for post in self.archive.posts() if self._is_withheld(post))

    def _is_withheld(self, post: Post) -> bool:
        """Its quarantine file is found by name (see `nlp.quarantine`, which is right of this room)."""
        name = self._ledger.keys.token("quarantine-name", f"{post.id} {post.version}")[:40]
        return name in self._quarantine or self._suppressed("post", post.id)

    def _note(self, action: str, subject: str) -> None:
        token = self._ledger.keys.token("search", subject)
        self._ledger.audit.append(action, "", {"token": token}, actor=self._ledger.acting().name)


@contextmanager
def reading(settings: Settings, permission: Permission, what: str = "") -> Iterator[Reading]:
    """Open the archive for the acting person; `what` is noted in the audit log when more than one post is read.

    Raises:
        Refused: they have not this permission.
    """
    from ledger.access import require
    from ledger.ledger import open_ledger

    with open_ledger(settings) as ledger:
        actor = ledger.acting()
        require(actor, permission)
        if what:
            ledger.audit.append("archive read", "", {"what": what}, actor=actor.name)
        yield Reading(settings, ledger)
