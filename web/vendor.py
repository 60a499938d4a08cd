"""The browser files that others wrote: pinned, kept in the repository, and served by us alone.

``python -m web.vendor`` fetches them again with npm's ordinary client, checks every hash before a file is
written, and writes ``static/vendor/VENDOR.md``. Nothing at run time or in a test needs npm.
"""

from __future__ import annotations

import subprocess
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from config.errors import BadInput, MissingPart
from config.files import atomic

FOLDER = Path(__file__).resolve().parent / "static" / "vendor"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of an npm package, the name it has here, and the SHA-256 of its bytes."""

    package: str
    version: str
    licence: str
    source: str  # path inside the package
    name: str  # file in `FOLDER`
    sha256: str


def _package(package: str, version: str, licence: str, *files: tuple[str, str, str]) -> tuple[Asset, ...]:
    return tuple(Asset(package, version, licence, source, name, digest) for source, name, digest in files)


ASSETS: tuple[Asset, ...] = (
    *_package(
        "htmx.org",
        "4.0.1",
        "0BSD",
        ("dist/htmx.min.js", "htmx.min.js", "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"),
        ("LICENSE", "htmx.LICENSE", "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38"),
    ),
    *_package(
        "echarts",
        "6.1.0",
        "Apache-2.0",
        (
            "dist/echarts.common.min.js",
            "echarts.common.min.js",
            "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5",
        ),
        ("LICENSE", "echarts.LICENSE", "634293835b43a6dd2094fa39182a3d9a6b9ca43b7fdb9ac354e8037af2a3093a"),
        ("NOTICE", "echarts.NOTICE", "d491d358344f842685c1b1585970999db65fe30ecf7ef3867af8814f4016c016"),
    ),
    *_package(
        "cytoscape",
        "3.34.4",
        "MIT",
        (
            "dist/cytoscape.min.js",
            "cytoscape.min.js",
            "081591ab735b2b6a3b31a3c60f8f3a3e2fee8c92939e0c7820ad1208571b6cd8",
        ),
        ("LICENSE", "cytoscape.LICENSE", "eb319c6e6f233607f71e8e2f450391751883cfc0eeb3ca7ef574c13d1d9c2203"),
    ),
    *_package(
        "layout-base",
        "2.0.1",
        "MIT",
        ("layout-base.js", "layout-base.js", "ec15ab5df9af3f20708f4faab994accf91cda71848cd5bb10a23432cc50b6745"),
        ("LICENSE", "layout-base.LICENSE", "eabb762d8a95109a39c9be3247325529a5239a7aca327d909c3ccdc41f3a06bf"),
    ),
    *_package(
        "cose-base",
        "2.2.0",
        "MIT",
        ("cose-base.js", "cose-base.js", "7cae9509bd36235a63a85e71c8d9fa2cd0bc1d0c1ecc5b5a737976f39d040ddf"),
        ("LICENSE", "cose-base.LICENSE", "5fb3cf4a14c3c5af6e473a192df8bca10c77754e3a0c6492c79fb92a76a5478a"),
    ),
    *_package(
        "cytoscape-fcose",
        "2.2.0",
        "MIT",
        (
            "cytoscape-fcose.js",
            "cytoscape-fcose.js",
            "4b1cab218d74996aa59cd8473f9239cc6398b8c1774d84d7e59ad9a68959cb57",
        ),
        ("LICENSE", "cytoscape-fcose.LICENSE", "2837634f403949215760fcdd2fa1ed0c64875d02099ecc8318c704b852f1421d"),
    ),
)


def page() -> str:
    """The text of VENDOR.md, made from `ASSETS`."""
    rows = (f"| `{a.name}` | {a.package} | {a.version} | {a.licence} | `{a.sha256}` |" for a in ASSETS)
    return "\n".join(
        (
            "# Files that others wrote",
            "",
            "Unchanged from their npm packages; `python -m web.vendor` fetches them again and writes this page.",
            "",
            "| file | package | version | licence | SHA-256 |",
            "|---|---|---|---|---|",
            *rows,
            "",
        )
    )


def read_member(archive: Path, asset: Asset) -> bytes:
    """The bytes of one asset from a package as npm packs it.

    Raises:
        BadInput: the file is not in it, or its hash is another.
    """
    with tarfile.open(archive) as tar:
        try:
            stream = tar.extractfile(f"package/{asset.source}")
        except KeyError:
            stream = None
        content = stream.read() if stream else b""
    if sha256(content).hexdigest() != asset.sha256:
        raise BadInput("the hash is not the pinned one", file=archive, field=asset.source, fix="do not use this file")
    return content


def fetch(folder: Path = FOLDER) -> None:
    """Fetch every asset into `folder`, all checked before the first is written.

    Raises:
        MissingPart: npm is not installed, or it cannot reach its registry.
        BadInput: a file is not the pinned one.
    """
    contents: dict[str, bytes] = {}
    with TemporaryDirectory() as work:
        for asset in ASSETS:
            contents[asset.name] = read_member(_pack(asset, Path(work)), asset)
    for name, content in contents.items():
        with atomic(folder / name) as stream:
            stream.write(content)
    with atomic(folder / "VENDOR.md") as stream:
        stream.write(page().encode())


def _pack(asset: Asset, work: Path) -> Path:
    archive = work / f"{asset.package}-{asset.version}.tgz"
    if not archive.exists():
        command = ["npm", "pack", "--silent", f"{asset.package}@{asset.version}"]
        try:
            subprocess.run(command, cwd=work, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise MissingPart(f"npm could not pack {asset.package}@{asset.version}: {error}") from None
    return archive


if __name__ == "__main__":
    fetch()
