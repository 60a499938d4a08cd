"""What stands around a number and says that it is no phone: words for other numbers, code, paths, sums, measures."""

from __future__ import annotations

import re
from itertools import pairwise

from nlp.selectors.digits import Part
from nlp.selectors.plan import trunk
from nlp.selectors.scan import Scan

_REACH = 24  # characters looked at on either side
_CLOSING = {"<": ">", "_": "_", "=": "="}
_ASSIGNED = re.compile(r"=\s*[\[({\"']?$")
_CODE_BEFORE = re.compile(r"(?<![A-Za-z])[A-Z]{1,2}-$")
_CODE_AFTER = re.compile(r"-[A-Z]{1,2}(?![A-Za-z])|[A-Za-z]{2,}-\w")
_PATH = re.compile(r"/[^\s/]*[a-z][^\s/]*/$")
_FILE_AFTER = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|svg|heic|mp[34]|m4[av]|mov|avi|wav|docx?|xlsx?|csv|txt|md|zip|gz|tar|html?|php|aspx?|js|css"
    r"|json|xml|ya?ml|sql|db|exe|apk|log|eml|bak|tmp)(?![a-z])"
)
_JOINED = re.compile(r"\w[-_]$")
_IBAN_BEFORE = re.compile(r"\b[A-Z]{2}\d\d ?(?:[A-Z0-9]{4} ?){0,5}$")
_VERSION_BEFORE = re.compile(r"[a-z]/(?:\d+\.)*$")
_DECIMALS = re.compile(r"\.\d{1,6}(?![\d.-])")
_EXPRESSION_BEFORE = re.compile(r"(?:[<>=!]=|<|\w\[)\s*$")
_EXPRESSION_AFTER = re.compile(r"\)\s*\{|\s*[*=^]\s*\d|\s?[$€£](?!\s?\d)")
_RUN = re.compile(r"[\d\-/.]+$")
_TIGHT = frozenset("-/.")
_NUMBERED = re.compile(r"(?:n[°º]|#)\s*$")
_NUMBER = frozenset({"number", "num", "numero", "no", "id"})


def allows(scan: Scan, parts: list[Part], cue: tuple[str, ...], plus: bool) -> bool:
    """Whether what stands around allows a phone. A word for phone nearby (`cue`) outweighs all but its opposite."""
    start, end = parts[0].start, parts[-1].end
    text = scan.lower
    if not plus and _named_otherwise(scan, start):
        return False
    after = text[end : end + 1]
    if len(parts) == 1 and _FILE_AFTER.match(text, end) and (not cue or _JOINED.search(text, max(0, start - 2), start)):
        return False
    if after in ("%", "$", "€", "£") or (after == "°" and not text[end + 1 : end + 2].isdigit()):
        return False
    if cue:
        return True
    if len(parts) == 1 and _solid(scan, start, end):
        return False
    return not (_in_code(text, start, end) or _in_name(scan, parts) or _counted(scan, parts))


def _solid(scan: Scan, start: int, end: int) -> bool:
    """Whether digits in one piece are a value: in an expression, behind a currency, with decimals."""
    text, low = scan.lower, max(0, start - _REACH)
    if scan.before("not_phone_solid", start, reach=3) or _EXPRESSION_BEFORE.search(text, low, start):
        return True
    return bool(_DECIMALS.match(text, end) or _EXPRESSION_AFTER.match(text, end))


def _named_otherwise(scan: Scan, start: int) -> bool:
    """Whether the word before is one for another number ("order"), also where more of that number stands between."""
    tight = scan.lower[start - 1 : start] in _TIGHT
    run = _RUN.search(scan.lower, max(0, start - _REACH), start) if tight else None
    other = scan.before("not_phone", run.start() if run else start)
    if other is None:
        return False
    own = scan.before("phone", start)
    if own is None or own.end <= other.end:
        return True
    return own.word in _NUMBER and own.start - other.end <= 4  # "pedido numero"


def _in_code(text: str, start: int, end: int) -> bool:
    """Whether the number is a value in code or in a tag; signs on both sides only adorn it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and _CLOSING.get(before) == after:
        return False
    return before in ("<", "_", "\\") or bool(_ASSIGNED.search(text, max(0, start - _REACH), start))


def _in_name(scan: Scan, parts: list[Part]) -> bool:
    """Whether the number is a piece of a longer name: of a file, a path, a product code."""
    start, end = parts[0].start, parts[-1].end
    low = max(0, start - _REACH)
    if _CODE_AFTER.match(scan.text, end) or (_CODE_BEFORE.search(scan.text, low, start)):
        return True
    if len(parts) > 1:
        dotted = scan.lower[parts[0].end] == "."
        named = _VERSION_BEFORE if dotted else _IBAN_BEFORE
        return bool(named.search(scan.lower if dotted else scan.text, low, start))
    if _NUMBERED.search(scan.lower, low, start) and not parts[0].digits.startswith(trunk(scan.region)):
        return True
    return bool(_PATH.search(scan.lower, low, start))


def _counted(scan: Scan, parts: list[Part]) -> bool:
    """Whether the digits are a quantity or a version: thousands, more of it behind a dot, a unit."""
    text, end = scan.lower, parts[-1].end
    commas = len(parts) > 2 and all(text[a.end : b.start] == "," for a, b in pairwise(parts))
    if commas and all(len(part.digits) == 3 for part in parts[1:]):
        return True
    if len(parts) > 1 and text[parts[0].end] == "." and _DECIMALS.match(text, end):
        return True
    return any(hit.start <= end + 1 for hit in scan.between("counted", end, end + 16))
