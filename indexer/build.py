"""From the archive and its analyses to the index. Deterministic: the same files give the same documents."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from config.files import read_lines
from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.post import Post
from indexer.chunks import chunks
from indexer.compose import compose
from indexer.document import Document
from indexer.index import Index
from indexer.networks import cluster, row
from ledger.ledger import open_ledger
from nlp.analysis import Analysis
from nlp.duplicates import campaigns
from nlp.encoder import Encoder

Progress = Callable[[Iterable[Document], int], Iterable[Document]]
_ENCODED_AT_ONCE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build read and wrote. `versions` are archived posts; the left out are posts."""

    versions: int
    documents: int
    stored: int
    rejected: int
    networks: int
    quarantined: int
    suppressed: int
    unanalysed: int
    seconds: float


def build(
    settings: Settings,
    index: Index,
    *,
    rebuild: bool = False,
    encoder: Encoder | None = None,
    progress: Progress = lambda documents, _: documents,
) -> BuildReport:
    """Index every archived and analysed post; with `rebuild` in a fresh index that takes the old one's place.

    Posts that the ledger suppresses, and posts with a quarantined version, are left out. They are removed if they were
    in the index, as are those that the archive or the analyses do not have any more.

    Raises:
        BadInput: a file of the archive or of the analyses is damaged.
    """
    started = time.monotonic()
    versions, analyses = _archived(settings), _analysed(settings)
    with open_ledger(settings) as ledger:
        suppressed = ledger.suppression.snapshot()
    quarantined = {id_ for id_, of in analyses.items() if any(one.quarantined for one in of.values())}
    refused = {id_ for id_ in versions if suppressed("post", id_)}
    kept = sorted(versions.keys() - quarantined - refused)
    found = [compose(versions[id_], analyses.get(id_, {}), suppressed) for id_ in kept]
    documents = [document for document in found if document]
    documents, networks = _tied(documents, analyses)
    stream = progress(_encoded(documents, encoder), len(documents))
    if rebuild:
        with index.rebuild() as fresh:
            written = fresh.upsert(stream)
    else:
        written = index.upsert(stream)
        index.delete(sorted(index.ids() - {document.id for document in documents}))
    return BuildReport(
        versions=sum(map(len, versions.values())),
        documents=len(documents),
        stored=written.stored,
        rejected=written.rejected,
        networks=networks,
        quarantined=len(quarantined & versions.keys()),
        suppressed=len(refused),
        unanalysed=len(kept) - len(documents),
        seconds=round(time.monotonic() - started, 3),
    )


def _archived(settings: Settings) -> dict[str, list[Post]]:
    """Archived versions by post."""
    found: dict[str, list[Post]] = defaultdict(list)
    for post in Archive(settings.archive_dir).posts():
        found[post.id].append(post)
    return found


def _analysed(settings: Settings) -> dict[str, dict[str, Analysis]]:
    """Analyses by post and version."""
    found: dict[str, dict[str, Analysis]] = defaultdict(dict)
    for path in sorted(settings.analysis_dir.rglob("*.jsonl")):
        for analysis in read_lines(path, Analysis):
            found[analysis.post][analysis.version] = analysis
    return found


def _tied(documents: list[Document], analyses: Mapping[str, Mapping[str, Analysis]]) -> tuple[list[Document], int]:
    """The documents with their campaigns and networks, and how many networks there are."""
    template = campaigns(one for document in documents for one in analyses[document.id].values())
    clusters = cluster(row(document, template.get(document.id)) for document in documents)
    tied = [
        replace(document, campaign=template.get(document.id), network=clusters.posts.get(document.id))
        for document in documents
    ]
    return tied, len(clusters.ties)


def _encoded(documents: Iterable[Document], encoder: Encoder | None) -> Iterator[Document]:
    """The documents, with vectors when there is an encoder."""
    if encoder is None:
        yield from documents
        return
    for batch in chunks(documents, _ENCODED_AT_ONCE):
        vectors = encoder.encode([document.text for document in batch])
        for document, vector in zip(batch, vectors, strict=True):
            yield replace(document, vector=tuple(vector.tolist()))
