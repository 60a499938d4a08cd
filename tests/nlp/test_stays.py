from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import places
from nlp.fold import fold
from nlp.stays import find

FRIDAY = date(2026, 5, 1)
CASES = [
    # text, intervals; the post is of Friday, 1 May 2026
    ("in town until sunday", ["2026-05-01/2026-05-03"]),
    ("In town till Friday!", ["2026-05-01/2026-05-01"]),
    ("IN TOWN TIL MONDAY", ["2026-05-01/2026-05-04"]),
    ("here until the 5th", ["2026-05-01/2026-05-05"]),
    ("here thru May 6", ["2026-05-01/2026-05-06"]),
    ("visiting May 3-6", ["2026-05-03/2026-05-06"]),
    ("visiting May 3rd to May 6th", ["2026-05-03/2026-05-06"]),
    ("visiting May 3 – 6", ["2026-05-03/2026-05-06"]),
    ("visiting 3-6 May", ["2026-05-03/2026-05-06"]),
    ("visiting 5/3 - 5/6", ["2026-05-03/2026-05-06"]),
    ("available Fri-Sun", ["2026-05-01/2026-05-03"]),
    ("here from Sunday to Tuesday", ["2026-05-03/2026-05-05"]),
    ("here this weekend only", ["2026-05-02/2026-05-03"]),
    ("in town this week", ["2026-05-01/2026-05-03"]),
    ("in town for 3 days", ["2026-05-01/2026-05-03"]),
    ("in town tonight only", ["2026-05-01/2026-05-01"]),
    ("leaving tomorrow", ["2026-05-01/2026-05-02"]),
    ("arriving Monday", ["2026-05-04/.."]),
    ("back in town April 28 - May 2", ["2026-04-28/2026-05-02"]),
    ("visiting Dec 30 - Jan 2", ["2025-12-30/2026-01-02"]),
    ("hasta el viernes aquí", ["2026-05-01/2026-05-01"]),
    ("estoy aquí hasta el domingo", ["2026-05-01/2026-05-03"]),
    ("de visita del 3 al 6 de mayo", ["2026-05-03/2026-05-06"]),
    ("disponible hasta el 5 de mayo", ["2026-05-01/2026-05-05"]),
    ("en la ciudad por 3 días", ["2026-05-01/2026-05-03"]),
    ("aquí este fin de semana", ["2026-05-02/2026-05-03"]),
    ("me voy mañana", ["2026-05-01/2026-05-02"]),
    ("llego el lunes", ["2026-05-04/.."]),
    # not stays
    ("garage sale May 3-6", []),
    ("open monday to friday 9-5", []),
    ("born May 3, 1990", []),
    ("here until 5pm", []),
    ("call me on Friday", []),
    ("here Feb 30 - Feb 31", []),
    ("here 13/45 - 14/50", []),
    ("available for 400 days", []),
    ("here Jan 1 - Jun 30", []),
    ("price 100-150, 3-4 rooms, 24/7", []),
    ("I am in town. Sale from Monday to Friday", []),
]


def values(text, on=FRIDAY, **how):
    return [stay.value for stay in find(fold(text), on, **how)]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_stays(text, expected):
    assert values(text) == expected


def test_numeric_dates_follow_the_region():
    assert values("visiting 3/5 - 6/5", region="GB") == ["2026-05-03/2026-05-06"]
    assert values("visiting 12/28-1/3", date(2026, 12, 20)) == ["2026-12-28/2027-01-03"]


def test_leap_day():
    assert values("here until Feb 29", date(2028, 2, 20)) == ["2028-02-20/2028-02-29"]
    assert values("here until Feb 29", date(2027, 2, 20)) == []


def test_a_circuit_ties_each_stay_to_its_place():
    folded = fold("Tour: Austin, TX May 3-5, Dallas, TX May 6-8, Houston, TX May 9-12")
    stays = find(folded, FRIDAY, places.find(folded))
    assert [(stay.details["place"], stay.value) for stay in stays] == [
        ("Austin, US-TX", "2026-05-03/2026-05-05"),
        ("Dallas, US-TX", "2026-05-06/2026-05-08"),
        ("Houston, US-TX", "2026-05-09/2026-05-12"),
    ]


def test_a_place_alone_is_enough_and_less_sure():
    folded = fold("Reno, NV May 3-5")
    (stay,) = find(folded, FRIDAY, places.find(folded))
    assert (stay.raw, stay.confidence, stay.details) == (
        "May 3-5",
        0.6,
        {"from": "2026-05-03", "to": "2026-05-05", "place": "Reno, US-NV"},
    )


def test_the_span_covers_the_words_that_say_it():
    (stay,) = find(fold("💕 in town until 𝓢𝓾𝓷𝓭𝓪𝔂 💕"), FRIDAY)
    assert (stay.raw, stay.context) == ("until 𝓢𝓾𝓷𝓭𝓪𝔂", ("in town",))


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_on_any_day(text, on):
    text = f"{text} in town until friday, may 3-31, 2/29, the 31st to the 30th {text}"
    for stay in find(fold(text), on):
        assert text[stay.start : stay.end] == stay.raw
        first, _, last = stay.value.partition("/")
        assert last == ".." or date.fromisoformat(first) <= date.fromisoformat(last)
