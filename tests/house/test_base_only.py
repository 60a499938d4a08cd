"""`adtrail finance` runs inside a bank: the wheel, its base packages, files, and no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_shape import ROOMS, ROOT

NO_NETWORK = """
import socket

def refuse(*args, **kwargs):
    raise OSError("this test allows no network")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
"""


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venv with the wheel and the base packages, as locked, and no network at run time."""
    folder = tmp_path_factory.mktemp("bank")
    uv = [sys.executable, "-m", "uv"]
    python = folder / "venv" / "bin" / "python"
    for command in (
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT)],
        [*uv, "venv", "-q", "--python", sys.executable, str(folder / "venv")],
        [
            *uv,
            "pip",
            "install",
            "-q",
            "--python",
            str(python),
            "--require-hashes",
            "-r",
            str(ROOT / "requirements/base.txt"),
        ],
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    wheel = next((folder / "dist").glob("*.whl"))
    install = [*uv, "pip", "install", "-q", "--python", str(python), "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    packages = next((folder / "venv" / "lib").glob("python3*")) / "site-packages"
    (packages / "no_network.py").write_text(NO_NETWORK)
    (packages / "no_network.pth").write_text("import no_network\n")
    return folder / "venv"


def run(venv: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LANG": "C.UTF-8"}
    command = [str(venv / "bin" / "adtrail"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100, cwd=cwd, env=environment)


@pytest.mark.real
@pytest.mark.timeout(600)
def test_the_wheel_holds_every_room_and_nothing_else(venv: Path) -> None:
    packages = next((venv / "lib").glob("python3*")) / "site-packages"
    for room in ROOMS:
        assert (packages / room / "__init__.py").is_file()
    assert (packages / "config" / "indicators" / "money.yaml").is_file()
    assert list((packages / "finance" / "typologies").glob("*.sql"))
    assert not (packages / "tests").exists()
    assert not (packages / "examples").exists()


@pytest.mark.real
@pytest.mark.timeout(600)
def test_finance_leads_without_network(venv: Path, tmp_path: Path, bank_folder: Path) -> None:
    done = run(venv, "finance", "leads", str(bank_folder), "--budget", "5", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    leads = [json.loads(line) for line in done.stdout.splitlines()]
    assert leads
    assert leads[0]["rank"] == 1
    assert {lead["recommendation"] for lead in leads} == {"review"}


@pytest.mark.real
@pytest.mark.timeout(600)
def test_a_room_that_needs_an_extra_says_which(venv: Path, tmp_path: Path) -> None:
    done = run(venv, "crawl", "list", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert "is not installed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.real
@pytest.mark.timeout(600)
def test_the_network_is_really_closed(venv: Path, tmp_path: Path) -> None:
    python = str(venv / "bin" / "python")
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)
    assert "allows no network" in done.stderr
