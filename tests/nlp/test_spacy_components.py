import spacy
from spacy.tokens import Doc

from nlp.spacy_components import INDICATORS, SELECTORS

TEXT = "New in town, call 202-555-0143, cash app $demorosie22. Incall only."


def pipe(**config):
    nlp = spacy.blank("en")
    nlp.add_pipe(SELECTORS, config=config)
    nlp.add_pipe(INDICATORS)
    return nlp


def found(doc, key):
    return [(span.label_, span.kb_id_, span.text) for span in doc.spans[key]]


def test_selectors_and_indicators_lie_in_the_spans():
    doc = pipe()(TEXT)
    assert ("phone", "+12025550143", "202-555-0143") in found(doc, SELECTORS)
    assert ("cashapp", "demorosie22", "$demorosie22") in found(doc, SELECTORS)
    assert [(label, text) for label, _, text in found(doc, INDICATORS)] == [
        ("LT-01", "New in town"),
        ("LT-05", "Incall only"),
    ]


def test_a_span_widens_to_whole_tokens():
    doc = pipe()("🔥new in town🔥")
    (span,) = doc.spans[INDICATORS]
    assert span.text.startswith("🔥") or span.text == "new in town"
    assert "new in town" in span.text


def test_a_text_without_any_has_empty_groups():
    doc = pipe()("")
    assert (found(doc, SELECTORS), found(doc, INDICATORS)) == ([], [])


def test_the_region_is_a_setting_of_the_pipe():
    assert ("phone", "+442079460123", "020 7946 0123") in found(pipe(region="GB")("call 020 7946 0123"), SELECTORS)


def test_a_stream_of_texts():
    docs = list(pipe().pipe([TEXT, "bike for sale", TEXT], n_process=1, batch_size=2))
    assert [bool(doc.spans[INDICATORS]) for doc in docs] == [True, False, True]


def test_the_pipeline_is_saved_and_loaded_with_its_settings(tmp_path):
    pipe(region="GB").to_disk(tmp_path / "pipe")
    loaded = spacy.load(tmp_path / "pipe")
    assert loaded.pipe_names == [SELECTORS, INDICATORS]
    assert ("phone", "+442079460123", "020 7946 0123") in found(loaded("call 020 7946 0123"), SELECTORS)


def test_spans_outlive_the_process():
    nlp = pipe()
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert found(again, SELECTORS) == found(doc, SELECTORS)
    assert found(again, INDICATORS) == found(doc, INDICATORS)
