import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.fold import fold
from nlp.minors import suggests_minor

SUGGESTS = [
    "New girl, I'm 16, incall only",
    "16 yr old girl, massage",
    "She's only 17, companion",
    "Companion, 17yo, outcall",
    "𝟏𝟔 yo, incall",
    "sixteen year old, incall",
    "teen 17, incall",
    "girl 16, for massage and company. Incall",
    "escort, age: 17",
    "underage girls available",
    "Hi, only 17, new here",
    "Incall. I'm 16.",
    "Companion. She is under 18",
    "she is still in high school, incall",
    "almost 18 soon, incall",
    "chica de 15 años, masajes",
    "tengo 16 años, masajes",
    "jovencita 17 añitos, acompañante",
    "acompañante, soy menor de edad",
    "modelos: niñas disponibles",
]
DOES_NOT = [
    "Escort, must be 18+ to call",
    "Companion. No one under 18",
    "no minors, no underage girls, escort",
    "escort. Underage girls will be reported: report underage girls to the police",
    "dancers must be at least 17 years old",
    "I have a 12 year old daughter, massage therapist",
    "my 12 yo dog, massage for pets",
    "massage, 15 years experience",
    "massage chair, 12 year old whisky",
    "sensual massage, 10 years of experience",
    "masajes, 10 años de experiencia",
    "16 min away, incall",
    "I'm 10 minutes from downtown, incall",
    "outcall 15 miles",
    "incall $16",
    "hhr 100, 17 roses",
    "incall 12, outcall 15",
    "room 12, incall",
    "bodyrub 9 am",
    "I'm 21, incall",
    "call 202-555-0116, escort",
    "escort 5'4 115 lbs 34c",
    "Babysitter for a 3 year old",
    "16 yo son needs a tutor",
    "Summer camp for girls, 12 to 16 years old",
    "I'm 16 and sell my bike",
    "Escort coupe, only 8,423 miles",
    "incall, only 16.50",
    "barely legal, petite, young and sweet, incall",
    "",
]


@pytest.mark.parametrize("text", SUGGESTS)
def test_suggests(text):
    assert suggests_minor(fold(text))


@pytest.mark.parametrize("text", DOES_NOT)
def test_does_not(text):
    assert not suggests_minor(fold(text))


@pytest.mark.parametrize(
    ("section", "expected"), [("adult", True), ("Services > Massage", True), ("bikes", False), ("", False)]
)
def test_in_a_section_for_adults_every_text_is_an_offer(section, expected):
    assert suggests_minor(fold("only 17, evenings"), section) is expected


@given(st.integers(18, 99), st.sampled_from(["I'm {}", "{} yo", "{} years old", "tengo {} años", "chica de {} años"]))
def test_an_adult_is_no_minor(age, form):
    assert not suggests_minor(fold(f"escort, {form.format(age)}, incall"))


@given(st.integers(10, 17), st.sampled_from(["I'm {}", "{} yo", "{} years old", "tengo {} años", "chica de {} años"]))
def test_an_age_under_18_in_an_offer_is(age, form):
    assert suggests_minor(fold(f"escort, {form.format(age)}, incall"))


@given(st.text(max_size=200))
def test_any_text_is_judged(text):
    assert suggests_minor(fold(text)) in (True, False)
