"""UPI addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("demorosie@okaxis", "demorosie@okaxis"),
        ("UPI: demorosie@upi", "demorosie@upi"),
        ("upi id demo.rosie-22@okhdfcbank", "demo.rosie-22@okhdfcbank"),
        ("pay 9876543210@ybl", "9876543210@ybl"),
        ("DemoRosie@PAYTM", "demorosie@paytm"),
        ("demorosie @ okicici", "demorosie@okicici"),
        ("upi demorosie@newbank", "demorosie@newbank"),
        ("phonepe demorosie(at)ybl", "demorosie@ybl"),
        ("gpay demorosie@oksbi.", "demorosie@oksbi"),
        ("ＵＰＩ　ｄｅｍｏｒｏｓｉｅ＠ｕｐｉ", "demorosie@upi"),
        ("u p i : demorosie@upi", "demorosie@upi"),
        ("UPI-demorosie@okaxis", "demorosie@okaxis"),
        ("send Rs 300 to demorosie22@slc", "demorosie22@slc"),
    ],
)
def test_reads(read: Read, text: str, value: str) -> None:
    assert read(text, "upi", "email", region="IN") == [f"upi:{value}"]


@pytest.mark.parametrize(
    "text",
    [
        "@paytm",
        "demorosie@gmail.com",
        "demorosie@newbank",
        "meet @ upi",
        "upi accepted",
        "upi: x7%rosie@q2z9",
        "a@b",
        "price@50",
        "rosie@upi.example",
    ],
)
def test_nothing(read: Read, text: str) -> None:
    assert read(text, "upi", region="IN") == []
