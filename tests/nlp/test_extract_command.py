"""`adtrail extract` as a program: pipes, processes, errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ADTRAIL = [sys.executable, "-m", "adtrail", "extract"]


def run(*arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    given = given.encode() if isinstance(given, str) else given
    return subprocess.run([*ADTRAIL, *arguments], input=given, capture_output=True, timeout=60, check=False)


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_lines() -> None:
    given = (
        '{"id": "a", "text": "call 020 7946 0958", "region": "GB"}\n\n{"id": 7, "text": "$120 hr", "region": null}\n'
    )
    first, second = rows(run(given=given))
    assert (first["id"], second["id"]) == ("a", 7)
    (phone,) = first["found"]
    assert (phone["kind"], phone["value"], phone["raw"]) == ("phone", "+442079460958", "020 7946 0958")
    assert (phone["start"], phone["end"], phone["country"]) == (5, 18, "GB")
    (price,) = second["found"]
    assert (price["value"], price["currency"], price["minutes"]) == ("120", "USD", 60)


def test_plain_lines_have_their_number_as_id() -> None:
    found = rows(run(given="call 202-555-0143\n\ncard 4242 4242 4242 4242\n"))
    assert [row["id"] for row in found] == [1, 3]
    assert found[1]["found"][0]["value"] == "424242******4242"
    assert "4242 4242 4242" not in json.dumps(found)


def test_options(tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text("ask for $demorosie22, age 22, 0491 570 006\n", encoding="utf-8")
    assert [m["kind"] for m in rows(run(str(file), "--kind", "age"))[0]["found"]] == ["age"]
    assert rows(run(str(file), "--kind", "cashapp"))[0]["found"] == []
    (lone,) = rows(run(str(file), "--kind", "cashapp", "--min-confidence", "0"))[0]["found"]
    assert lone["confidence"] < 0.5
    assert rows(run(str(file), "--region", "AU", "--kind", "phone"))[0]["found"][0]["value"] == "+61491570006"


def test_processes_keep_the_order() -> None:
    given = "".join(f"number {n} call 202-555-01{n % 100:02d}\n" for n in range(300))
    assert run("-j", "2", given=given).stdout == run(given=given).stdout


@pytest.mark.parametrize(
    ("arguments", "given", "words"),
    [
        ((), '{"id": 1, "text": "ok"}\n{"id": 2}\n', ("-:2", "text")),
        ((), '{"id": 1, "text"\n', ("-:1",)),
        ((), '{"id": 1, "text": "ok", "region": "Atlantis"}\n', ("-:1", "region", "Atlantis")),
        ((), b"caf\xe9 \xff\n", ("-:1", "UTF-8")),
        (("--kind", "fax"), "", ("fax", "one of")),
        (("--region", "XX"), "", ("XX", "alpha-2")),
        (("no-such-file.jsonl",), "", ("no-such-file.jsonl",)),
    ],
)
def test_errors_say_where_and_what_to_do(
    arguments: tuple[str, ...], given: str | bytes, words: tuple[str, ...]
) -> None:
    done = run(*arguments, given=given)
    assert done.returncode == 3
    message = done.stderr.decode()
    assert "Traceback" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_bad_line_does_not_stop_the_others(jobs: str) -> None:
    given = b"\n".join(
        (
            b"{202} 555-0143",  # plain text, although it begins as JSON does
            rb'{"id": "s", "text": "\ud800 call 202-555-0143"}',
            b"caf\xe9 \xff",
            b'{"id": "z", "text": "ok", "region": "Atlantis"}',
            b"rates " + b"202," * 40,
            b'{"id": "e", "text": "age 22"}',
        )
    )
    done = run("-j", jobs, given=given)
    assert done.returncode == 3
    read = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["id"], [found["kind"] for found in row["found"]]) for row in read] == [
        (1, ["phone"]),
        (5, []),
        ("e", ["age"]),
    ]
    told = done.stderr.decode().splitlines()
    assert [line.partition(": ")[2][:3] for line in told[:3]] == ["-:2", "-:3", "-:4"]
    assert "could not be read: 3" in told[3]


def test_a_reader_that_leaves_is_no_error() -> None:
    process = subprocess.Popen(ADTRAIL, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b"call 202-555-0143\n")
    process.stdin.flush()
    assert b"+12025550143" in process.stdout.readline()  # each text is answered as it comes
    process.stdout.close()
    process.stdin.write(b"call 202-555-0143\n" * 10)
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_help_is_useful() -> None:
    text = run("--help").stdout.decode()
    assert "--min-confidence" in text and "JSON" in text
