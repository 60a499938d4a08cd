"""`open_index`: the engine that the settings name, imported only when it is asked for."""

from __future__ import annotations

from config.settings import Settings
from indexer.index import Index


def open_index(settings: Settings, *, write: bool = False) -> Index:
    """The index that the settings name; `write` takes the lock of its one writer.

    Raises:
        AdtrailError: another process writes.
    """
    if settings.index_url == "embedded":
        from indexer.embedded import EmbeddedIndex

        return EmbeddedIndex(settings.index_dir, write=write)
    from indexer.elastic import ElasticIndex

    return ElasticIndex.connect(settings, write=write)
