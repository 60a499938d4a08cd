from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.errors import BadInput
from indexer.batch import Asked, Checked, check, normal, read_list
from indexer.index import Index

PHONE, HANDLE = "phone:+12025550143", "cashapp:demorosie22"
DAY = datetime(2026, 1, 15, 12, tzinfo=UTC)


def test_each_selector_gets_its_row_in_order(index: Index, document: Any) -> None:
    index.upsert(
        [
            document(0, selectors=(PHONE,), city="Austin, US-TX", network="n1"),
            document(4, selectors=(PHONE, HANDLE), site="market.example", network="n2"),
        ]
    )
    asked = [Asked(given=one, selector=one) for one in (HANDLE, "phone:+12025550187", PHONE, HANDLE)]
    asked.insert(1, Asked(given="rubbish", selector=None))
    rows = list(check(index, asked))
    assert [row.given for row in rows] == [one.given for one in asked]
    assert rows[1:3] == [
        Checked(given="rubbish", selector=None),
        Checked(given="phone:+12025550187", selector="phone:+12025550187"),
    ]
    assert rows[3] == Checked(
        given=PHONE, selector=PHONE, seen=True, first_seen=DAY, last_seen=DAY + timedelta(days=4), posts=2,
        sites=("board.example", "market.example"), cities=("Austin, US-TX",), networks=("n1", "n2"),
    )  # fmt: skip
    assert rows[0] == rows[4]
    assert rows[0].posts == 1


def test_long_lists_stream(embedded: Index, document: Any) -> None:
    embedded.upsert([document(7, selectors=("phone:7",))])
    taken = 0

    def asked() -> Any:
        nonlocal taken
        for number in range(1_000_000):
            taken += 1
            yield Asked(given=str(number), selector=f"phone:{number}")

    rows = check(embedded, asked())
    assert [row.seen for row, _ in zip(rows, range(10), strict=False)] == [False] * 7 + [True] + [False] * 2
    assert taken < 1000


LISTS = {
    "text": "202-555-0143\n\n$DemoRosie22\r\ncashapp:DemoRosie22\nnonsense\n",
    "text with a mark": "\ufeff202-555-0143\n$DemoRosie22\ncashapp:demorosie22\nnonsense",
    "csv": 'name,selector\nann,"(202) 555-0143"\nbob,$DemoRosie22\n"cy, d",cashapp:demorosie22\n,nonsense\n',
    "csv of kinds": "kind,value\nphone,2025550143\n,$DemoRosie22\ncashapp,DemoRosie22\n,nonsense\n",
    "json": '{"selector": "phone:202-555-0143", "kind": null}\n{"value": "$DemoRosie22"}\n'
    '{"kind": "cashapp", "value": "demorosie22"}\n{"value": "nonsense", "note": 3}\n',
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_in_any_form(tmp_path: Path, name: str) -> None:
    path = tmp_path / "list"
    path.write_bytes(LISTS[name].encode())
    assert [one.selector for one in read_list(path)] == [PHONE, HANDLE, HANDLE, None]


def test_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"")
    assert list(read_list(path)) == []


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b'{"selector": "phone:1"}\n{"selector": \n', 2, "not a JSON object"),
        (b'{"selector": "phone:1"}\n[]\n', 2, "not a JSON object"),
        (b"+12025550143\n\xff\xfe\n", 2, "not UTF-8"),
        (b"name,selector\nann,phone:1\nbob,\n", 3, "neither selector nor value"),
    ],
)
def test_a_bad_list_names_the_line(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=f"list:{line}.*{reason}"):
        list(read_list(path))


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        list(read_list(tmp_path / "nothing"))


@pytest.mark.parametrize(
    ("given", "kind", "region", "selector"),
    [
        ("020 7946 0018", "", "GB", "phone:+442079460018"),
        ("phone:020 7946 0018", "", "GB", "phone:+442079460018"),
        ("zelle:202-555-0143", "", "US", "zelle:+12025550143"),
        ("ROSIE@mail.example", "", "US", "email:rosie@mail.example"),
        ("gb82west12345698765432", "", "US", "iban:GB82WEST12345698765432"),
        ("@Demo.Rosie", "venmo", "US", "venmo:demo.rosie"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "", "US", "btc:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        ("price:100", "", "US", None),
        ("rosie", "", "US", None),
    ],
)
def test_normal_forms(given: str, kind: str, region: str, selector: str | None) -> None:
    assert normal(given, kind, region) == selector
