"""The secret key and what is made of it: tokens, seals, the quarantine's cipher. Needs `cryptography` only."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.errors import AdtrailError, BadInput, Refused
from config.files import sync_folder
from config.settings import Settings

SHORTEST = 16  # characters of a key that somebody chose


class Keys:
    """Sub-keys by purpose (HKDF-SHA-256, RFC 5869), so that a token of one use says nothing about another."""

    def __init__(self, secret: bytes) -> None:
        self.derive = cache(lambda purpose: _derive(secret, purpose))

    def token(self, purpose: str, value: str) -> str:
        """HMAC-SHA-256 of a value in 64 hex digits. Plain hashes of phones can be reversed in an hour; this cannot."""
        return hmac.new(self.derive(purpose), value.encode(), sha256).hexdigest()

    def fernet(self, purpose: str = "quarantine") -> Fernet:
        """A cipher (AES-128-CBC with HMAC) for texts that must not lie open on the disk."""
        return Fernet(base64.urlsafe_b64encode(self.derive(purpose)))


def open_keys(settings: Settings) -> Keys:
    """The keys of this installation: of `secret_key`, or of `keys/secret.key` in the data folder, made at first use.

    Raises:
        BadInput: the key is too short or the file is damaged.
        Refused: others than the owner can read the key file.
        AdtrailError: the file cannot be read or made.
    """
    if settings.secret_key is not None:
        chosen = settings.secret_key.get_secret_value()
        if len(chosen) < SHORTEST:
            raise BadInput("too short", field="secret_key", fix=f"at least {SHORTEST} characters, made at random")
        return Keys(chosen.encode())
    file = settings.data_dir / "keys" / "secret.key"
    try:
        if not file.exists():
            _make(file)
        return Keys(_read(file))
    except OSError as error:
        raise AdtrailError(f"{file}: {error.strerror}") from None


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"adtrail/" + purpose.encode()).derive(secret)


def _make(file: Path) -> None:
    """Put a fresh key in place, whole; when two processes race, the first one's key stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.link(part, file)
        sync_folder(file.parent)
    except FileExistsError:
        pass
    finally:
        part.unlink(missing_ok=True)


def _read(file: Path) -> bytes:
    if file.stat().st_mode & 0o077:
        raise Refused(f"{file}: others can read the secret key (chmod 600 {file})")
    try:
        secret = base64.b64decode(file.read_bytes().strip(), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise BadInput("not a key of 32 bytes in base64", file=file, fix="restore it from its backup")
    return secret
