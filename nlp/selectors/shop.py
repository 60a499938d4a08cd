"""A text that is nothing but an amount, as a shop's page gives it: "1 KM", "12.500 ₫", "Price: 118, 99 TL".

Only there are forms read that mean other things elsewhere (KM, Br, M), and any code of three capitals.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from nlp.fold import fold
from nlp.selectors.amounts import WORDLIKE, Amount, currencies, number
from nlp.selectors.scan import Scan

_LONGEST = 32
_LONE = re.compile(r"\s*([^\d]{0,14}?)\s*(\.\d{2}|\d[\d.,' ]*\d|\d)\s*(?:[.,]?-{1,2}|[.,])?\s*([^\d]{0,14}?)\s*")
_WORDS = frozenset({"", "price", "from", "cena", "preis", "prix", "precio", "prezzo", "only", "now"})


def lone(scan: Scan) -> Amount | None:
    """The amount that is all there is in a text, if the rest is a currency and no more."""
    match = _LONE.fullmatch(scan.text) if len(scan.text) <= _LONGEST else None
    if match is None or match[2].count(" ") > 3:
        return None
    codes = [code for form in (match[1], match[3]) if (code := _code(form.strip(" .:"))) is not None]
    if len(codes) < 2 or not any(codes):
        return None
    start = match.start(1) if codes[0] else match.start(2)
    end = match.end(3) if codes[1] else match.end(2)
    return Amount(number(match[2]), codes[0] or codes[1], start, end, "digits")


def _code(form: str) -> str | None:
    """The currency of a form; nothing for no form or a word for price; none for anything else."""
    low = form.lower()
    if low in _WORDS:
        return ""
    if low in WORDLIKE - {"php"} and form != form.upper():
        return None
    known = _forms().get(low)
    if known and (len(form) > 1 or not form.isascii() or form == known[1]):
        return known[0]
    signed = (
        any(unicodedata.category(char) == "Sc" for char in form) and form.upper() == form and len(form.split()) == 1
    )
    return form if (signed and "/" not in form) or (len(form) == 3 and form.isalpha() and form.isupper()) else None


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Every form in lower case → code, and the form as it is written."""
    table = currencies()
    found = {}
    for side in (table.alone, table.before, table.after):
        for code, forms in side.items():
            for form in forms:
                plain = fold(form).text.strip(" .")
                found[plain.lower()] = code, plain
    return found
