"""The room as spaCy components, for people whose pipeline is spaCy. Entry points make both known without an import.

    nlp = spacy.blank("en")
    nlp.add_pipe("adtrail_selectors", config={"region": "GB"})
    nlp.add_pipe("adtrail_indicators")
    nlp("…").spans["adtrail_selectors"]

Spans lie in `doc.spans`, not in custom extensions: so they overlap, serialise and cross processes. A span is widened to
whole tokens; its label is the kind or the catalogue's id, its `kb_id_` (`id_` of an indicator: none) the normal form.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp import indicators
from nlp.fold import fold
from nlp.selectors import extract

SELECTORS, INDICATORS = "adtrail_selectors", "adtrail_indicators"


class SelectorPipe:
    """Writes `doc.spans["adtrail_selectors"]`: label = kind, kb_id = value."""

    def __init__(self, region: str) -> None:
        self.region = region

    def __call__(self, doc: Doc) -> Doc:
        """Find and write; the document is changed in place."""
        found = ((m.start, m.end, m.kind, m.value) for m in extract(doc.text, region=self.region))
        return _spans(doc, SELECTORS, found)


class IndicatorPipe:
    """Writes `doc.spans["adtrail_indicators"]`: label = id of the catalogue's row, kb_id = its source."""

    def __call__(self, doc: Doc) -> Doc:
        """Find and write; the document is changed in place."""
        hits = ((hit.start, hit.end, hit.id, hit.source) for hit in indicators.find(fold(doc.text)))
        return _spans(doc, INDICATORS, hits)


@Language.factory(SELECTORS, default_config={"region": "US"})
def make_selectors(nlp: Language, name: str, region: str) -> SelectorPipe:
    """Factory of `adtrail_selectors`; `region` as in `nlp.selectors.extract`."""
    return SelectorPipe(region)


@Language.factory(INDICATORS)
def make_indicators(nlp: Language, name: str) -> IndicatorPipe:
    """Factory of `adtrail_indicators`."""
    return IndicatorPipe()


def _spans(doc: Doc, key: str, found: Iterable[tuple[int, int, str, str]]) -> Doc:
    spans = (
        doc.char_span(start, end, label=label, kb_id=value, alignment_mode="expand")
        for start, end, label, value in found
    )
    doc.spans[key] = [span for span in spans if isinstance(span, Span)]
    return doc
