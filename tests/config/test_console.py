from __future__ import annotations

import importlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from config.console import emit, exits, track
from config.errors import AdtrailError, BadInput, MissingPart, Refused
from config.masking import mask


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AdtrailError("broken"), 1),
        (BadInput("not a date", file="a.csv", line=3, field="time"), 3),
        (MissingPart("no Chromium"), 4),
        (Refused("no purpose given"), 5),
    ],
)
def test_errors_become_exit_codes(error: AdtrailError, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    @exits
    def command() -> None:
        raise error

    with pytest.raises(SystemExit) as caught:
        command()
    assert caught.value.code == code
    assert str(error) in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    @exits
    def command() -> None:
        Path("/proc/no/such/place").write_text("x")

    with pytest.raises(SystemExit) as caught:
        command()
    assert caught.value.code == 1
    assert "/proc/no/such/place: No such file" in capsys.readouterr().err


def test_error_text_is_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    @exits
    def command() -> None:
        raise BadInput("expected [red]one[/red] of [a, b]", file="x[1].csv")

    with pytest.raises(SystemExit):
        command()
    assert "x[1].csv: expected [red]one[/red] of [a, b]" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = "from config.console import emit, exits\n@exits\ndef run():\n for n in range(10**6): emit(n)\nrun()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"0\n"
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""


def test_emit_writes_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer))
    emit({"b": 1, "a": "é\n"})
    assert buffer.getvalue() == '{"a":"é\\n","b":1}\n'.encode()


def test_track_passes_items_through() -> None:
    assert list(track(range(3), "counting")) == [0, 1, 2]


@pytest.mark.parametrize("value", ["+12025550143", "$demorosie22", "ab", ""])
def test_mask_never_shows_the_whole(value: str) -> None:
    assert mask(value) != value or value == ""
    assert value[3:] == "" or value[3:] not in mask(value)


def test_an_extra_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    @exits
    def command() -> None:
        importlib.import_module("no_such_package_of_an_extra.part")

    with pytest.raises(SystemExit) as caught:
        command()
    assert caught.value.code == 4
    assert "no_such_package_of_an_extra is not installed" in capsys.readouterr().err


def test_a_module_of_ours_that_is_not_there_is_a_mistake() -> None:
    @exits
    def command() -> None:
        importlib.import_module("config.no_such_module")

    with pytest.raises(ModuleNotFoundError):
        command()
