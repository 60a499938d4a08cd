"""Bytes, amounts and dates as files write them. What cannot be read is an error, never a default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SIGN = re.compile(r"^([+-])?\s*[$€£]?\s*([+-])?\s*(.+)$")
_PLAIN = {
    ".": re.compile(r"^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?$", re.ASCII),
    ",": re.compile(r"^(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d+)?$", re.ASCII),
}
_CLOCK = re.compile(r"%[HI]")


def decode(content: bytes) -> str:
    """Text of a file in UTF-8 or UTF-16 (with its mark, or recognised by the zero bytes of plain letters).

    Raises:
        ValueError: for any other encoding.
    """
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    if encoding is None and len(content) >= 4 and content[1:4:2] == b"\0\0":
        encoding = "utf-16-le"
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"not {encoding or 'UTF-8 or UTF-16'} text at byte {error.start}") from None


def money(text: str, decimal: str = ".") -> Decimal:
    """An amount as exports write it: `- $1,000.00`, `($370)`, `1.234,56` (with `decimal=","`).

    Raises:
        ValueError: when it is not exactly one number.
    """
    body = text.strip()
    negative = body.startswith("(") and body.endswith(")")
    match = _SIGN.match(body[1:-1] if negative else body)
    if match is None or (match[1] and match[2]) or not _PLAIN[decimal].match(match[3]):
        raise ValueError(f"{text!r} is not an amount")
    digits = match[3].replace("." if decimal == "," else ",", "").replace(",", ".")
    try:
        amount = Decimal(digits)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount") from None
    return -amount if negative != ("-" in (match[1], match[2])) else amount


def when(text: str, formats: Sequence[str]) -> str:
    """A date or time in one of the formats, as ISO 8601: a date stays a date, a time without zone stays without.

    Raises:
        ValueError: when no format fits.
    """
    for form in formats:
        try:
            moment = datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        return moment.isoformat() if _CLOCK.search(form) else moment.date().isoformat()
    raise ValueError(f"{text!r} is not a date of the form {' or '.join(formats)}")
