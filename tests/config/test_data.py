from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from config.data import load_yaml
from config.errors import BadInput


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    sizes: list[int] = []


def test_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "shelf.yaml"
    file.write_text("name: top\nsizes: [1, 2]\n")
    assert load_yaml(file, Shelf) == Shelf(name="top", sizes=[1, 2])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: top\nsizes:\n  - 1\n  - wide\n", r"shelf\.yaml:4, field 'sizes\.1'"),
        ("name: top\nsizzes: [1]\n", r"shelf\.yaml:2, field 'sizzes'"),
        ("sizes: [1]\n", r"shelf\.yaml:1, field 'name'"),
        ("name: top\n  sizes: [1\n", r"shelf\.yaml:2"),
        ("", r"shelf\.yaml"),
    ],
)
def test_a_wrong_file_names_the_line_and_the_key(tmp_path: Path, text: str, place: str) -> None:
    file = tmp_path / "shelf.yaml"
    file.write_text(text)
    with pytest.raises(BadInput, match=place):
        load_yaml(file, Shelf)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yaml"):
        load_yaml(tmp_path / "none.yaml", Shelf)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shelf.yaml"
    file.write_bytes(b"name: caf\xe9\n")
    with pytest.raises(BadInput, match=r"shelf\.yaml: not UTF-8 at byte 9"):
        load_yaml(file, Shelf)


def test_yaml_builds_no_objects(tmp_path: Path) -> None:
    file = tmp_path / "shelf.yaml"
    file.write_text("name: !!python/object/apply:os.getcwd []\n")
    with pytest.raises(BadInput):
        load_yaml(file, Shelf)
