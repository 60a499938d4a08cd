"""The quarantine: posts whose text suggests a minor, encrypted, one file a post, with a legal-hold clock.

Nothing of them but the id is kept elsewhere by the analysis; only the report path opens one. Files are Fernet tokens
under the installation's key (`ledger.keys`); the name of a file is a keyed token of the post and its version, so that
the folder's listing tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import InvalidToken

from config.errors import BadInput
from config.files import atomic, from_json, to_json
from config.settings import Settings
from crawlers.post import Post
from ledger.keys import open_keys

HOLD = timedelta(days=365)  # preservation after a report, 18 U.S.C. 2258A(h) as amended 2024: one year
SCHEMA = 1
_OVER = b"over"  # what a file holds once the time of its post is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A quarantined post and how long it must be kept for those it was, or will be, reported to."""

    post: Post
    held_at: datetime
    hold_until: datetime
    schema: int = SCHEMA


class Quarantine:
    """The folder `quarantine` of the data folder.

    Raises:
        BadInput, Refused: as `ledger.keys.open_keys`.
    """

    def __init__(self, settings: Settings) -> None:
        keys = open_keys(settings)
        self._folder = settings.data_dir / "quarantine"
        self._cipher = keys.fernet("quarantine")
        self._token = keys.token

    def put(self, post: Post, *, now: datetime | None = None) -> None:
        """Keep a post, whole or not at all. Again is no change, also after its time: its clock runs from the first."""
        file = self._file(post.id, post.version)
        if file.exists():
            return
        at = now or datetime.now(UTC)
        held = Held(post=post, held_at=at, hold_until=at + HOLD)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with atomic(file) as stream:
            stream.write(self._cipher.encrypt(to_json(held)))

    def get(self, post: str, version: str) -> Held | None:
        """Open one, for the report path alone.

        Raises:
            BadInput: the file is damaged, or was written under another key.
        """
        file = self._file(post, version)
        return self._open(file) if file.exists() else None

    def all(self) -> Iterator[Held]:
        """Open every one, for the report path alone.

        Raises:
            BadInput: as `get`.
        """
        return (held for file in sorted(self._folder.glob("*.fernet")) if (held := self._open(file)))

    def expire(self, now: datetime | None = None) -> int:
        """Remove the posts whose time is over; returns how many. That they were held stays known: none is held again.

        Raises:
            BadInput: as `get`, for the first file that cannot be opened, once the others are done.
        """
        at, removed, damaged = now or datetime.now(UTC), 0, None
        for file in sorted(self._folder.glob("*.fernet")):
            try:
                held = self._open(file)
            except BadInput as error:
                damaged = damaged or error
                continue
            if held and held.hold_until <= at:
                with atomic(file) as stream:
                    stream.write(self._cipher.encrypt(_OVER))
                removed += 1
        if damaged:
            raise damaged
        return removed

    def _file(self, post: str, version: str) -> Path:
        return self._folder / f"{self._token('quarantine-name', f'{post} {version}')[:40]}.fernet"

    def _open(self, file: Path) -> Held | None:
        try:
            plain = self._cipher.decrypt(file.read_bytes())
        except InvalidToken:
            raise BadInput(
                "damaged, or written under another secret key", file=file, fix="restore the key or the file"
            ) from None
        return None if plain == _OVER else from_json(Held, plain, file=file)
