"""Phones: E.164 from anything a reader would dial. Candidates are built from digits, words and gaps; `phonenumbers`
only says whether a candidate is a number of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import phonenumbers

from nlp.mention import Mention
from nlp.selectors import numerals
from nlp.selectors.scan import Scan, Selector

SHORTEST, LONGEST = 7, 15  # digits
_REACH = 26  # characters between two parts of one number, at most
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[a-z0-9]+|[〇零一二三四五六七八九]")
_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]+")
_O_AND_I = str.maketrans("oil", "011")
_MIXED = re.compile(r"[oil]*\d[\doil]*")
_TAIL = re.compile(r"(\d{9,15})[a-z]{2,}")
_BREAK = re.compile(r"[$£€₹¥%=<>{}\[\]\\;#@+]|\n\s*\n")
# Dates, times, IP addresses, decimals in brackets: digits of these belong to no phone.
_OTHER = re.compile(
    r"(?<![\d.:/-])(?:"
    r"(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}"
    r"|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d"
    r"|\d{1,2}:\d\d(?::\d\d)?"
    r"|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
    r")(?![\d:/-]|\.\d)"
)
_FILLER = frozenset(
    "then dash dot point hyphen space area code first last next and y e et minus guion punto tiret ponto traco".split()
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of a number: its digits and where they stand in the folded text."""

    digits: str
    start: int
    end: int
    word: bool  # not written in plain digits


@dataclass(frozen=True, slots=True)
class Known:
    """A number of some plan."""

    value: str  # E.164
    country: str  # ISO 3166-1 alpha-2, "" when the number has none
    type: str


def find(scan: Scan) -> Iterator[Mention]:
    """Every phone number of the text that is valid in its plan."""
    for first, last in _clusters(scan):
        for chain in _chains(scan, first, last):
            yield from _numbers(scan, chain)


def _clusters(scan: Scan) -> Iterator[tuple[int, int]]:
    """Stretches with enough digits for a number and no gap longer than `_REACH`."""
    spots = [(match.start(), match.end(), match.end() - match.start()) for match in _DIGITS.finditer(scan.lower)]
    words = scan.hits("number")
    if words:
        spots += [(hit.start, hit.end, 2) for hit in words]
        spots.sort()
    first = last = count = 0
    for start, end, digits in spots:
        if count and start - last > _REACH:
            if count >= SHORTEST:
                yield first, last
            count = 0
        if not count:
            first = start
        count += digits
        last = max(last, end)
    if count >= SHORTEST:
        yield first, last


def _chains(scan: Scan, first: int, last: int) -> Iterator[list[Atom]]:
    """Atoms that could be parts of one number, in order."""
    text = scan.lower
    while first and text[first - 1].isalnum() and text[first - 1].isascii():
        first -= 1
    other = [match.span() for match in _OTHER.finditer(text, first, last)]
    chain: list[Atom] = []
    for token in _TOKEN.finditer(text, first, min(len(text), last + 20)):
        atom = _atom(scan, token, other)
        if atom is None:
            if any(char.isdigit() for char in token[0]) or token[0] in ("ext", "x", "extension"):
                if chain:
                    yield chain
                chain = []
            continue
        if chain and _gap(text[chain[-1].end : atom.start]) == 9:
            yield chain
            chain = []
        chain.append(atom)
    if chain:
        yield chain


def _atom(scan: Scan, token: re.Match[str], other: list[tuple[int, int]]) -> Atom | None:
    text, start, end = token[0], token.start(), token.end()
    if any(a <= start < b for a, b in other) or scan.taken(start, end):
        return None
    if text.isdigit():
        if scan.lower[start - 1 : start] in ("$", "£", "€", "₹") or scan.lower[end : end + 1] in ("%", "°"):
            return None
        return Atom(text, start, end, False)
    if _MIXED.fullmatch(text):
        return Atom(text.translate(_O_AND_I), start, end, True)
    tail = _TAIL.fullmatch(text)
    if tail:
        return Atom(tail[1], start, start + len(tail[1]), False)
    if text in numerals.table().sounds and len(text) == 1:
        return Atom(str(numerals.table().sounds[text]), start, end, True)
    numbers = numerals.read(text)
    if numbers is None:
        return None
    return Atom("".join(map(str, numbers)), start, end, True)


@lru_cache(maxsize=4096)
def _gap(gap: str) -> int:
    """How wide a gap is: 0 none, 1 one separator, 2 a few, 3 a line end or more, 4 joining words, 5 words, 9 a break."""
    if not gap:
        return 0
    if len(gap) > _REACH or _BREAK.search(gap):
        return 9
    words = _WORDS.findall(gap)
    if words:
        if all(word in _FILLER for word in words):
            return 4
        return 5 if len(words) <= 3 else 9
    if len(gap) > 12:
        return 9
    if "\n" in gap or re.search(r"[.!?]\s", gap):
        return 3
    return 1 if len(gap) == 1 or gap in (") ", ")-", " (") else 2 if len(gap) <= 4 else 3


