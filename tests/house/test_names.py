"""`config`, `nlp` and the other rooms are common names: no installed package may bring the same ones."""

from __future__ import annotations

import importlib
import importlib.metadata
from pathlib import Path

import pytest

from tests.house.test_shape import ROOMS, ROOT


def test_no_other_distribution_has_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    for room in ROOMS:
        assert set(owners.get(room, [])) <= {"adtrail"}, f"{room} is also in {owners[room]}"


@pytest.mark.parametrize("room", ROOMS)
def test_the_room_that_is_imported_is_ours(room: str) -> None:
    file = importlib.import_module(room).__file__
    assert file is not None
    assert Path(file).parent == ROOT / room


@pytest.mark.parametrize("room", ROOMS)
def test_importing_a_room_is_light(room: str) -> None:
    """Rooms open lazily: the package itself imports nothing but the standard library."""
    text = (ROOT / room / "__init__.py").read_text(encoding="utf-8")
    assert "import" not in text.split('"""')[2]
