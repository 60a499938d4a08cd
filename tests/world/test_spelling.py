"""What is hidden can be read again by a person: each spelling folds back to its value."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.world.model import Selector
from examples.world.spelling import LEADS, WORDS, spell
from examples.world.writing import Draft

PHONES = st.integers(0, 99).map(lambda n: Selector("phone", f"+161455501{n:02d}")) | st.integers(0, 999).map(
    lambda n: Selector("phone", f"+442079460{n:03d}")
)
HANDLES = st.sampled_from(["cashapp", "venmo", "paypal"]).flatmap(
    lambda kind: st.from_regex(r"demo[a-z]{2,8}[0-9]{2,4}", fullmatch=True).map(lambda value: Selector(kind, value))
)


def digits(text: str, language: str) -> str:
    """An own reading of a spelt number: words, look-alike letters, full width, keycaps."""
    text = unicodedata.normalize("NFKC", text)
    for number, word in enumerate(WORDS[language]):
        text = text.replace(word, str(number))
    return "".join(re.findall(r"\d", text.replace("O", "0").replace("l", "1")))


@settings(max_examples=300, deadline=None)
@given(PHONES, st.booleans(), st.sampled_from(["en", "es"]), st.integers())
def test_a_phone_reads_back(phone, hide, language, seed):
    phrase, core = spell(random.Random(seed), phone, hide=hide, language=language)
    assert core in phrase
    assert phone.value.removeprefix("+").endswith(digits(core, language))
    assert len(digits(core, language)) >= 10


@settings(max_examples=300, deadline=None)
@given(HANDLES, st.booleans(), st.integers())
def test_a_handle_reads_back(handle, hide, seed):
    phrase, core = spell(random.Random(seed), handle, hide=hide)
    assert core in phrase
    plain = unicodedata.normalize("NFKC", core).replace("\u200b", "").translate(str.maketrans("аеорсх", "aeopcx"))
    assert plain.lower() == handle.value


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"demo\.[a-z]{2,6}[0-9]{2}", fullmatch=True), st.booleans(), st.integers())
def test_an_email_reads_back(local, hide, seed):
    _, core = spell(random.Random(seed), Selector("email", f"{local}@mail.example"), hide=hide)
    plain = re.sub(r"\s*(\(at\)|\[at\]| at |@)\s*", "@", core)
    assert re.sub(r"\s*(\(dot\)|\[dot\]| dot )\s*", ".", plain) == f"{local}@mail.example"


@pytest.mark.parametrize(
    "value", ["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]
)
@pytest.mark.parametrize("hide", [False, True])
def test_a_wallet_stays_as_it_is(value, hide):
    kind = "btc" if value.startswith("bc1") else "eth"
    _, core = spell(random.Random(1), Selector(kind, value), hide=hide)
    assert core == value


@pytest.mark.parametrize("hide", [False, True])
def test_an_iban_reads_back(hide):
    _, core = spell(random.Random(2), Selector("iban", "GB29NWBK60161331926819"), hide=hide)
    assert core.replace(" ", "").upper() == "GB29NWBK60161331926819"
    assert core != "GB29NWBK60161331926819"


@pytest.mark.parametrize("kind", sorted(LEADS))
def test_each_network_is_named_plainly_or_hidden(kind):
    value = {
        "zelle": "+16145550143",
        "email": "demo.a22@mail.example",
        "telegram": "telegram:demo_a22",
        "instagram": "instagram:demo.a22",
        "iban": "GB29NWBK60161331926819",
    }
    shown = Selector("social" if ":" in value.get(kind, "") else kind, value.get(kind, "demoa22"))
    seen = {spell(random.Random(n), shown, hide=hide)[0] for n in range(60) for hide in (False, True)}
    assert len(seen) >= 4


def test_hidden_means_other_than_plain():
    phone = Selector("phone", "+16145550143")
    plain = {spell(random.Random(n), phone, hide=False)[1] for n in range(200)}
    hidden = {spell(random.Random(n), phone, hide=True)[1] for n in range(400)}
    assert len(plain) == 6
    assert len(hidden) > 20
    assert not plain & hidden


def test_a_draft_keeps_what_stands_where():
    draft = Draft(random.Random(3), hide=0.0)
    slots = {
        "phone": Selector("phone", "+16145550143"),
        "pay": Selector("zelle", "+16145550150"),
        "chat": None,
        "never": Selector("btc", "x"),
    }
    text = draft.fill("Call {phone} {chat}\n{pay}", slots)
    assert set(draft.spellings) == {"phone:+16145550143", "zelle:+16145550150", "phone:+16145550150"}
    assert all(core in text for core in draft.spellings.values())
    assert not draft.obfuscated
    assert text == "\n".join(line.rstrip() for line in text.splitlines())


def test_a_draft_says_when_something_is_hidden():
    draft = Draft(random.Random(3), hide=1.0)
    draft.put(Selector("phone", "+16145550143"))
    assert draft.obfuscated
