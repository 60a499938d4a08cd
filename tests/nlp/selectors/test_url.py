"""Web addresses and host names, also defanged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://rosie.example/book", ["url:https://rosie.example/book"]),
        ("see HTTP://Rosie.Example/Book.", ["url:http://rosie.example/Book"]),
        ("hxxps://rosie[.]example/x", ["url:https://rosie.example/x"]),
        ("hxxp://rosie(.)example", ["url:http://rosie.example"]),
        ("www.rosie.example", ["url:http://www.rosie.example"]),
        ("rosie.example/a?b=1", ["url:http://rosie.example/a?b=1"]),
        ("book at rosie.example!", ["domain:rosie.example"]),
        ("shop.co.uk is open", ["domain:shop.co.uk"]),
        ("rosie[.]example", ["domain:rosie.example"]),
        ("rosie[dot]example", ["domain:rosie.example"]),
        ("(https://rosie.example/a)", ["url:https://rosie.example/a"]),
        ("https://t.me/demorosie", ["url:https://t.me/demorosie"]),
        ("rosie@mail.example", []),
        ("e.g. this", []),
        ("end.Next", []),
        ("file.txt", []),
        ("5.5 stars", []),
        ("five.five.five", []),
    ],
)
def test_reads(read: Read, text: str, found: list[str]) -> None:
    assert read(text, "url", "domain") == found
