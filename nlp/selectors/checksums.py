"""Checksums of wallet addresses that libraries get wrong or lack: Base58Check with any alphabet, BIP-173/350, CashAddr,
EIP-55, Monero.
"""

from __future__ import annotations

from collections.abc import Iterable

import base58
from eth_hash.auto import keccak

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE = {char: value for value, char in enumerate(_BECH32)}
_BITCOIN = frozenset(base58.BITCOIN_ALPHABET.decode())


def base58_bytes(text: str, alphabet: bytes = base58.BITCOIN_ALPHABET) -> bytes | None:
    """The bytes of Base58 text, or none when it has a letter that the alphabet lacks."""
    try:
        return base58.b58decode(text, alphabet=alphabet)
    except ValueError:
        return None


def base58_check(text: str, alphabet: bytes = base58.BITCOIN_ALPHABET) -> bytes | None:
    """Version and payload of Base58Check text, or none when the checksum is wrong."""
    try:
        return base58.b58decode_check(text, alphabet=alphabet)
    except ValueError:
        return None


def _regroup(values: Iterable[int], source: int, target: int) -> bytes | None:
    """Groups of `source` bits as groups of `target` bits; none when the padding is not zero."""
    bits = count = 0
    out = bytearray()
    for value in values:
        bits = (bits << source) | value
        count += source
        while count >= target:
            count -= target
            out.append((bits >> count) & ((1 << target) - 1))
        bits &= (1 << count) - 1
    return None if count >= source or bits else bytes(out)


def segwit(address: str) -> tuple[str, int, bytes] | None:
    """(prefix, version, programme) of a segregated-witness address: Bech32 for version 0, Bech32m above (BIP-350)."""
    if address.lower() != address and address.upper() != address:
        return None
    address = address.lower()
    prefix, _, data = address.rpartition("1")
    values = [_VALUE.get(char, -1) for char in data]
    if not prefix or len(values) < 8 or len(address) > 90 or min(values) < 0:
        return None
    version = values[0]
    check = _polymod([ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values)
    programme = _regroup(values[1:-6], 5, 8)
    if programme is None or version > 16 or not 2 <= len(programme) <= 40:
        return None
    if check != (1 if version == 0 else 0x2BC830A3) or (version == 0 and len(programme) not in (20, 32)):
        return None
    return prefix, version, programme


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, mask in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= mask if top >> i & 1 else 0
    return check


def cashaddr(address: str) -> bool:
    """Whether a Bitcoin Cash address (without its prefix `bitcoincash:`) has the right checksum."""
    values = [_VALUE.get(char, -1) for char in address.lower()]
    if min(values) < 0 or (address.lower() != address and address.upper() != address):
        return False
    check = 1
    for value in [ord(c) & 31 for c in "bitcoincash"] + [0] + values:
        top = check >> 35
        check = (check & 0x07FFFFFFFF) << 5 ^ value
        for i, mask in enumerate((0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)):
            check ^= mask if top >> i & 1 else 0
    return check == 1


def eip55(address: str) -> bool:
    """Whether the capitals of an Ethereum address (`0x` and 40 hex digits) are those of EIP-55."""
    digits = address[2:]
    digest = keccak(digits.lower().encode()).hex()
    return all(
        char.isdigit() or char.isupper() == (int(nibble, 16) > 7) for char, nibble in zip(digits, digest, strict=False)
    )


_MONERO_BYTES = {2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}


def monero(address: str) -> bytes | None:
    """Network byte and payload of a Monero address, or none when it is none. Blocks of 11 characters are 8 bytes."""
    out = b""
    for at in range(0, len(address), 11):
        block = address[at : at + 11]
        size = _MONERO_BYTES.get(len(block))
        if size is None or not _BITCOIN.issuperset(block):
            return None
        number = base58.b58decode_int(block)
        if number >> (8 * size):
            return None
        out += number.to_bytes(size, "big")
    return out[:-4] if keccak(out[:-4])[:4] == out[-4:] else None
