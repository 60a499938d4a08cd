"""Pasted values in any spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.mention import is_selector
from nlp.normalise import as_said, normalise, surely
from nlp.selectors import REGISTRY


@pytest.mark.parametrize(
    ("text", "region", "found"),
    [
        ("(202) 555-0143", "US", ("phone", "+12025550143")),
        ("+1 202.555.0143", "GB", ("phone", "+12025550143")),
        (" 2025550143 ", "US", ("phone", "+12025550143")),
        ("020 7946 0958", "GB", ("phone", "+442079460958")),
        ("two zero two 555 01 four three", "US", ("phone", "+12025550143")),
        ("tel:+12025550143", "US", ("phone", "+12025550143")),
        ("$DemoRosie22", "US", ("cashapp", "demorosie22")),
        ("＄demorosie22", "US", ("cashapp", "demorosie22")),
        ("@demo-rosie", "US", ("venmo", "demo-rosie")),
        ("https://cash.app/$demorosie22", "US", ("cashapp", "demorosie22")),
        ("venmo.com/u/demo-rosie", "US", ("venmo", "demo-rosie")),
        ("https://t.me/demorosie", "US", ("social", "telegram:demorosie")),
        ("Rosie@Mail.Example", "US", ("email", "rosie@mail.example")),
        ("rosie (at) gmail dot com", "US", ("email", "rosie@gmail.com")),
        ("DE89 3704 0044 0532 0130 00", "US", ("iban", "DE89370400440532013000")),
        ("demorosie@okaxis", "IN", ("upi", "demorosie@okaxis")),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "US", ("btc", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")),
        ("4242 4242 4242 4242", "US", ("card", "424242******4242")),
        ("rosie", "US", None),
        ("massage in Tampa", "US", None),
        ("555-0143", "US", None),
        ("", "US", None),
        ("-------", "US", None),
        ("(-----)", "GB", None),
        ("$50", "US", None),
    ],
)
def test_normalise(text: str, region: str, found: tuple[str, str] | None) -> None:
    assert normalise(text, region) == found


@settings(deadline=None)
@given(st.text(max_size=50))
def test_takes_any_text(text: str) -> None:
    found = normalise(text)
    assert found is None or (found[0] and found[1])


def test_the_normal_form_of_a_normal_form_is_itself() -> None:
    for value in ("+12025550143", "$demorosie22", "rosie@mail.example", "DE89370400440532013000"):
        kind, normal = normalise(value) or ("", "")
        assert normalise(("$" if kind == "cashapp" else "") + normal) == (kind, normal)


@settings(deadline=None)
@given(kind=st.sampled_from([kind for kind in REGISTRY if is_selector(kind)]), text=st.text(max_size=30))
def test_what_is_surely_of_a_kind_is_so_in_its_normal_form_too(kind: str, text: str) -> None:
    form = surely(kind, text)
    assert form is None or surely(kind, form) == form


@pytest.mark.parametrize(
    ("kind", "text", "form", "said"),
    [
        ("phone", "(202) 555-0143", "+12025550143", "+12025550143"),
        ("phone", "555-0143", None, "555-0143"),
        ("cashapp", "$DemoRosie22", "demorosie22", "demorosie22"),
        ("cashapp", "＄demorosie22", "demorosie22", "demorosie22"),
        ("venmo", " Demo-Rosie ", "demo-rosie", "demo-rosie"),
        ("social", "Instagram:DemoRosie", "instagram:demorosie", "instagram:demorosie"),
        ("social", "demorosie", None, "demorosie"),
        ("btc", "demorosie", None, "demorosie"),
    ],
)
def test_what_is_said_to_be_of_a_kind(kind: str, text: str, form: str | None, said: str) -> None:
    assert (surely(kind, text), as_said(text)) == (form, said)
