"""Nothing here is real: numbers, names of domains, handles, wallets."""

from __future__ import annotations

import random
import re

import phonenumbers
import pytest
from eth_hash.auto import keccak

from examples.world.pools import Pools, data

FICTION = re.compile(r"\+1[2-9]\d{2}555010\d|\+1[2-9]\d{2}55501\d{2}|\+442079460\d{3}")
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def files(world):
    return [path for path in world.folder.rglob("*") if path.is_file()]


def test_every_phone_in_every_file_is_reserved(world):
    found = 0
    for path in files(world):
        for number in re.findall(r"\+\d{11,12}\b", path.read_text(encoding="utf-8")):
            assert FICTION.fullmatch(number), (path.name, number)
            found += 1
    assert found > 500


def test_every_phone_that_a_library_finds_in_the_sites_is_reserved(world):
    for site in ("board", "market", "forum", "jobs"):
        for post in world.shown(site).values():
            text = (
                f"{post['title']}\n{post['body']}\n{post['extra'].get('phone', '')}\n{post['extra'].get('apply', '')}"
            )
            for match in phonenumbers.PhoneNumberMatcher(text, "US"):
                number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                assert FICTION.fullmatch(number), text


def test_every_planted_phone_is_valid_and_reserved(world):
    for row in world.truth("selectors"):
        if row["kind"] == "phone":
            assert FICTION.fullmatch(row["value"])
            assert phonenumbers.is_valid_number(phonenumbers.parse(row["value"]))


def test_every_domain_is_reserved(world):
    for path in files(world):
        for address in re.findall(r"[\w.]+@[\w-]+\.\w+", re.sub(r"(?i)p@ypal\.me", "", path.read_text("utf-8"))):
            assert address.endswith(".example"), (path.name, address)


def test_every_handle_carries_the_demo_prefix(world):
    rows = [(row["kind"], row["value"]) for row in [*world.truth("selectors"), *world.table("aliases")]]
    handles = [
        value.split(":")[-1] for kind, value in rows if kind in ("cashapp", "venmo", "paypal", "social", "email")
    ]
    assert handles
    assert all(handle.startswith("demo") for handle in handles)


def test_decoys_are_no_phone_of_anybody(world):
    planted = {row["value"] for row in world.truth("selectors")} | {row["value"] for row in world.table("aliases")}
    decoys = [decoy for row in world.truth("posts") for decoy in row["decoys"]]
    assert len(decoys) > 15
    assert not any(f"+1{decoy}" in planted for decoy in decoys)


def bech32_is_valid(address):
    """BIP-173 and BIP-350, for a mainnet address in lower case."""
    values = [3, 3, 0, 2, 3, *(CHARSET.index(char) for char in address[3:])]
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check == (1 if address[3] == "q" else 0x2BC830A3)


@pytest.mark.parametrize("address", data("places")["wallets"]["btc"])
def test_btc_wallets_are_well_formed(address):
    assert bech32_is_valid(address)


@pytest.mark.parametrize("address", data("places")["wallets"]["eth"])
def test_eth_wallets_are_well_formed(address):
    lower = address[2:].lower()
    digest = keccak(lower.encode()).hex()
    assert address[2:] == "".join(
        char.upper() if int(digit, 16) > 7 else char for char, digit in zip(lower, digest, strict=False)
    )


@pytest.mark.parametrize("number", data("places")["wallets"]["iban"])
def test_ibans_are_well_formed(number):
    assert int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1


def test_every_wallet_and_iban_is_a_published_one(world):
    published = {value for values in data("places")["wallets"].values() for value in values}
    rows = [
        row for row in [*world.truth("selectors"), *world.table("aliases")] if row["kind"] in ("btc", "eth", "iban")
    ]
    assert {row["kind"] for row in rows} == {"btc", "eth", "iban"}
    assert {row["value"] for row in rows} <= published


def test_no_selector_is_given_out_twice():
    pools = Pools(random.Random(1))
    given = [pools.phone(city).value for city in ("miami", "london", "columbus") for _ in range(150)]
    given += [pools.handle("cashapp", "rosie").value for _ in range(300)] + [
        pools.email("rosie").value for _ in range(300)
    ]
    assert len(given) == len(set(given))


def test_reserved_numbers_end_with_a_clear_word():
    pools = Pools(random.Random(1))
    with pytest.raises(ValueError, match="smaller scale"):
        for _ in range(20_000):
            pools.phone("miami")
