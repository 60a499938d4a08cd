"""`Ledger`: what people and partners decide, in one database. Each part has its module."""

from __future__ import annotations

from types import TracebackType

from sqlalchemy import URL

from config.settings import Settings
from ledger.access import Actor
from ledger.actors import Actors
from ledger.audit import Audit
from ledger.cases import Cases
from ledger.exports import Exports
from ledger.jobs import Jobs
from ledger.keys import Keys, open_keys
from ledger.store import Store
from ledger.suppression import Suppression


class Ledger:
    """The parts over one store. `with open_ledger(settings) as ledger:` closes it.

    What belongs together is put into one transaction: `with ledger.store.write(): …`.
    """

    def __init__(self, store: Store, keys: Keys, settings: Settings) -> None:
        self.store = store
        self.keys = keys
        self.settings = settings
        self.audit = Audit(store, keys, settings.actor, settings.data_dir / "checkpoints")
        self.actors = Actors(store, self.audit)
        self.jobs = Jobs(store)
        self.cases = Cases(store, keys, self.audit, self.actors)
        self.suppression = Suppression(store, keys, self.audit, self.actors)
        self.exports = Exports(store, self.audit)

    def acting(self) -> Actor:
        """Who acts at the command line: the actor that the settings name.

        Raises:
            Refused: the ledger does not know them, or they are disabled.
        """
        return self.actors.get(self.settings.actor)

    def close(self) -> None:
        """Release the database."""
        self.store.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_ledger(settings: Settings) -> Ledger:
    """Open the ledger that the settings name; made, and brought to the newest version, when need be.

    Raises:
        BadInput: the URL is not one, or a newer adtrail wrote the ledger.
        AdtrailError: the database cannot be opened.
    """
    keys = open_keys(settings)
    default = URL.create("sqlite", database=str(settings.data_dir / "ledger.db"))
    return Ledger(Store(settings.ledger_url or default), keys, settings)
