from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import data
from config.errors import BadInput
from nlp import gazetteer as gazetteer_
from nlp.fold import fold
from nlp.gazetteer import Gazetteer, gazetteer, words
from nlp.places import find, locate

CASES = [
    # text, region, places with a confidence of 0.5 and more
    ("In Austin, TX until Friday", "US", ["Austin, US-TX"]),
    ("visiting dallas this weekend", "US", ["Dallas, US-TX"]),
    ("IN HOUSTON NOW", "US", ["Houston, US-TX"]),
    ("Portland Maine", "US", ["Portland, US-ME"]),
    ("portland outcall", "US", ["Portland, US-OR"]),
    ("Springfield, IL / Springfield, MO", "US", ["Springfield, US-IL", "Springfield, US-MO"]),
    ("birmingham incall", "US", ["Birmingham, US-AL"]),
    ("birmingham incall", "GB", ["Birmingham, GB"]),
    ("Hotel in San Antonio Texas", "US", ["San Antonio, US-TX"]),
    ("New York City outcall", "US", ["New York City, US-NY"]),
    ("new in vegas", "US", ["Las Vegas, US-NV"]),
    ("en Ciudad de México", "US", ["Mexico City, MX"]),
    ("cerca de Bogotá", "US", ["Bogotá, CO"]),
    ("𝓥𝓲𝓼𝓲𝓽𝓲𝓷𝓰 𝓜𝓲𝓪𝓶𝓲", "US", ["Miami, US-FL"]),
    ("Los Angeles", "US", ["Los Angeles, US-CA"]),
    # words that are towns too
    ("Nice body, reading books, mobile phone", "US", []),
    ("in nice shape, in mobile, in reading", "US", []),
    ("in Nice this week", "US", ["Nice, FR"]),
    ("in March and in May, by Van", "GB", []),
    ("March, UK", "GB", ["March, GB"]),
    ("In Reading, PA", "US", ["Reading, US-PA"]),
    ("I am in Mobile today", "US", ["Mobile, US-AL"]),
    ("Hi I'm Charlotte", "US", []),
    ("in Charlotte, NC", "US", ["Charlotte, US-NC"]),
    ("Sale! Deal! in bath", "GB", []),
    ("renovated dallasite", "US", []),
    ("orange bike, call me in the evening", "US", []),
    # airports
    ("LAX area, then ATL/MIA", "US", ["Los Angeles, US-CA", "Atlanta, US-GA", "Miami, US-FL"]),
    ("near ORD", "US", ["Chicago, US-IL"]),
    ("the SEA is blue, my DEN is warm", "US", []),
    ("ord area", "US", []),
    ("CALL NOW FAT SAT PIT", "US", []),
]


def values(text, region="US"):
    return [place.value for place in find(fold(text), region) if place.confidence >= 0.5]


@pytest.mark.parametrize(("text", "region", "expected"), CASES)
def test_places(text, region, expected):
    assert values(text, region) == expected


def test_a_place_has_coarse_coordinates_and_covers_its_state():
    place = find(fold("💕 Visiting Austin, TX now"))[0]
    assert place.raw == "Austin, TX"
    assert place.details == {"latitude": 30.27, "longitude": -97.74, "country": "US"}
    assert place.context == ("visiting",)


@pytest.mark.parametrize(
    ("location", "region", "expected"),
    [
        ("Austin, TX", "US", "Austin, US-TX"),
        ("austin", "US", "Austin, US-TX"),
        ("Columbus (north side)", "US", "Columbus, US-OH"),
        ("downtown Leeds", "GB", "Leeds, GB"),
        ("Reading", "GB", "Reading, GB"),
        ("nyc", "US", "New York City, US-NY"),
        ("everywhere", "US", None),
        ("", "US", None),
    ],
)
def test_locate_reads_a_location_field(location, region, expected):
    city = locate(location, region)
    assert (city and city.value) == expected


@given(st.text(max_size=40))
def test_spans_point_into_the_raw_text_and_do_not_overlap(noise):
    text = f"{noise} visiting Dallas, TX and LAX/ATL {noise}"
    found = find(fold(text))
    assert all(text[place.start : place.end] == place.raw for place in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_all_airports_and_short_forms_are_towns_of_the_gazetteer():
    assert len(gazetteer().airports) >= 60
    assert all(len(code) == 3 and code.isupper() for code in gazetteer().airports)
    assert {fold(alias).lower for alias in words().aliases} <= set(gazetteer().by_name)


def test_a_short_form_of_no_town_is_refused(monkeypatch, tmp_path):
    source = (data.folder("lexicons") / "places.yaml").read_text().replace("nyc: New York City", "nyc: Old York City")
    (tmp_path / "places.yaml").write_text(source)
    monkeypatch.setattr(gazetteer_, "_FILE", tmp_path / "places.yaml")
    words.cache_clear()
    try:
        with pytest.raises(BadInput, match="'Old York City, US-NY' is no town"):
            Gazetteer()
    finally:
        words.cache_clear()
