"""What was found against what was planted. The only reader of the world's truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from config.files import read_lines
from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.post import Event, post_id
from finance.lead import Lead
from indexer.document import Document
from nlp.mention import is_selector

TARGETS = ("controller", "victim", "recruiter")  # roles of the truth that a lead should reach


class PlantedPost(BaseModel):
    """A row of truth/posts.jsonl, as far as it is compared."""

    site: str
    key: str
    role: str
    ring: str | None = None
    selectors: list[str]
    selectors_phase2: list[str] | None = None
    quoted: list[str] = []
    quarantine: bool = False
    removed_in_phase2: bool = False
    edited_in_phase2: bool = False

    @property
    def id(self) -> str:
        """The id that the crawler gives it."""
        return post_id(self.site, self.key)


class PlantedAccount(BaseModel):
    """A row of truth/accounts.jsonl."""

    account: str
    role: str
    observable: bool
    links: list[str] = []


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: of `planted` things, `found` came out, of which `right` were planted."""

    what: str
    planted: int
    found: int | None  # None: a share of the found would say nothing
    right: int

    @property
    def recall(self) -> float | None:
        """Share of the planted that was found."""
        return self.right / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """Share of the found that was planted."""
        return self.right / self.found if self.found else None


def compare(
    settings: Settings, truth: Path, documents: list[Document], leads: list[Lead], sites: set[str]
) -> list[Row]:
    """The table, over the posts of the sites that were crawled."""
    planted = [post for post in read_lines(truth / "posts.jsonl", PlantedPost) if post.site in sites]
    accounts = list(read_lines(truth / "accounts.jsonl", PlantedAccount))
    return [
        *_posts(settings, planted),
        _quarantined(planted, documents),
        *_selectors(planted, documents),
        _networks(planted, documents),
        _links(accounts, leads),
        *_leads(accounts, leads),
    ]


def _row(what: str, planted: set[str], found: set[str]) -> Row:
    return Row(what, len(planted), len(found), len(planted & found))


def _posts(settings: Settings, planted: list[PlantedPost]) -> list[Row]:
    events: dict[Event, set[str]] = defaultdict(set)
    for post in Archive(settings.archive_dir).posts():
        events[post.event].add(post.id)
    return [
        _row("posts", {post.id for post in planted}, set().union(*events.values())),
        _row("edits", {post.id for post in planted if post.edited_in_phase2}, events["edited"]),
        _row("removals", {post.id for post in planted if post.removed_in_phase2}, events["removed"]),
    ]


def _quarantined(planted: list[PlantedPost], documents: list[Document]) -> Row:
    """Found means kept out of the index."""
    indexed = {document.id for document in documents}
    minors = {post.id for post in planted if post.quarantine}
    return Row("minors kept out", len(minors), len(minors - indexed), len(minors - indexed))


def _selectors(planted: list[PlantedPost], documents: list[Document]) -> list[Row]:
    """A selector in a post is one thing; those that stand only in quoted text or a signature are not counted."""
    wanted: set[str] = set()
    ignored: set[str] = set()
    for post in planted:
        if not post.quarantine:
            wanted |= {f"{post.id} {selector}" for selector in (*post.selectors, *(post.selectors_phase2 or ()))}
            ignored |= {f"{post.id} {selector}" for selector in post.quoted}
    kinds = {entry.split(" ")[1].split(":")[0] for entry in wanted}
    known = {post.id for post in planted}
    found = {
        f"{document.id} {selector}"
        for document in documents
        for selector in document.selectors
        if document.id in known and is_selector(selector.split(":")[0])
    }
    groups = {"phones": {"phone"}, "payment handles and wallets": kinds - {"phone", "email", "social"}}
    groups["e-mail and social"] = {"email", "social"}
    return [
        _row(f"selectors: {name}", _of(wanted, group), _of(found - (ignored - wanted), group))
        for name, group in groups.items()
    ]


def _of(entries: set[str], kinds: set[str]) -> set[str]:
    return {entry for entry in entries if entry.split(" ")[1].split(":")[0] in kinds}


def _networks(planted: list[PlantedPost], documents: list[Document]) -> Row:
    """Pairs of posts in one network, over the posts that carry a ring."""
    ring = {post.id: post.ring for post in planted if post.ring}
    network = {document.id: document.network for document in documents if document.network}
    together = Counter((ring.get(id), name) for id, name in network.items() if id in ring)
    right = sum(n * (n - 1) // 2 for n in together.values())
    members = Counter(network.values())
    found = sum(members[name] * (members[name] - 1) // 2 for name in {name for _, name in together})
    sizes = Counter(ring.values())
    return Row("ring posts in one network (pairs)", sum(n * (n - 1) // 2 for n in sizes.values()), found, right)


def _links(accounts: list[PlantedAccount], leads: list[Lead]) -> Row:
    ranked = {lead.account for lead in leads}
    wanted = {f"{row.account} {link}" for row in accounts if row.account in ranked for link in row.links}
    found = {
        f"{lead.account} {evidence.link.kind}:{evidence.link.value}"
        for lead in leads
        for evidence in lead.evidence
        if evidence.link and evidence.link.typology == "L1"
    }
    return _row("links of the leads' accounts", wanted, found)


def _leads(accounts: list[PlantedAccount], leads: list[Lead]) -> list[Row]:
    """At K = the planted accounts that any evidence shows, so that 1.00 can be reached; then by role in the budget."""
    wanted = {row.account: row.role for row in accounts if row.role in TARGETS and row.observable}
    first = [lead.account for lead in leads[: len(wanted)]]
    rows = [
        Row(f"leads: target roles among the first {len(wanted)}", len(wanted), len(first), len(wanted.keys() & first))
    ]
    ranked = {lead.account for lead in leads}
    for role in TARGETS:
        those = {account for account, planted in wanted.items() if planted == role}
        rows.append(Row(f"leads: {role} accounts in the budget of {len(leads)}", len(those), None, len(those & ranked)))
    return rows
