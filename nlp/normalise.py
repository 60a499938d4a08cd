"""The normal form of a value that somebody pasted: search and finance compare values, not spellings."""

from __future__ import annotations

import re

from nlp.fold import fold
from nlp.selectors import extract
from nlp.selectors.phone import possible_number

_SIGNED = re.compile(r"([$@])\s?([a-z0-9_]*[a-z_][a-z0-9_.-]{1,38})")


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
