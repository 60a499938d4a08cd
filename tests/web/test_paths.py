"""Addresses of our own pages, and nobody else's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.paths import inside, lead_url, selector_url


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "",
        "/\n/evil", "/\t/evil.example", " //evil.example", "data:text/html,x",
    ],
)  # fmt: skip
def test_another_site_is_no_target(target: str) -> None:
    assert inside(target) == "/"


@pytest.mark.parametrize("target", ["/", "/search?q=a%20b&with=city:Reno", "/leads/acct-0007"])
def test_our_pages_are(target: str) -> None:
    assert inside(target) == target


@given(st.text(max_size=20))
def test_a_value_is_one_segment(value: str) -> None:
    assert selector_url(value).count("/") == 2
    assert lead_url(value).count("/") == 2
    assert not set(selector_url(value)) & set(" \"'<>?#&")
