"""Wallets of published test vectors; one wrong character is no wallet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.selectors import extract
from nlp.selectors.checksums import cashaddr, eip55, monero, segwit

Read = Callable[..., list[str]]
CHAINS = ("btc", "eth", "ltc", "xmr", "trx", "sol", "doge", "bch", "xrp")

GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # BIP-173
TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"  # BIP-350
CHECKSUMMED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # EIP-55
MONERO = (
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"  # getmonero.org
)
CASH = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"  # CashAddr
VECTORS = [
    ("btc", GENESIS),
    ("btc", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
    ("btc", SEGWIT),
    ("btc", SEGWIT.upper()),
    ("btc", "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"),
    ("btc", TAPROOT),
    ("eth", CHECKSUMMED),
    ("eth", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"),
    ("ltc", "LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz"),
    ("ltc", "MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441"),
    ("xmr", MONERO),
    ("trx", "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW"),
    ("doge", "D7wbmbjBWG5HPkT6d4gh6SdQPp6z25vcF2"),
    ("bch", CASH.partition(":")[2]),
    ("xrp", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"),
]
FRAMES = ["{}", "send to {} thanks", "wallet:{}.", "({})", "pay {}, then call", "my address\n{}\nno refunds"]


@pytest.mark.parametrize(("kind", "address"), VECTORS)
@pytest.mark.parametrize("frame", FRAMES)
def test_reads(read: Read, kind: str, address: str, frame: str) -> None:
    assert read(frame.format(address), *CHAINS) == [f"{kind}:{address}"]


@pytest.mark.parametrize(("kind", "address"), VECTORS)
def test_one_wrong_character_is_no_wallet(read: Read, kind: str, address: str) -> None:
    at = len(address) // 2
    other = next(char for char in "q8xzwk2" if char != address[at].lower())
    wrong = address[:at] + (other.upper() if address[at].isupper() else other) + address[at + 1 :]
    if kind == "eth":
        wrong = f"0x{address[2:].swapcase()}"
    assert read(f"send to {wrong}", *CHAINS) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"bitcoin:{SEGWIT}?amount=0.01", [f"btc:{SEGWIT}"]),
        (f"ethereum:{CHECKSUMMED}", [f"eth:{CHECKSUMMED}"]),
        (CASH, [f"bch:{CASH.partition(':')[2]}"]),
        (f"ETH {CHECKSUMMED.lower()}", [f"eth:{CHECKSUMMED.lower()}"]),
        (f"{SEGWIT[:9]}\u200b{SEGWIT[9:]}", [f"btc:{SEGWIT}"]),
        (f"BTC {GENESIS} / ETH {CHECKSUMMED}", [f"btc:{GENESIS}", f"eth:{CHECKSUMMED}"]),
        ("LTC 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", ["ltc:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"]),
        ("solana 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T", ["sol:4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T"]),
    ],
)
def test_forms(read: Read, text: str, found: list[str]) -> None:
    assert read(text, *CHAINS) == found


@pytest.mark.parametrize(
    "text",
    [
        "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T",  # Solana has no checksum: not without a word for it
        "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        f"0x{'ab' * 32}",
        f"https://shop.example/{'x1' * 20}",
        "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        "BC1QW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
        "A" * 34,
    ],
)
def test_decoys(read: Read, text: str) -> None:
    assert read(text, *CHAINS) == []


@settings(deadline=None)
@given(st.text(alphabet="qpzry9x8gf2tvdw0s3jn54khce6mua7l1bBC0", min_size=1, max_size=100))
def test_checks_take_any_text(text: str) -> None:
    segwit(text), segwit(f"bc1{text}"), cashaddr(text or "q"), monero(text), eip55(f"0x{text}")
    assert extract(text, kinds={"btc"}) is not None


def test_segwit_parts() -> None:
    assert segwit(SEGWIT) == ("bc", 0, bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6"))
    found = segwit(TAPROOT)
    assert found is not None and found[1] == 1 and len(found[2]) == 32
