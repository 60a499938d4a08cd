from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import AdtrailError, BadInput, Refused
from config.settings import Settings
from exchange.delivery import deliver
from exchange.package import verify, write
from exchange.referral import Referral
from ledger.ledger import Ledger, open_ledger
from tests.exchange.conftest import NOW


@pytest.fixture
def package(ledger: Ledger, refer: Callable[..., Referral], tmp_path: Path) -> Path:
    return write(ledger, refer(), tmp_path / "out")


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


def test_a_package_arrives_whole_and_is_recorded(ledger: Ledger, package: Path, drop: Path) -> None:
    place = deliver(ledger, package, drop, actor="analyst", now=NOW)
    assert place == drop / package.name
    assert verify(place, ledger.keys) == verify(package, ledger.keys)
    assert [one.name for one in drop.iterdir()] == [package.name]
    (entry,) = ledger.audit.entries(action="delivered")
    assert (entry.actor, entry.subject) == ("analyst", verify(package).referral)


def test_again_is_no_change(ledger: Ledger, package: Path, drop: Path) -> None:
    for _ in range(2):
        deliver(ledger, package, drop, actor="analyst", now=NOW)
    assert len(ledger.audit.entries(action="delivered")) == 1
    assert len(list(drop.iterdir())) == 1


def test_what_was_collected_is_delivered_again_on_request(ledger: Ledger, package: Path, drop: Path) -> None:
    shutil.rmtree(deliver(ledger, package, drop, actor="analyst", now=NOW))
    assert verify(deliver(ledger, package, drop, actor="analyst", now=NOW)).ok


def test_a_damaged_package_stays(ledger: Ledger, package: Path, drop: Path) -> None:
    (package / "leads.jsonl").write_text("{}")
    with pytest.raises(BadInput, match=r"leads\.jsonl"):
        deliver(ledger, package, drop, actor="analyst", now=NOW)
    assert list(drop.iterdir()) == []


def test_something_else_in_its_place_stays(ledger: Ledger, package: Path, drop: Path) -> None:
    (drop / package.name).mkdir()
    with pytest.raises(BadInput, match="something else"):
        deliver(ledger, package, drop, actor="analyst", now=NOW)
    assert list((drop / package.name).iterdir()) == []


def test_a_drop_that_is_not_there_is_not_made(ledger: Ledger, package: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        deliver(ledger, package, tmp_path / "mistyped", actor="analyst", now=NOW)
    assert not (tmp_path / "mistyped").exists()
    assert ledger.audit.entries(action="delivered") == []


def test_a_full_disk_leaves_nothing_behind(
    ledger: Ledger, package: Path, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk cannot be had in a test; the second file that is synced finds it."""
    calls = iter([None, OSError(28, "No space left on device")])

    def sync(handle: int) -> None:
        if error := next(calls, None):
            raise error

    monkeypatch.setattr("exchange.delivery.os.fsync", sync)
    with pytest.raises(AdtrailError, match="No space left"):
        deliver(ledger, package, drop, actor="analyst", now=NOW)
    monkeypatch.undo()
    assert list(drop.iterdir()) == []
    assert ledger.audit.entries(action="delivered") == []
    assert verify(deliver(ledger, package, drop, actor="analyst", now=NOW)).ok


def test_an_expired_referral_stays(ledger: Ledger, package: Path, drop: Path) -> None:
    with pytest.raises(Refused, match="expired"):
        deliver(ledger, package, drop, actor="analyst", now=NOW + timedelta(days=90))
    assert list(drop.iterdir()) == []


@pytest.mark.parametrize("actor", ["approver", "operator", "partner", "stranger"])
def test_others_may_not(ledger: Ledger, package: Path, drop: Path, actor: str) -> None:
    with pytest.raises(Refused):
        deliver(ledger, package, drop, actor=actor, now=NOW)
    assert list(drop.iterdir()) == []


def test_a_package_of_another_ledger_stays(package: Path, drop: Path, ledger: Ledger, tmp_path: Path) -> None:
    """Signed with the same key, but this ledger never recorded it."""
    elsewhere = Settings(data_dir=tmp_path / "data", ledger_url=f"sqlite:///{tmp_path / 'other.db'}", actor="analyst")
    with open_ledger(elsewhere) as other, pytest.raises(Refused, match="not exported"):
        deliver(other, package, drop, actor="analyst", now=NOW)
