from __future__ import annotations

import subprocess
import sys
import time

import pytest

from adtrail.cli import COMMANDS

HEAVY = ("scrapy", "spacy", "torch", "elasticsearch", "tantivy", "fastapi", "sqlalchemy", "duckdb")


def adtrail(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "adtrail", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_help_lists_every_room_and_is_quick() -> None:
    start = time.monotonic()
    done = adtrail("--help")
    assert done.returncode == 0
    assert time.monotonic() - start < 10
    for name in COMMANDS:
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_room_opens_and_its_help_is_light(name: str) -> None:
    code = (
        "import sys\nfrom adtrail.cli import app\nsys.argv = ['adtrail', sys.argv[1], '--help']\n"
        "try:\n    app()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\nassert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr[-500:]
    assert "Usage" in done.stdout


def test_an_unknown_command_is_a_usage_error() -> None:
    done = adtrail("no-such-room")
    assert done.returncode == 2
    assert "no-such-room" in done.stderr