def _numbers(scan: Scan, chain: list[Atom]) -> Iterator[Mention]:
    """The best numbers of a chain that do not share a part."""
    lengths = possible_lengths(scan.region)
    total = [0]
    for atom in chain:
        total.append(total[-1] + len(atom.digits))
    ends = {count: index for index, count in enumerate(total)}
    gaps = [_gap(scan.lower[a.end : b.start]) for a, b in zip(chain, chain[1:], strict=False)]
    gaps = [9, *gaps, 9]  # gaps[i] stands before atom i
    found: list[tuple[float, int, int, Known]] = []
    for i, atom in enumerate(chain):
        plus = _plus(scan.lower, atom.start)
        for length in range(8, LONGEST + 1) if plus else lengths:
            j = ends.get(total[i] + length)
            if j is None:
                continue
            digits = "".join(part.digits for part in chain[i:j])
            known = number("+" + digits if plus else digits, scan.region)
            if known:
                score = _score(scan, chain, gaps, i, j, plus)
                if score > 0:
                    found.append((score, i, j, known))
    used: set[int] = set()
    for _, i, j, known in sorted(found, key=lambda item: (-item[0], item[1])):
        if used.isdisjoint(range(i, j)):
            used.update(range(i, j))
            yield _mention(scan, chain[i:j], max(gaps[i + 1 : j], default=0), known)


def _plus(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].strip(" (").endswith("+")


def _score(scan: Scan, chain: list[Atom], gaps: list[int], i: int, j: int, plus: bool) -> float:
    """How much a window looks like a number; 0 or less is none."""
    inside = gaps[i + 1 : j]
    widest = max(inside, default=0)
    shape = [len(part.digits) for part in chain[i:j]]
    text = scan.lower
    start, end = chain[i].start, chain[j - 1].end
    cue = scan.near("phone", start, end)
    if scan.before("not_phone", start) and not cue:
        return 0
    canonical = plus or _aligned(shape, sum(shape), scan.region)
    uniform = len({text[a.end : b.start] for a, b in zip(chain[i : j - 1], chain[i + 1 : j], strict=True)}) <= 1
    border = min(gaps[i], gaps[j])
    if border <= widest and not canonical:
        return 0
    if widest == 5 and not (canonical and len(shape) in (3, 4, 10, 11)):
        return 0
    if not (canonical or uniform or cue):
        return 0
    if text[start - 1 : start] in ("<", "=", "[", "_") and not cue:
        return 0
    return 4 * canonical + 2 * bool(cue) + uniform + 2 * plus + min(border, 4) - widest + sum(shape) / 100


def _aligned(shape: list[int], total: int, region: str) -> bool:
    """Whether the parts end where people write a gap."""
    if len(shape) == 1 or all(size == 1 for size in shape):
        return True
    if region not in NANP:
        return shape[0] <= 6 and total >= 8
    cuts, at = set(), 0
    for size in shape[:-1]:
        at += size
        cuts.add(at - (total - 10))
    return {3, 6} <= cuts or cuts in ({3}, {6}, {0, 3}, {0}) or all(size == 2 for size in shape)


NANP = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1])


@cache
def possible_lengths(region: str) -> tuple[int, ...]:
    """How many digits a number has as people of the region write it, longest first."""
    data = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if data is None:
        return ()
    national = {size for size in data.general_desc.possible_length if size >= SHORTEST}
    trunk = len(data.national_prefix or "")
    code = len(str(data.country_code))
    more = {size + trunk for size in national} | {size + code + 2 for size in national}
    return tuple(sorted((national | more) & set(range(SHORTEST, LONGEST + 3)), reverse=True))


_TYPES = {
    value: name.lower()
    for name, value in vars(phonenumbers.PhoneNumberType).items()
    if isinstance(value, int) and name.isupper()
}


@lru_cache(maxsize=65536)
def number(text: str, region: str) -> Known | None:
    """The number that `text` (digits, with `+` in front when international) is in its plan, or none."""
    try:
        parsed = phonenumbers.parse(text, None if text[0] == "+" else region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    country = phonenumbers.region_code_for_number(parsed) or ""
    value = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Known(value, country, _TYPES[phonenumbers.number_type(parsed)])


_DIALLED = re.compile(r"\+?[\d\s().\-/·*_]{7,32}")


def possible_number(text: str, region: str) -> str | None:
    """The E.164 form of a text that is one number in digits and nothing else."""
    if not _DIALLED.fullmatch(text):
        return None
    known = number(re.sub(r"[^\d+]", "", text), region)
    return known.value if known else None


def _mention(scan: Scan, parts: list[Atom], widest: int, known: Known) -> Mention:
    start, end = parts[0].start, parts[-1].end
    if _plus(scan.lower, start):
        start = scan.lower.rindex("+", 0, start)
    raw = scan.folded.cut(start, end)
    plain = not any(part.word for part in parts) and raw.isascii() and widest < 4
    cue = scan.near("phone", start, end)
    confidence = (0.95 if plain else 0.85 if widest < 5 else 0.6) + (0.04 if cue else 0)
    details = {"country": known.country, "type": known.type}
    return scan.mention("phone", known.value, start, end, confidence, "plain" if plain else "folded", cue, details)


SELECTOR = Selector(
    kind="phone",
    group="contact",
    forms="E.164",
    examples=("+1 202-555-0143", "two zero two 555 01 four three"),
    source="ITU-T E.164; libphonenumber",
    find=find,
)
