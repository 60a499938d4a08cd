"""Fold a text to the letters a reader sees, and keep the way back to every character of the raw text.

Ads hide a number in full-width or circled digits, in letters of another script that look Latin, behind zero-width
characters. After the fold all of these are plain characters, so that one pattern reads them all.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

# Letters of other scripts that look like a Latin one (after Unicode's confusables.txt, UTS 39; the ones ads use).
_CYRILLIC = dict(zip("аеєорсухіјѕһԁԛԝкмнтвАВЕКМНОРСТУХІЈЅԌԚԜЗ", "aeeopcyxijshdqwkmhtbABEKMHOPCTYXIJSGQW3", strict=True))
_GREEK = dict(zip("αονρτικυγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aovptikuyABEZHIKMNOPTYX", strict=True))
_ARMENIAN = dict(zip("օսոհցաքՕՏ", "ounhgwpOS", strict=True))
LOOK_ALIKES = _CYRILLIC | _GREEK | _ARMENIAN
_ALIKE = re.compile("[" + "".join(LOOK_ALIKES) + "]")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f]")
_WORD = re.compile(r"\w+")

# What NFKC leaves although a reader sees a letter or digit in it.
_SEEN = {
    **dict(zip("ᴀʙᴄᴅᴇғɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    **{chr(0x1F150 + i): chr(65 + i) for i in range(26)},  # negative circled letters
    **{chr(0x1F170 + i): chr(65 + i) for i in range(26)},  # negative squared letters: 🅰 🅱 🅾
    "ı": "i",
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "ſ": "s",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "🔟": "10",
    "⭕": "0",
    "🎱": "8",
    "💲": "$",
    "＄": "$",
    "﹩": "$",
    "⓿": "0",
    "⁄": "/",
    "∕": "/",
    "½": " 1/2",
    "¼": " 1/4",
    "¾": " 3/4",
    "№": "#",
    "‼": "!",
    "…": "...",
    "℡": "tel",
    **dict.fromkeys("’‘‚‛`´ʼ′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800\u00ad\ufeff", ""),
    **{chr(0x1F3FB + i): "" for i in range(5)},  # skin tones
}
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True)
class Folded:
    """A folded text. `starts[i]` is the offset in the raw text of the character that folded character `i` came from."""

    raw: str
    text: str
    starts: Sequence[int]

    @cached_property
    def lower(self) -> str:
        """The text in lower case, of the same length."""
        low = self.text.lower()
        if len(low) == len(self.text):
            return low
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of the folded characters `start` to `end` (`end` not included; at least one character).

        Marks and zero-width characters that follow a character belong to it.
        """
        if isinstance(self.starts, range):
            return start, end
        last = bisect_right(self.starts, self.starts[end - 1], lo=end - 1)
        return self.starts[start], self.starts[last] if last < len(self.starts) else len(self.raw)

    def cut(self, start: int, end: int) -> str:
        """The raw text of a span of folded characters."""
        first, last = self.span(start, end)
        return self.raw[first:last]


def fold(text: str) -> Folded:
    """NFKC with look-alikes, all kinds of digits, marks and zero-width characters resolved; the case is kept."""
    if text.isascii():
        return Folded(text, text, range(len(text)))
    keep = _own_script(text)
    parts: list[str] = []
    starts: list[int] = []
    done = 0
    for match in _NOT_ASCII.finditer(text):
        at = match.start()
        if at > done:
            parts.append(text[done:at])
            starts += _offsets(done, at)
        char = match[0]
        seen = _seen(char) if at in keep else LOOK_ALIKES.get(char) or _seen(char)
        parts.append(seen)
        starts += [at] * len(seen)
        done = at + 1
    parts.append(text[done:])
    starts += _offsets(done, len(text))
    return Folded(text, "".join(parts), starts)


_OFFSETS = list(range(1 << 14))  # a slice of it is quicker to copy than a range is to count


def _offsets(start: int, end: int) -> list[int]:
    return _OFFSETS[start:end] if end <= len(_OFFSETS) else list(range(start, end))


def _own_script(text: str) -> frozenset[int]:
    """Where look-alikes are letters of their own script: in words without Latin letters or digits of a text in it."""
    if not _ALIKE.search(text):
        return frozenset()
    foreign = any(char not in LOOK_ALIKES and char.isalpha() for char in _OTHER_SCRIPT.findall(text))
    if not foreign:
        return frozenset()
    own: list[int] = []
    for word in _WORD.finditer(text):
        if _ALIKE.search(word[0]) and not any(char.isascii() for char in word[0]):
            own.extend(range(word.start(), word.end()))
    return frozenset(own)


@cache
def _seen(char: str) -> str:
    """What a reader sees in one character that is not ASCII."""
    if char in _SEEN:
        return _SEEN[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Cc") or _MARKS.match(char):
        return ""
    number = unicodedata.digit(char, None) if category != "No" else unicodedata.numeric(char, 0.5)
    if number is not None and number in range(100):
        return str(int(number))
    if category[0] == "Z":
        return " " if category == "Zs" else "\n"
    plain = unicodedata.normalize("NFKD", char)
    latin = plain[0] <= "\u036f"  # its accents are dropped, those of other scripts make other letters
    return _MARKS.sub("", plain) if latin else unicodedata.normalize("NFKC", char)


def tokens(text: str) -> str:
    """The words of the index: folded, lower-cased, punctuation dropped, split by single spaces.

    `@`, `$`, `+` and `#` stay in front of a word and `@._-'` within, so that handles and addresses stay one token.
    """
    return " ".join(_TOKEN.findall(fold(text).lower))


_TOKEN = re.compile(r"[@$+#]?\w+(?:[@._'-]\w+)*")
