"""The normal form of a value that somebody pasted: search and finance compare values, not spellings."""

from __future__ import annotations

import re

from nlp.fold import fold
from nlp.selectors import REGISTRY, extract
from nlp.selectors.phone import possible_number

_HANDLE = r"[a-z0-9_]*[a-z_][a-z0-9_.-]{1,38}"
_SIGNED = re.compile(rf"([$@])\s?({_HANDLE})")
_ACCOUNT = re.compile(rf"[$@]?({_HANDLE})")  # at a service that is told beside it
_SOCIAL = re.compile(r"[a-z]+:[a-z0-9_.-]{2,39}")


def normalise(text: str, region: str = "US") -> tuple[str, str] | None:
    """(kind, value) of a pasted phone, handle, IBAN, wallet or e-mail, or none when it is none of them.

    A `$handle` is a `cashapp`; an `@handle`, which many services have, is a `venmo`: its value is what counts.
    """
    text = text.strip()
    folded = fold(text).lower.strip().removeprefix("tel:")
    found = possible_number(folded, region)
    if found:
        return "phone", found
    whole = [
        mention
        for mention in extract(text, region=region)
        if mention.kind not in ("price", "age", "method", "domain", "url")
        and (mention.end - mention.start >= 0.9 * len(text) or mention.method == "link")
    ]
    if whole:
        best = max(whole, key=lambda mention: (mention.confidence, mention.end - mention.start))
        return best.kind, best.value
    signed = _SIGNED.fullmatch(folded)
    if signed:
        return ("cashapp" if signed[1] == "$" else "venmo"), signed[2].rstrip(".-")
    return None


def as_said(text: str, region: str = "US") -> str:
    """The value of what is said to be of some kind: as it is recognised, else without its sign, in small letters."""
    found = normalise(text, region)
    return found[1] if found else text.strip().lstrip("@$").lower()


def surely(kind: str, text: str, region: str = "US") -> str | None:
    """The value of a selector of this kind, when one can be written so; for what must not be missed."""
    found = normalise(text, region)
    if found and found[0] == kind:
        return found[1]
    if kind == "social":
        return text.strip().lower() if _SOCIAL.fullmatch(text.strip().lower()) else None
    if REGISTRY[kind].group != "payment":
        return None
    account = _ACCOUNT.fullmatch(fold(text.strip()).lower)
    return found[1] if found else account[1] if account else None
