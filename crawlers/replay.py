"""Reading archived pages again, with the code and the profiles of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.archive.warc import digest
from crawlers.draft import Fetched
from crawlers.parse import parse, to_post
from crawlers.post import Capture, Post
from crawlers.profile import SiteProfile, profiles


def replay(settings: Settings, site: str | None = None) -> Iterator[Post]:
    """Posts of every archived page as today's profiles read them; a site without a profile is passed over.

    The history is told anew: `posted` at the first sight of a post, `edited` where its content differs from the page
    before; looks without news give nothing. Removals are those of the archive; what was purged stays so.
    """
    archive, known = Archive(settings.archive_dir), profiles(settings)
    versions: dict[str, str | None] = {}  # of a removed post: None
    for segment in archive.segments():
        profile = known.get(archive.manifest(segment).site)
        if profile is None or site not in {None, profile.name}:
            continue
        for post in _pages(archive, segment, profile):
            before = versions.get(post.id)
            if before != post.version:
                versions[post.id] = post.version
                yield replace(post, event="edited") if before else post
        for post in archive.posts(segment):
            if post.event == "removed" and versions.get(post.id):
                versions[post.id] = None
                yield post


def _pages(archive: Archive, segment: str, profile: SiteProfile) -> Iterator[Post]:
    for page in archive.pages(segment):
        if page.page not in profile.pages:
            continue
        fetched = Fetched(
            body=page.payload,
            url=page.url,
            page=page.page,
            fetched_at=page.fetched_at,
            content_type=page.content_type,
        )
        capture = Capture(
            segment=segment,
            record=page.id,
            sha256=digest(page.payload),
            url=page.url,
            fetched_at=page.fetched_at,
        )
        for draft in parse(fetched, profile).drafts:
            if not draft.removed:
                yield to_post(draft, profile, capture, "posted")
