"""Numbering plans: what libphonenumber's metadata says of a candidate. Looked up for candidate spans only, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import phonenumbers

SHORTEST, LONGEST = 7, 15  # digits
NANP = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1])
_TYPES = {
    value: name.lower()
    for name, value in vars(phonenumbers.PhoneNumberType).items()
    if isinstance(value, int) and name.isupper()
}


@dataclass(frozen=True, slots=True)
class Known:
    """A number of some plan."""

    value: str  # E.164
    country: str  # ISO 3166-1 alpha-2, "" when the number has none
    type: str  # libphonenumber's name in lower case, e.g. "mobile"


@cache
def lengths(region: str) -> tuple[int, ...]:
    """How many digits a number has as people of the region write it: with and without trunk or exit prefix."""
    data = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if data is None:
        return ()
    general = data.general_desc
    national = {size for size in general.possible_length if size >= SHORTEST - 1} if general else set()
    trunk = len(data.national_prefix or "")
    with_code = {size + len(str(data.country_code)) + 2 for size in national}
    moved = {size + trunk + 2 for size in national} if data.national_prefix_transform_rule else set()
    every = national | {size + trunk for size in national} | with_code | moved
    return tuple(sorted(size for size in every if SHORTEST <= size <= LONGEST + 2))


@cache
def trunk(region: str) -> str:
    """What people of the region dial before a national number: "0" in most of Europe, "" where nothing."""
    data = phonenumbers.PhoneMetadata.metadata_for_region(region)
    return "" if data is None or region in NANP else data.national_prefix or ""


@lru_cache(maxsize=65536)
def number(text: str, region: str) -> Known | None:
    """The number that `text` (digits, with `+` in front when international) is in its plan, or none."""
    if region in NANP and not text.startswith("+") and not _nanp(text):
        return None
    try:
        parsed = phonenumbers.parse(text, None if text.startswith("+") else region)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        foreign = text.startswith("00") and len(text) > 8
        return number("+" + text[2:], region) if foreign else None
    country = phonenumbers.region_code_for_number(parsed) or ""
    kind = _TYPES[phonenumbers.number_type(parsed)]
    return Known(f"+{parsed.country_code}{phonenumbers.national_significant_number(parsed)}", country, kind)


def _nanp(text: str) -> bool:
    """Whether digits can be a North American number, or one dialled abroad; quick, and never wrong to say yes."""
    if text.startswith(("00", "011")):
        return True
    national = text[1:] if len(text) == 11 and text[0] == "1" else text
    return len(national) == 10 and national[0] > "1" and national[3] > "1"


@lru_cache(maxsize=4096)
def written(value: str) -> frozenset[int]:
    """After which of its digits (counted from the end) people write a gap in a number."""
    parsed = phonenumbers.parse(value, None)
    text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    groups = "".join(char if char.isdigit() else " " for char in text).split()
    gaps, count = set(), 0
    for group in reversed(groups):
        count += len(group)
        gaps.add(count)
    return frozenset(gaps)
