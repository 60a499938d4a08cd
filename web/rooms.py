"""What the pages read and write: the index, the ledger, the archive, and the leads as `adtrail finance` wrote them."""

from __future__ import annotations

from dataclasses import dataclass

from config.files import read_lines
from config.settings import Settings
from crawlers.archive.reader import Archive
from finance.lead import Lead
from indexer.document import Document
from indexer.index import Index
from indexer.opening import open_index
from ledger.ledger import Ledger, open_ledger


@dataclass(frozen=True, slots=True)
class Rooms:
    """The open rooms of one process."""

    settings: Settings
    index: Index
    ledger: Ledger
    archive: Archive

    def document(self, id: str) -> Document | None:
        """A post that may be seen: it is in the index, and was not suppressed since the last build."""
        return None if self.ledger.suppression.is_suppressed("post", id) else self.index.get(id)

    def leads(self) -> tuple[Lead, ...]:
        """The leads of the newest run of `adtrail finance leads`, by rank; none before the first run.

        Raises:
            BadInput: the file is damaged; names the line.
        """
        file = self.settings.data_dir / "finance" / "leads.jsonl"
        if not file.exists():
            return ()
        return tuple(sorted(read_lines(file, Lead), key=lambda lead: lead.rank))

    def close(self) -> None:
        """Close what was opened."""
        self.index.close()
        self.ledger.close()


def open_rooms(settings: Settings) -> Rooms:
    """Open the rooms that the settings name; the index for reading only.

    Raises:
        MissingPart: an extra is not installed.
        BadInput: there is no index, or the ledger cannot be read.
    """
    return Rooms(settings, open_index(settings), open_ledger(settings), Archive(settings.archive_dir))
