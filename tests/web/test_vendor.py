"""The files of others are the pinned ones, all of them, with licences; nothing else lies there."""

from __future__ import annotations

import io
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from config.errors import BadInput, MissingPart
from web.vendor import ASSETS, FOLDER, Asset, fetch, page, read_member


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset.name)
def test_each_file_is_the_pinned_one(asset: Asset) -> None:
    assert sha256((FOLDER / asset.name).read_bytes()).hexdigest() == asset.sha256


def test_nothing_else_lies_there() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {asset.name for asset in ASSETS} | {"VENDOR.md"}


def test_the_page_is_made_from_the_table() -> None:
    assert (FOLDER / "VENDOR.md").read_text(encoding="utf-8") == page()


def test_every_package_has_its_licence() -> None:
    packages = {asset.package for asset in ASSETS}
    assert {asset.package for asset in ASSETS if asset.name.endswith(".LICENSE")} == packages
    assert {asset.licence for asset in ASSETS} <= {"0BSD", "MIT", "Apache-2.0"}


def test_every_script_is_used_and_every_used_one_is_there() -> None:
    templates = "".join(file.read_text() for file in (FOLDER.parents[1] / "templates").glob("*.html"))
    for asset in ASSETS:
        if asset.name.endswith(".js"):
            assert asset.name in templates


def pack(folder: Path, content: bytes) -> Path:
    with tarfile.open(folder / "p.tgz", "w:gz") as tar:
        member = tarfile.TarInfo("package/dist/a.js")
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    return folder / "p.tgz"


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    asset = Asset("p", "1", "MIT", "dist/a.js", "a.js", sha256(b"good").hexdigest())
    assert read_member(pack(tmp_path, b"good"), asset) == b"good"
    with pytest.raises(BadInput, match="pinned"):
        read_member(pack(tmp_path, b"evil"), asset)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    asset = Asset("p", "1", "MIT", "dist/b.js", "b.js", sha256(b"good").hexdigest())
    with pytest.raises(BadInput):
        read_member(pack(tmp_path, b"good"), asset)


def test_without_npm_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPart, match="npm"):
        fetch(tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_no_name_is_taken_twice() -> None:
    assert len({asset.name for asset in ASSETS}) == len(ASSETS)
