"""Wallets: every chain by its own checksum, so that a hash or a typing error is no address. The value is as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import base58

from nlp.mention import Mention
from nlp.selectors import checksums
from nlp.selectors.scan import Scan, Selector

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{25,110}(?![A-Za-z0-9])")
_SHORTEST = 25
_HEX = re.compile(r"0[xX][0-9a-fA-F]{40}")
_VERSIONS = {
    0x00: ("btc", "legacy"),
    0x05: ("btc", "script"),
    0x30: ("ltc", "legacy"),
    0x32: ("ltc", "script"),
    0x1E: ("doge", "legacy"),
    0x16: ("doge", "script"),
    0x41: ("trx", "base58"),
}
_MONERO = {18: "standard", 19: "integrated", 42: "subaddress"}
Reading = tuple[str, str, float] | None  # kind, form, confidence


def _base58(word: str, cues: frozenset[str]) -> Reading:
    if not 25 <= len(word) <= 35:
        return None
    payload = checksums.base58_check(word)
    if payload is None or len(payload) != 21 or payload[0] not in _VERSIONS:
        return None
    kind, form = _VERSIONS[payload[0]]
    if payload[0] <= 0x05 and "btc" not in cues:  # Litecoin and Bitcoin Cash once used Bitcoin's own versions
        kind = "ltc" if payload[0] == 0x05 and "ltc" in cues else "bch" if "bch" in cues else kind
    return kind, form, 0.99


def _segwit(word: str, cues: frozenset[str]) -> Reading:
    found = checksums.segwit(word)
    if found is None or found[0] not in ("bc", "ltc"):
        return None
    return ("btc" if found[0] == "bc" else "ltc"), ("segwit" if found[1] == 0 else "taproot"), 0.99


def _ethereum(word: str, cues: frozenset[str]) -> Reading:
    if not _HEX.fullmatch(word):
        return None
    digits = word[2:]
    if digits.lower() == digits or digits.upper() == digits:
        return "eth", "no checksum", 0.9 if "eth" in cues else 0.7
    return ("eth", "eip-55", 0.99) if checksums.eip55(word) else None


def _monero(word: str, cues: frozenset[str]) -> Reading:
    payload = checksums.monero(word) if len(word) in (95, 106) else None
    return ("xmr", _MONERO[payload[0]], 0.99) if payload and payload[0] in _MONERO else None


def _ripple(word: str, cues: frozenset[str]) -> Reading:
    payload = checksums.base58_check(word, base58.RIPPLE_ALPHABET)
    return ("xrp", "classic", 0.99) if payload and len(payload) == 21 and payload[0] == 0 else None


def _cashaddr(word: str, cues: frozenset[str]) -> Reading:
    return ("bch", "cashaddr", 0.99) if len(word) == 42 and checksums.cashaddr(word) else None


def _solana(word: str, cues: frozenset[str]) -> Reading:
    """No checksum: 32 bytes, and only beside a word that says Solana."""
    if "sol" not in cues or not 32 <= len(word) <= 44:
        return None
    payload = checksums.base58_bytes(word)
    return ("sol", "base58", 0.8) if payload is not None and len(payload) == 32 else None


_READERS: dict[str, tuple[Callable[[str, frozenset[str]], Reading], ...]] = {
    "0": (_ethereum,),
    "1": (_base58,), "3": (_base58,), "L": (_base58,), "M": (_base58,), "D": (_base58,), "A": (_base58,),
    "9": (_base58,), "T": (_base58,), "b": (_segwit,), "B": (_segwit,), "l": (_segwit,), "4": (_monero,),
    "8": (_monero,), "r": (_ripple,), "q": (_cashaddr,), "p": (_cashaddr,), "Q": (_cashaddr,), "P": (_cashaddr,),
}  # fmt: skip


def find(scan: Scan) -> Iterator[Mention]:
    """Wallet addresses, checksum right."""
    for match in _words(scan.text):
        word, start, end = match[0], match.start(), match.end()
        near = scan.between("coin", start - 60, end + 30)
        cues = frozenset(hit.key for hit in near)
        readers = _READERS.get(word[0], ())
        if word[0] == "L":
            readers = (_base58, _segwit)
        found = next((reading for read in readers if (reading := read(word, cues))), None) or _solana(word, cues)
        if found is None:
            continue
        kind, form, confidence = found
        scan.take(start, end)
        method = "pattern" if form in ("no checksum",) or kind == "sol" else "checksum"
        context = tuple(dict.fromkeys(hit.word for hit in near if hit.key == kind))
        yield scan.mention(
            kind,
            scan.folded.text[start:end],
            start,
            end,
            confidence=confidence,
            method=method,
            context=context,
            details={"form": form},
        )


def _words(text: str) -> Iterator[re.Match[str]]:
    """The long words: those of 25 letters and digits or more."""
    tokens = text.split()
    if len(max(tokens, key=len, default="")) < _SHORTEST:
        return
    done = 0
    for token in tokens:
        if len(token) >= _SHORTEST:
            start = text.index(token, done)
            done = start + len(token)
            yield from _WORD.finditer(text, start, done)


_KINDS = (  # kind, normal form, example, source
    (
        "btc",
        "Base58Check or Bech32(m), as written",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "BIP-13, BIP-173, BIP-350",
    ),
    (
        "eth",
        "`0x` and 40 hex digits, as written",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "EIP-55",
    ),
    (
        "ltc",
        "Base58Check or Bech32, as written",
        "LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz",
        "Litecoin chainparams",
    ),
    (
        "xmr",
        "95 or 106 characters, as written",
        "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
        "Monero address format (CryptoNote)",
    ),
    (
        "trx",
        "Base58Check, as written",
        "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW",
        "TRON address format",
    ),
    (
        "sol",
        "Base58 of 32 bytes, beside a word for Solana",
        "solana 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T",
        "Solana documentation",
    ),
    (
        "doge",
        "Base58Check, as written",
        "D7wbmbjBWG5HPkT6d4gh6SdQPp6z25vcF2",
        "Dogecoin chainparams",
    ),
    (
        "bch",
        "CashAddr without its prefix",
        "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
        "CashAddr specification",
    ),
    (
        "xrp",
        "Base58Check with Ripple's alphabet",
        "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
        "XRPL address encoding",
    ),
)
SELECTORS = tuple(
    Selector(kind=kind, group="crypto", forms=forms, examples=(example,), source=source, find=find)
    for kind, forms, example, source in _KINDS
)
WALLETS = frozenset(kind for kind, *_ in _KINDS)
