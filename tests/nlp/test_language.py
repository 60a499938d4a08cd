import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hi, I am new in town and available tonight", "en"),
        ("SWEET AND FRIENDLY, NEW IN TOWN, CALL ME NOW", "en"),
        ("Hola, soy nueva en la ciudad, llámame esta noche", "es"),
        ("DISPONIBLE AHORA MI AMOR, SERVICIO COMPLETO", "es"),
        ("Bonjour, je suis disponible ce soir à Paris", "fr"),
        ("Olá, sou nova na cidade, me liga agora", "pt"),
        ("Neu in der Stadt, ruf mich heute Abend an", "de"),
        ("ホットなマッサージ東京でお待ちしています", "ja"),
        ("Vendo bicicleta en buen estado 202-555-0143 $demorosie22 https://shop.example/en/new-bike-for-sale", "es"),
        ("💕💕 Selling my mountain bike 💕 good condition 💕💕 202-555-0143", "en"),
        ("", "und"),
        ("202-555-0143", "und"),
        ("$demorosie22 @demo_rosie https://t.example/demorosie", "und"),
        ("ok hi", "und"),
        ("zxcv qwer asdf hjkl uiop", "und"),
        ("💕💕💕💕💕💕💕💕💕💕💕💕💕💕", "und"),
    ],
)
def test_language(text, code):
    assert language(text) == code


def test_it_needs_no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert language("Hola, soy nueva en la ciudad, llámame esta noche") == "es"


@given(st.text(max_size=300))
def test_any_text_gets_a_code(text):
    assert language(text) == "und" or language(text).isalpha()


@pytest.mark.parametrize("hostile", ["!" * 200_000, "@" * 200_000, "a@" * 100_000, "1 " * 100_000, "ñ" * 200_000])
def test_hostile_text_takes_no_longer(hostile):
    language("warm up the model")
    start = time.process_time()
    language(hostile)
    assert time.process_time() - start < 0.5
