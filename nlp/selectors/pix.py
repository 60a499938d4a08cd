"""Pix keys (Brazil) beside a word for Pix: CPF or CNPJ with right check digits, phone, e-mail, random key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.br import cnpj, cpf

from nlp.mention import Mention
from nlp.selectors.scan import Scan, Selector

_TAX = re.compile(r"(?<![\w.])(\d{3}[. ]?\d{3}[. ]?\d{3}[- ]?\d{2}|\d{2}\.?\d{3}\.?\d{3}/?\d{4}[- ]?\d{2})(?![\w-])")
_RANDOM = re.compile(r"(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])")
_REACH = 90


def find(scan: Scan) -> Iterator[Mention]:
    """Keys that are tax numbers or random; they run before phones, whose digits they could be."""
    if not any(hit.key == "pix" for hit in scan.hits("service")):
        return
    for match in _TAX.finditer(scan.lower):
        digits = re.sub(r"\D", "", match[1])
        if len(set(digits)) > 1 and (cpf.is_valid(digits) or cnpj.is_valid(digits)):  # 111.111.111-11 is no one's
            yield from _key(scan, digits, match.start(), match.end(), confidence=0.97, method="checksum")
    for match in _RANDOM.finditer(scan.lower):
        yield from _key(scan, match[0], match.start(), match.end(), confidence=0.95, method="random key")


def addressed(scan: Scan) -> Iterator[Mention]:
    """Keys that are phones or e-mails found before."""
    if any(hit.key == "pix" for hit in scan.hits("service")):
        for kind in ("email", "phone"):
            for place in scan.places.get(kind, ()):
                yield from _key(scan, place.value, place.start, place.end, confidence=0.85, method=f"by {kind}")


def _key(scan: Scan, value: str, start: int, end: int, *, confidence: float, method: str) -> Iterator[Mention]:
    near = tuple(hit.word for hit in scan.between("service", start - _REACH, end + 30) if hit.key == "pix")
    if near:
        if method == "checksum":
            scan.take(start, end)
        yield scan.mention("pix", value, start, end, confidence=confidence, method=method, context=near[:1])


SELECTOR = Selector(
    kind="pix",
    group="payment",
    forms="CPF or CNPJ digits, E.164 phone, e-mail, or random key in lower case",
    examples=("pix 123.456.789-09", "chave pix: rosie@mail.example"),
    source="Banco Central do Brasil: Manual Operacional do DICT",
    find=find,
)
