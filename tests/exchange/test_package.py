from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from config.errors import AdtrailError, BadInput
from config.files import read_lines
from exchange.package import MANIFEST, render, verify, write
from exchange.referral import Referral
from finance.lead import Lead
from ledger.keys import Keys
from ledger.ledger import Ledger
from nlp.sheet import SheetRow

Refer = Callable[..., Referral]
FILES = {
    "README.txt", "bundle.stix.json", "entities.ftm.json", "leads.jsonl", "leads.txt", "manifest.json",
    "referral.json", "selectors.csv", "selectors.jsonl", "selectors.machine.csv",
}  # fmt: skip


@pytest.fixture
def package(ledger: Ledger, refer: Refer, tmp_path: Path) -> Path:
    return write(ledger, refer(), tmp_path / "out")


def test_a_package_is_whole_and_recorded(ledger: Ledger, refer: Refer, package: Path) -> None:
    made = refer()
    assert package.name == f"referral-{made.id}"
    assert {file.name for file in package.iterdir()} == FILES
    checked = verify(package, ledger.keys)
    assert checked.ok
    assert checked.referral == made.id
    export = ledger.exports.get(made.id)
    assert export is not None
    assert export.manifest_sha256 == checked.manifest_sha256 == sha256((package / MANIFEST).read_bytes()).hexdigest()
    assert export.counts == {"selectors": 1, "leads": 1, "withheld": sum(made.withheld.values())}
    assert [file.name for file in package.parent.iterdir()] == [package.name]


def test_the_machine_files_hold_the_referral(refer: Refer, package: Path) -> None:
    made = refer()
    assert tuple(read_lines(package / "selectors.jsonl", SheetRow)) == made.selectors
    assert tuple(read_lines(package / "leads.jsonl", Lead)) == made.leads
    head = json.loads((package / "referral.json").read_bytes())
    assert head["terms"]["tlp"] == "amber"
    assert head["withheld"] == made.withheld
    assert head["schema"] == 1


def test_the_readme_says_the_terms(package: Path) -> None:
    text = (package / "README.txt").read_text()
    for words in (
        "TLP:AMBER",
        "For demo-bank only",
        "2026-08-30",
        "field: names: 1",
        "Review.",
        "no finding about a person",
    ):
        assert words in text
    for file in FILES - {"README.txt"}:
        assert file in text
    told = next(line for line in text.splitlines() if line.strip().startswith('{"referral"'))
    assert json.loads(told)["outcome"] == "hit"


def test_the_lead_explains_itself(package: Path) -> None:
    """Which selector, in which posts with which evidence, which account by which alias and dates, which amounts."""
    text = (package / "leads.txt").read_text()
    for words in (
        "Account acc1 at demo-bank: review", "cashapp demorosie22", "post p1 http://board.example/p1", "ab" * 32,
        "public/2026-05/board-000001 urn:uuid:00000000-0000-4000-8000-000000000001", "alias of the account (KYC)",
        "2026-04-01 to 2026-05-01",
        "time 2026-05-02T10:00:00Z, amount 120.5, currency USD, tx t1", "Innocent if: the next owner", "FIN-2020-A008",
    ):  # fmt: skip
        assert words in text, words
    for words in ("victim-like", "Robert", "Reno", "hi rosie"):
        assert words not in text


def test_long_evidence_is_told_in_short(ledger: Ledger, refer: Refer, lead: Callable[..., Lead]) -> None:
    evidence = replace(lead().evidence[0], rows=tuple({"tx": f"t{n}", "amount": n} for n in range(40)))
    files = render(refer(leads=[lead(evidence=(evidence,))]), ledger.keys)
    text = files["leads.txt"].decode()
    assert "amount 0, tx t0" in text
    assert "40 payments in all" in text
    assert "tx t39" not in text
    assert b'"tx":"t39"' in files["leads.jsonl"]


def test_a_label_and_its_support_path_stand_where_the_policy_names_them(ledger: Ledger, refer: Refer) -> None:
    made = refer({"roles": ["victim-like"], "lead_fields": ["support"]})
    text = render(made, ledger.keys)["leads.txt"].decode()
    assert "looks victim-like" in text
    assert "Support path: call the support line" in text


def test_texts_cannot_break_out_of_their_line(ledger: Ledger, refer: Refer, lead: Callable[..., Lead]) -> None:
    made = refer(leads=[lead(value="demo\n99. Account x\x1b[2J")])
    text = render(made, ledger.keys)["leads.txt"].decode()
    assert "\x1b" not in text
    assert not any(line.startswith("99.") for line in text.splitlines())


