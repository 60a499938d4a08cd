from __future__ import annotations

import base64
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from config.errors import AdtrailError, BadInput, Refused
from config.settings import Settings
from ledger.keys import Keys, open_keys

KEYS = Keys(b"a secret of the tests")


def test_a_token_is_the_hmac_under_the_derived_key() -> None:
    """Against the definition, so that a token stays the same in a year."""
    import hmac

    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"adtrail/search").derive(b"a secret of the tests")
    assert KEYS.token("search", "+12025550143") == hmac.new(key, b"+12025550143", "sha256").hexdigest()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_tokens_are_equal_when_purpose_and_value_are(one: str, other: str) -> None:
    assert (KEYS.token("a", one) == KEYS.token("a", other)) == (one == other)
    assert KEYS.token("a", one) != KEYS.token("b", one)
    assert KEYS.token("a", one) != Keys(b"another secret").token("a", one)


def test_the_cipher_opens_with_its_own_key_alone() -> None:
    closed = KEYS.fernet().encrypt(b"a text")
    assert b"a text" not in closed
    assert Keys(b"a secret of the tests").fernet().decrypt(closed) == b"a text"
    for other in (Keys(b"another secret").fernet(), KEYS.fernet("another purpose")):
        with pytest.raises(InvalidToken):
            other.decrypt(closed)


def test_a_chosen_key_is_used_and_nothing_is_written(settings: Settings) -> None:
    chosen = settings.model_copy(update={"secret_key": Settings(secret_key="sixteen letters!").secret_key})
    assert open_keys(chosen).token("a", "b") == Keys(b"sixteen letters!").token("a", "b")
    assert not settings.data_dir.exists()


def test_a_short_key_is_refused_without_being_shown() -> None:
    with pytest.raises(BadInput, match="secret_key") as caught:
        open_keys(Settings(secret_key="hunter2"))
    assert "hunter2" not in str(caught.value)


def test_a_key_is_made_once_for_the_owner_alone(settings: Settings) -> None:
    first = open_keys(settings).token("a", "b")
    assert open_keys(settings).token("a", "b") == first
    (file,) = (settings.data_dir / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(base64.b64decode(file.read_bytes())) == 32


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(settings: Settings, mode: int) -> None:
    open_keys(settings)
    (settings.data_dir / "keys" / "secret.key").chmod(mode)
    with pytest.raises(Refused, match="chmod 600"):
        open_keys(settings)


@pytest.mark.parametrize("content", [b"", b"not base64!", base64.b64encode(b"short"), base64.b64encode(b"x" * 33)])
def test_a_damaged_key_is_not_replaced(settings: Settings, content: bytes) -> None:
    """A fresh key would turn every token and the quarantine to waste in silence."""
    open_keys(settings)
    file = settings.data_dir / "keys" / "secret.key"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"secret\.key"):
        open_keys(settings)
    assert file.read_bytes() == content


def test_processes_that_make_the_key_at_once_share_it(
    settings: Settings, start: Callable[..., subprocess.Popen[str]]
) -> None:
    text = "from ledger.keys import open_keys\nprint(open_keys(settings).token('a', 'b'))"
    tokens = {process.communicate(timeout=60)[0] for process in [start(text) for _ in range(4)]}
    assert len(tokens) == 1
    assert tokens != {""}
    assert [file.name for file in (settings.data_dir / "keys").iterdir()] == ["secret.key"]


def test_a_data_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(AdtrailError, match=r"secret\.key: Not a directory"):
        open_keys(Settings(data_dir=tmp_path / "data"))


def test_keys_need_no_database() -> None:
    """The quarantine of the analysis stage uses them."""
    text = (
        "import sys; sys.modules['sqlalchemy'] = None; from ledger.keys import Keys; print(Keys(b'x').token('a', 'b'))"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert len(done.stdout.strip()) == 64
