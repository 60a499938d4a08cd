from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from exchange.matching import match, tokens
from finance.records import Alias
from nlp.sheet import SheetRow

KEY = b"a key of the tests, 32 bytes long"


def alias(kind: str, value: str, account: str = "acc1") -> Alias:
    return Alias(account=account, kind=kind, value=value)


def test_what_both_have_is_found(row: Callable[..., SheetRow]) -> None:
    sent = tokens([row(), row("phone", "+12025550143")], KEY)
    ours = [alias("cashapp", "demorosie22"), alias("phone", "+12025550144"), alias("venmo", "demorosie22", "acc2")]
    (found,) = match(sent, ours, KEY)
    assert (found.account, found.kind, found.value) == ("acc1", "cashapp", "demorosie22")
    assert found.token in sent


def test_another_key_finds_nothing(row: Callable[..., SheetRow]) -> None:
    sent = tokens([row()], KEY)
    assert list(match(sent, [alias("cashapp", "demorosie22")], KEY[::-1])) == []


def test_a_token_is_no_plain_hash(row: Callable[..., SheetRow]) -> None:
    (token,) = tokens([row("phone", "+12025550143")], KEY)
    assert token not in {sha256(text).hexdigest() for text in (b"+12025550143", b"phone:+12025550143", b"12025550143")}


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 31])
def test_a_short_key_is_refused(row: Callable[..., SheetRow], key: bytes) -> None:
    with pytest.raises(BadInput, match="at least 32"):
        tokens([row()], key)
    with pytest.raises(BadInput, match="at least 32"):
        list(match(frozenset(), [], key))


_pairs = st.sets(st.tuples(st.sampled_from(["phone", "venmo"]), st.text("ab:", max_size=3)))


@given(_pairs, _pairs)
def test_the_matches_are_the_common_ones(theirs: set[tuple[str, str]], ours: set[tuple[str, str]]) -> None:
    sent = tokens((SheetRow(kind=kind, value=value) for kind, value in theirs), KEY)
    found = {(one.kind, one.value) for one in match(sent, (alias(kind, value) for kind, value in sorted(ours)), KEY)}
    assert found == theirs & ours
