"""The server as a program: ports, control, signals, and what it never serves."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from examples.world.__main__ import main
from examples.world.server import running

ROOT = Path(__file__).parents[2]


@pytest.fixture
def program(world, tmp_path):
    """`python -m examples.world serve` and its ports; ended at the end if it still runs."""
    file = tmp_path / "ports.json"
    command = [sys.executable, "-m", "examples.world", "serve", str(world.folder), "--ports-file", str(file)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not file.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    yield process, json.loads(file.read_text())
    process.kill()
    process.communicate()


def test_it_listens_on_loopback_alone_and_ends_on_sigterm(program, tmp_path):
    process, ports = program
    assert sorted(ports) == ["board", "control", "forum", "jobs", "market"]
    for port in ports.values():
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.2", port), timeout=1)
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    assert [path.name for path in tmp_path.iterdir()] == ["ports.json"]
    process.send_signal(signal.SIGTERM)
    out, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert json.loads(out) == ports
    assert errors == ""


def test_it_ends_while_a_page_is_being_sent(program):
    process, ports = program
    with httpx.stream("GET", f"http://127.0.0.1:{ports['jobs']}/job/990020/x", timeout=10) as response:
        next(response.iter_raw())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0


def test_a_taken_port_is_told(world, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", str(world.folder), "--ports", f"{port},0,0,0,0"]) == 1
    assert f"port {port} of 127.0.0.1 cannot be had" in capsys.readouterr().err


def test_a_folder_without_a_world_is_told(tmp_path, capsys):
    assert main(["serve", str(tmp_path)]) == 1
    assert "sites/board.json" in capsys.readouterr().err


def test_ports_must_be_five(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["serve", "x", "--ports", "1,2"])
    assert ended.value.code == 2
    assert "five ports" in capsys.readouterr().err


def test_hits_are_counted_by_site_and_path(served):
    for _ in range(3):
        served.get("jobs", "/jobs?page=2")
    served.get("board", "/columbus/")
    hits = served.get("control", "/hits").json()
    assert hits["jobs"] == {"/jobs?page=2": 3}
    assert hits["board"] == {"/columbus/": 1}
    served.post("/hits/reset")
    assert served.get("control", "/hits").json()["jobs"] == {}


@pytest.mark.parametrize(
    ("path", "status"), [("/phase/2", 200), ("/phase/1", 200), ("/phase/3", 404), ("/phase/x", 404)]
)
def test_phases(served, path, status):
    assert served.post(path).status_code == status


def test_a_phase_is_not_changed_by_get(served):
    assert served.get("control", "/phase/2").status_code == 405


@pytest.mark.parametrize("site", ["board", "market", "forum", "jobs", "control"])
@pytest.mark.parametrize(
    "path",
    [
        "/truth/posts.jsonl",
        "/../truth/posts.jsonl",
        "/static/../../truth/posts.jsonl",
        "/static/..%2f..%2ftruth%2fposts.jsonl",
        "/sites/board.json",
        "/banks/alder/aliases.csv",
        "//truth/summary.json",
    ],
)
def test_the_files_of_the_world_are_never_served(served, site, path):
    with socket.create_connection(("127.0.0.1", served.ports[site]), timeout=5) as raw:  # no client tidies the path up
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while block := raw.recv(65536):
            answer += block
    assert answer.split(b" ", 2)[1] in (b"404", b"307")  # 307: to the same path with a slash at its end
    assert b"selectors" not in answer
    assert b"alias" not in answer.lower()


def test_the_server_works_when_truth_and_banks_are_gone(world, tmp_path, visible):
    shutil.copytree(world.folder / "sites", tmp_path / "sites")

    async def ask() -> str:
        async with running(tmp_path) as ports, httpx.AsyncClient() as client:
            return (await client.get(f"http://127.0.0.1:{ports['jobs']}/jobs")).text

    assert "open positions" in visible(asyncio.run(ask()))


def test_what_the_server_reads_tells_nothing_of_the_truth(world):
    for site in ("board", "market", "forum", "jobs"):
        text = (world.folder / "sites" / f"{site}.json").read_text(encoding="utf-8")
        for word in (
            '"role"',
            '"ring"',
            '"author"',
            '"selectors"',
            "quarantine",
            "controller",
            "copied_from",
            "spellings",
        ):
            assert word not in text
        assert not {row["author"] for row in world.truth("posts")} & set(text.replace('"', " ").split())


def test_it_opens_no_port_but_its_five(program):
    process, ports = program
    listening = set()
    for line in Path(f"/proc/{process.pid}/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A":
            listening.add((int(fields[1].split(":")[1], 16), fields[9]))
    own = {str(link.readlink()) for link in Path(f"/proc/{process.pid}/fd").iterdir()}
    assert {port for port, inode in listening if f"socket:[{inode}]" in own} == set(ports.values())