def test_no_file_recommends_more_than_review(ledger: Ledger, refer: Refer) -> None:
    for name, data in render(refer(), ledger.keys).items():
        text = data.decode("utf-8-sig").lower()
        assert "trafficker" not in text, name
        if name != "README.txt":  # which says that nothing recommends it
            assert not any(word in text for word in ("close", "refuse", " exit")), name


def test_the_same_again_is_the_same_bytes(ledger: Ledger, refer: Refer, package: Path) -> None:
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in package.iterdir()}
    assert write(ledger, refer(), package.parent) == package
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in package.iterdir()} == before
    assert len(ledger.audit.entries(action="exported")) == 1


def test_something_else_in_its_place_stays(ledger: Ledger, refer: Refer, package: Path) -> None:
    (package / "leads.jsonl").write_text("mine")
    with pytest.raises(BadInput, match="something else"):
        write(ledger, refer(), package.parent)
    assert (package / "leads.jsonl").read_text() == "mine"
    assert len(list(package.parent.iterdir())) == 1


def change(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def replace_by_link(file: Path) -> None:
    other = file.parent.parent / "other"
    other.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(other)


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("damage", [change, cut, Path.unlink, replace_by_link])
def test_damage_is_named(ledger: Ledger, package: Path, name: str, damage: Callable[[Path], None]) -> None:
    if name == MANIFEST and damage in (cut, replace_by_link):
        return  # the last byte is the end of the line; a linked manifest still has the right bytes
    damage(package / name)
    checked = verify(package, ledger.keys)
    assert not checked.ok
    assert checked.bad == name


def test_one_file_more_is_named(ledger: Ledger, package: Path) -> None:
    (package / "extra.txt").write_text("hello")
    assert (verify(package).bad, verify(package).reason) == ("extra.txt", "is not in the manifest")


def test_a_manifest_made_new_lacks_the_signature(ledger: Ledger, package: Path) -> None:
    """Somebody changes a file and its line in the manifest, but has not the key."""
    file = package / "leads.jsonl"
    file.write_bytes(b"{}\n")
    manifest = json.loads((package / MANIFEST).read_bytes())
    manifest["files"]["leads.jsonl"] = {"bytes": 3, "sha256": sha256(b"{}\n").hexdigest()}
    (package / MANIFEST).write_text(json.dumps(manifest))
    assert verify(package).ok  # without the key only the hashes can be checked
    checked = verify(package, ledger.keys)
    assert (checked.bad, checked.reason) == (MANIFEST, "was not signed with this key")
    assert verify(package, Keys(b"another")).bad == MANIFEST


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"files": []}', b'{"files": {"a": 1}, "signature": "", "referral": ""}', b"\xff", b"{"],
)
def test_what_is_no_manifest_is_named(package: Path, content: bytes) -> None:
    (package / MANIFEST).write_bytes(content)
    assert (verify(package).bad, verify(package).reason) == (MANIFEST, "is not a manifest")


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "a/b"])
def test_a_manifest_leads_nowhere_else(ledger: Ledger, package: Path, name: str) -> None:
    (package.parent / "outside").write_text("x")
    manifest = json.loads((package / MANIFEST).read_bytes())
    manifest["files"] = {name: {"bytes": 1, "sha256": sha256(b"x").hexdigest()}} | manifest["files"]
    (package / MANIFEST).write_text(json.dumps(manifest))
    assert verify(package).bad == name


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    checked = verify(tmp_path / "nowhere")
    assert (checked.bad, checked.reason) == (MANIFEST, "No such file or directory")


def test_a_place_that_cannot_be_is_told(ledger: Ledger, refer: Refer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(AdtrailError, match="Not a directory"):
        write(ledger, refer(), tmp_path / "file")
    assert ledger.exports.all() == []


def test_two_at_once_make_one(ledger: Ledger, refer: Refer, tmp_path: Path) -> None:
    """The folder is there already when another one renames."""
    from exchange import package as module

    made = refer()
    content = render(made, ledger.keys)
    folder = tmp_path / "out" / "referral-x"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: module._put(folder, content), range(8)))
    assert {file.name for file in folder.iterdir()} == FILES
    assert [one.name for one in folder.parent.iterdir()] == ["referral-x"]


def test_a_kill_leaves_all_or_nothing(tmp_path: Path) -> None:
    text = f"""
from pathlib import Path
from exchange import package
import itertools
print("ready", flush=True)
for number in itertools.count():
    package._put(Path({str(tmp_path)!r}) / f"referral-{{number}}", {{f"{{n}}.txt": b"x" * 1000 for n in range(20)}})
"""
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    while not (tmp_path / "referral-3").exists():
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    whole = [folder for folder in tmp_path.iterdir() if not folder.name.startswith(".")]
    assert whole
    for folder in whole:
        assert sorted(file.stat().st_size for file in folder.iterdir()) == [1000] * 20
