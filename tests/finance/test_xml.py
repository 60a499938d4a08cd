from __future__ import annotations

import pytest

from finance.intake.xml import Node, parse

DOCUMENT = b"""<?xml version="1.0"?>
<a:Root xmlns:a="urn:x" xmlns="urn:y">
  <Stmt><Amt Ccy="USD"> 5.00 </Amt></Stmt>
  <a:Stmt>
    <Amt Ccy="EUR">6.00</Amt><Amt Ccy="GBP">7<!-- not text -->.00</Amt>
    <Note><![CDATA[a < b & c]]></Note>
  </a:Stmt>
</a:Root>"""


@pytest.fixture
def root() -> Node:
    return parse(DOCUMENT).children[0]


def test_elements_are_found_by_local_name(root: Node) -> None:
    assert [(node.line, node.attributes["Ccy"], node.text.strip()) for node in root.all("Stmt/Amt")] == [
        (3, "USD", "5.00"),
        (5, "EUR", "6.00"),
        (5, "GBP", "7.00"),
    ]


def test_the_first_path_that_leads_somewhere_counts(root: Node) -> None:
    assert root.value("Stmt/Nothing", "Stmt/Note", "Stmt/Amt") == "a < b & c"
    assert root.value("Nothing/At/All") == ""
    assert root.find("Stmt/Nothing") is None


def test_walk_sees_every_element_once(root: Node) -> None:
    assert [node.name for node in root.walk()] == ["Root", "Stmt", "Amt", "Stmt", "Amt", "Amt", "Note"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not well-formed"),
        (b"<a>", "line 1"),
        (b"<a></b>", "not well-formed"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", "DTD"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "DTD"),
        (b"<x>" * 65 + b"</x>" * 65, "64 deep"),
    ],
)
def test_what_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse(content)
