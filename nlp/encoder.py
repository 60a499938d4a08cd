"""`Encoder`: texts to vectors, each text once. sentence-transformers is imported only when a model is set.

A vector says "same kind of ad", not "same author": near-duplicates have their own keys (`nlp.duplicates`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from config.errors import MissingPart
from config.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 32
_ASK = 500  # keys a query: below SQLite's limit of variables


class Encoder(Protocol):
    """Texts to L2-normalised float32 vectors, so that a dot product is the cosine."""

    model: str
    width: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, width); equal texts get equal rows."""


class SentenceEncoder:
    """A sentence-transformers model (name or folder)."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            raise MissingPart(
                f"{error.name} is not installed, and encoder_model is set; install adtrail[semantic] or unset it"
            ) from None
        try:
            self._model: Any = SentenceTransformer(model)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise MissingPart(f"encoder_model {model!r} cannot be loaded ({reason}); give a folder with it") from None
        self.model = model
        self.width = self._model.get_embedding_dimension() or 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Batches are sorted by length, so that a short text is not padded to a long one."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._model.encode(
                [texts[i] for i in batch], batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return vectors


class CachedEncoder:
    """An encoder whose vectors are kept in SQLite under (sha256 of the text, model): each text is encoded once."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.model, self.width, self._encoder = encoder.model, encoder.width, encoder
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._connect()) as base, base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute(
                "CREATE TABLE IF NOT EXISTS vectors"
                " (text BLOB, model TEXT, vector BLOB NOT NULL, PRIMARY KEY (text, model)) WITHOUT ROWID"
            )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Look up, encode what is new, keep it."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.width), dtype=np.float32)
        digests = [_digest(text) for text in texts]
        with closing(self._connect()) as base:
            known = dict(self._kept(base, sorted(set(digests))))
            new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
            if new:
                vectors = self._encoder.encode(list(new.values()))
                rows = {digest: vector.astype("<f4").tobytes() for digest, vector in zip(new, vectors, strict=True)}
                with base:
                    base.executemany(
                        "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
                        ((digest, self.model, row) for digest, row in rows.items()),
                    )
                known |= rows
        return np.frombuffer(b"".join(known[digest] for digest in digests), dtype="<f4").reshape(len(texts), -1)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)

    def _kept(self, base: sqlite3.Connection, digests: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        for start in range(0, len(digests), _ASK):
            some = digests[start : start + _ASK]
            places = ",".join("?" * len(some))
            yield from base.execute(
                f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({places})",  # noqa: S608 - only `?`
                (self.model, *some),
            )


def open_encoder(settings: Settings) -> Encoder | None:
    """The encoder that the settings name, with its cache in the data folder; none when none is set.

    Raises:
        MissingPart: a model is set, and the extra `semantic` or the model itself is not there.
    """
    if settings.encoder_model is None:
        return None
    return CachedEncoder(SentenceEncoder(settings.encoder_model), _cache(settings))


def forget_all_but(settings: Settings, texts: Iterable[str]) -> int:
    """Drop the cached vectors, of any model, of all other texts; returns how many."""
    path = _cache(settings)
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=30)) as base, base:
        base.execute("PRAGMA secure_delete = ON")
        base.execute("CREATE TEMP TABLE kept (text BLOB PRIMARY KEY)")
        base.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((_digest(text),) for text in texts))
        return base.execute("DELETE FROM vectors WHERE text NOT IN (SELECT text FROM kept)").rowcount


def _cache(settings: Settings) -> Path:
    return settings.data_dir / "vectors.sqlite"


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
