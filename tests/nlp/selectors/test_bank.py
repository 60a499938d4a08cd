"""IBANs, cards and US routing numbers: numbers with a checksum."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stdnum import iban as stdnum_iban

from nlp.selectors import extract, mask_cards
from nlp.selectors.card import issuer, mask

Read = Callable[..., list[str]]

# Samples of the IBAN registry.
IBANS = [
    "AD1200012030200359100100",
    "AE070331234567890123456",
    "AT611904300234573201",
    "BE68539007547034",
    "BG80BNBG96611020345678",
    "BR1800360305000010009795493C1",
    "CH9300762011623852957",
    "CY17002001280000001200527600",
    "CZ6508000000192000145399",
    "DE89370400440532013000",
    "DK5000400440116243",
    "EE382200221020145685",
    "ES9121000418450200051332",
    "FI2112345600000785",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "GE29NB0000000101904917",
    "GI75NWBK000000007099453",
    "GR1601101250000000012300695",
    "HR1210010051863000160",
    "HU42117730161111101800000000",
    "IE29AIBK93115212345678",
    "IL620108000000099999999",
    "IS140159260076545510730339",
    "IT60X0542811101000000123456",
    "KW81CBKU0000000000001234560101",
    "LI21088100002324013AA",
    "LT121000011101001000",
    "LU280019400644750000",
    "LV80BANK0000435195001",
    "MC5811222000010123456789030",
    "MT84MALT011000012345MTLCAST001S",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "PK36SCBL0000001123456702",
    "PL61109010140000071219812874",
    "PT50000201231234567890154",
    "RO49AAAA1B31007593840000",
    "SA0380000000608010167519",
    "SE4550000000058398257466",
    "SI56263300012039086",
    "SK3112000000198742637541",
    "SM86U0322509800000000270100",
    "TN5910006035183598478831",
    "TR330006100519786457841326",
]
CARDS = {
    "4111111111111111": "visa",
    "4012888888881881": "visa",
    "5555555555554444": "mastercard",
    "2223003122003222": "mastercard",
    "378282246310005": "amex",
    "371449635398431": "amex",
    "6011111111111117": "discover",
    "30569309025904": "diners",
    "3530111333300000": "jcb",
    "6200000000000005": "unionpay",
    "2200000000000053": "mir",
}


@pytest.mark.parametrize("value", IBANS)
def test_iban(read: Read, value: str) -> None:
    spaced = stdnum_iban.format(value)
    for text in (
        value,
        spaced,
        f"IBAN: {value.lower()}",
        f"my bank {spaced} thanks",
        spaced.replace(" ", "-"),
        f"{spaced} X",
        f"{value[:2]} {spaced[2:]}",
        spaced.replace(" ", "  "),
        spaced.replace(" ", "\n", 1),
        f"IBAN {value}BIC DEMODEFFXXX",
    ):
        assert read(text, "iban") == [f"iban:{value}"], text


@pytest.mark.parametrize("value", IBANS)
def test_wrong_iban(read: Read, value: str) -> None:
    wrong = value[:-2] + ("1" if value[-2] != "1" else "2") + value[-1]
    assert read(f"IBAN {wrong}", "iban", "card") == []


def test_iban_with_hidden_characters(read: Read) -> None:
    assert read("DE89\u200b3704 0044\u00a00532 0130 00", "iban") == ["iban:DE89370400440532013000"]


@pytest.mark.parametrize(("number", "name"), CARDS.items())
def test_card(number: str, name: str) -> None:
    groups = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    for text in (f"card {number}", f"cc: {groups}", f"visa/mc {groups.replace(' ', '-')}", groups.replace(" ", ".")):
        (mention,) = extract(text, kinds={"card"})
        assert (mention.value, mention.details["issuer"]) == (mask(number), name), text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4242 4242 4242 4242 11/29", "4242424242424242"),
        ("4242424242424242 11/29 321", "4242424242424242"),
        ("card 11/29 4242 4242 4242 4242", "4242424242424242"),
        ("3782 822463 10005 09/28", "378282246310005"),
        ("card\n4242\n4242\n4242\n4242", "4242424242424242"),
        ("visa4242424242424242", "4242424242424242"),
        ("202-555-0143 4242 4242 4242 4242", "4242424242424242"),
        ("maestro 6799990100000000019", "6799990100000000019"),
    ],
)
def test_card_beside_other_digits(read: Read, text: str, number: str) -> None:
    assert read(text, "card") == [f"card:{mask(number)}"]
    (found,) = extract(text, kinds={"card"})
    assert sum(char.isdigit() for char in found.raw) == 10


@pytest.mark.parametrize(
    "text", ["card 4242 4242 4242 4242!", "ｃａｒｄ ４２４２４２４２４２４２４２４２", "cc 4️⃣2️⃣4️⃣2️⃣4242 42424242"]
)
def test_a_card_is_masked_at_once(text: str) -> None:
    """Neither value, raw text nor any other mention holds the middle digits, and the masked text keeps its length."""
    found = extract(text)
    (card,) = (mention for mention in found if mention.kind == "card")
    assert card.value == "424242******4242"
    masked = mask_cards(text, found)
    assert len(masked) == len(text)
    assert masked[card.start : card.end] == card.raw
    assert card.raw.count("*") >= 6
    assert extract(masked, kinds={"card"}) == ()
    assert [mention.kind for mention in found if mention.start < card.end and card.start < mention.end] == ["card"]


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424241",
        "1234567812345670",
        "order 4242424242424242",
        "FedEx 449044304137821",
        "IMEI 490154203237518",
        "0000000000000000",
        "$4242424242424242",
        "4242 4242 4242 424",
        "timestamp 1748503543012",
        "9400100000000000000000",
        "x4242424242424242",
        "tracking 4111111111111111",
    ],
)
def test_no_card(read: Read, text: str) -> None:
    assert read(text, "card") == []


def test_issuer_needs_prefix_and_length() -> None:
    assert issuer("4" * 15) is None
    assert issuer("9" * 16) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("routing 111000038", ["aba:111000038"]),
        ("ABA# 121181976", ["aba:121181976"]),
        ("Routing number: 2313 8111 6", ["aba:231381116"]),
        ("rtn 021-000-021", ["aba:021000021"]),
        ("wire to 021000021 acct 12345678", ["aba:021000021"]),
        ("r0uting 111000038", ["aba:111000038"]),
        ("routing 111000039", []),
        ("111000038", []),
        ("routing 1234-0000-0", []),
    ],
)
def test_aba(read: Read, text: str, found: list[str]) -> None:
    assert read(text, "aba") == found


def test_aba_with_its_account() -> None:
    (mention,) = extract("Routing 021000021, account number 12345678901", kinds={"aba"})
    assert mention.details == {"account": "12345678901"}
