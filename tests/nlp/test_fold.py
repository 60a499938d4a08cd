"""The fold and its way back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.fold import fold, tokens

ODD = st.sampled_from("aZ9 $@.,\n０①❶②⑪⒈½𝟘𝓥Ⓐ🅰🅾ƒéßıŁ\u200b‍️⃣́расЯжοαЩ日본가ยक्💋🔟💯👍🏽…’“—\ufeff\u2028\ud800")
TEXTS = st.one_of(st.text(max_size=60), st.text(alphabet=ODD, max_size=60))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain ASCII $5", "plain ASCII $5"),
        ("４１５", "415"),
        ("①②③", "123"),
        ("⑪", "11"),
        ("❶❿", "110"),
        ("⑴", "1"),
        ("⒈", "1"),
        ("4️⃣1️⃣", "41"),
        ("𝟒𝟙𝟧", "415"),
        ("²⁰", "20"),
        ("٤١٥", "415"),
        ("४१५", "415"),
        ("2½", "2 1/2"),
        ("🔟", "10"),
        ("🅾️", "O"),
        ("v\u200be\u200dn\u2060m\ufeffo", "venmo"),
        ("5\u0336\u0300", "5"),
        ("llámame Ño", "llamame No"),
        ("ｃａｓｈ", "cash"),
        ("𝓬𝓪𝓼𝓱", "cash"),
        ("ⓒⓐⓢⓗ", "cash"),
        ("ᴄᴀꜱʜ", "cash"),
        ("🅲🅰🆂🅷", "CASH"),
        ("раураl", "paypal"),
        ("сash", "cash"),
        ("νenmo", "venmo"),
        ("рублей со скидкой", "рублей со скидкой"),
        ("Привет раy", "Привет pay"),
        ("💲50", "$50"),
        ("“a” – ‘b’", "\"a\" - 'b'"),
        ("원", "원"),
        ("円", "円"),
        ("straße", "strasse"),
        ("a\u2028b", "a\nb"),
    ],
)
def test_folds(raw: str, text: str) -> None:
    assert fold(raw).text == text


@settings(deadline=None)
@given(TEXTS)
def test_every_span_lies_in_the_raw_text(raw: str) -> None:
    folded = fold(raw)
    assert len(folded.starts) == len(folded.text) == len(folded.lower)
    for start in range(len(folded.text)):
        for end in range(start + 1, min(len(folded.text), start + 4) + 1):
            first, last = folded.span(start, end)
            assert 0 <= first < last <= len(raw)
            assert folded.cut(start, end) == raw[first:last]


@settings(deadline=None)
@given(TEXTS)
def test_the_whole_is_the_sum_of_its_characters(raw: str) -> None:
    """A cut folds back to what it was cut for, except where a neighbour decides the script of a letter."""
    folded = fold(raw)
    if not any("\u0370" <= char <= "\u058f" for char in raw):
        for at in range(len(folded.text)):
            assert folded.text[at] in fold(folded.cut(at, at + 1)).text


@settings(deadline=None)
@given(TEXTS)
def test_folding_twice_changes_nothing_for_ascii(raw: str) -> None:
    text = fold(raw).text
    if text.isascii():
        assert fold(text).text == text


def test_a_mark_belongs_to_the_character_before() -> None:
    folded = fold("a4️⃣b")
    assert folded.span(1, 2) == (1, 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hi, it's Rosie!", "hi it's rosie"),
        ("mail rosie@mail.example or $demorosie", "mail rosie@mail.example or $demorosie"),
        ("+1 202-555-0143", "+1 202-555-0143"),
        ("C'est  à 20h…", "c'est a 20h"),
        ("ＣＡＳＨ　ＡＰＰ", "cash app"),
        ("", ""),
        ("💋💋", ""),
    ],
)
def test_tokens(text: str, words: str) -> None:
    assert tokens(text) == words


@settings(deadline=None)
@given(TEXTS)
def test_tokens_split_at_spaces_only(text: str) -> None:
    found = tokens(text)
    assert " ".join(found.split()) == found
    assert found == found.lower() or not found.isascii()
