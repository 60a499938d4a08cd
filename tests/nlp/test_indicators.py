import re
import time

import pytest

from config import data
from config.errors import BadInput
from nlp import indicators
from nlp.fold import fold
from nlp.indicators import catalogue, find

MONEY = "L1 L2 L3 L4 L5 P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 P14 N1 N2 N3 N4 N5 N6 W1 W2 W3 W4 W5 W6"
FIELDS = {
    "accounts": "account institution kind opened closed country postcode_area occupation income opening_hours",
    "aliases": "account kind value valid_from valid_to source",
    "transactions": "account amount currency time counterparty_account counterparty channel mcc memo place passenger",
    "selectors": "kind value first_seen last_seen posts seen prices names network",
    "devices": "place",
}
ORIGIN = (
    "asian latina latin latino black white ebony european african arab jewish muslim christian catholic hindu thai"
    " chinese korean japanese vietnamese filipina russian ukrainian romanian nigerian mexican colombian venezuelan"
    " brazilian hungarian indian exotic oriental asiatica negra blanca rusa mexicana colombiana venezolana"
)

SHOWN = [
    ("My girls are ready for you", "20-01"),
    ("Nuestras chicas te esperan", "20-01"),
    ("the manager keeps half of the cash", "20-04"),
    ("deposit by gift card only", "20-15"),
    ("acepto tarjetas de regalo", "20-15"),
    ("we accept bitcoin", "20-18"),
    ("rent is deducted from your wages", "14-02"),
    ("se descuenta la renta del sueldo", "14-02"),
    ("a placement fee of $300 applies", "14-10"),
    ("No papers needed, start now", "IL-01"),
    ("no necesitas papeles", "IL-01"),
    ("earn up to $900 a day, no experience", "IL-02"),
    ("workers must live on site", "IL-03"),
    ("no puedes salir de la casa", "IL-03"),
    ("phones are collected at the gate", "IL-04"),
    ("the boss hit me twice", "IL-05"),
    ("he said he will call immigration", "IL-06"),
    ("We will keep your passport until you leave", "IL-07"),
    ("tu pasaporte se queda con la agencia", "IL-07"),
    ("paid at the end of the season", "IL-08"),
    ("no me pagan desde marzo", "IL-08"),
    ("you work off your debt with us", "IL-09"),
    ("adelantamos el pasaje", "IL-09"),
    ("six people per room", "IL-10"),
    ("12 hours a day, 7 days a week", "IL-11"),
    ("turnos de 12 horas diarias", "IL-11"),
    ("flight and housing provided", "UN-01"),
    ("they won't let me leave", "PO-01"),
    ("NEW IN TOWN", "LT-01"),
    ("recién llegada", "LT-01"),
    ("she is available now, call her tonight", "LT-02"),
    ("no restrictions", "LT-04"),
    ("in-call only", "LT-05"),
    ("24/7", "LT-06"),
    ("my pimp wants more", "LT-07"),
    ("deposit required", "LT-16"),
    ("hiring now, whatsapp only", "LT-17"),
    ("selling my kidney, blood type O", "LT-18"),
]
NOT_SHOWN = [
    ("no passport needed for this trip", "IL-07"),
    ("we do not keep your passport", "IL-07"),
    ("we never hold your passport", "IL-07"),
    ("leather passport holder, keeps well", "IL-07"),
    ("keep the change. passport photos here", "IL-07"),
    ("we do not accept bitcoin", "20-18"),
    ("nothing is deducted, no fee deducted from pay", "14-02"),
    ("no placement fee", "14-10"),
    ("sin cuota de reclutamiento", "14-10"),
    ("opened 12/24/2025", "LT-06"),
    ("kidney beans for sale", "LT-18"),
    ("renew in town hall", "LT-01"),
]


def ids(text):
    return {hit.id for hit in find(fold(text))}


@pytest.mark.parametrize(("text", "expected"), SHOWN)
def test_a_text_shows_an_indicator(text, expected):
    assert expected in ids(text)


@pytest.mark.parametrize(("text", "other"), NOT_SHOWN)
def test_a_text_does_not_show_it(text, other):
    assert other not in ids(text)


def test_ordinary_posts_show_nothing():
    for text in (
        "Mountain bike, 27 gears, new tires, $150, pick up after six",
        "Room in a flat of two, near the station, from May on, bills included",
        "Se vende mesa de comedor, buen estado, llamar por la tarde",
        "Plumber with 15 years of experience, free estimate",
    ):
        assert ids(text) == set()


def test_every_row_of_text_is_shown_by_a_case_above():
    assert {row.id for row in catalogue().values() if row.where == "text"} == {id_ for _, id_ in SHOWN}


def test_spans_point_into_the_raw_text_in_order():
    text = "💕 𝓝𝓮𝔀 in town 💕\nIncall only, 24/7. Recién llegada."
    hits = find(fold(text))
    assert [hit.id for hit in hits] == ["LT-01", "LT-05", "LT-06", "LT-01"]
    assert all(text[hit.start : hit.end] == hit.raw for hit in hits)
    assert hits[0].raw == "𝓝𝓮𝔀 in town"
    assert hits[0].source == catalogue()["LT-01"].source


def test_money_rows_are_complete_and_name_fields_of_the_contract():
    money = {row.id: row for row in catalogue().values() if row.where == "money"}
    assert list(money) == MONEY.split()
    for row in money.values():
        assert row.needs
        assert row.window_days is not None
        for need in row.needs:
            table, field = need.split(".")
            assert field in FIELDS[table].split(), (row.id, need)


def test_all_twenty_of_fincen_are_named():
    named = set(re.findall(r"FIN-2020-A008 nos?\. ([\d and]+)", " ".join(row.source for row in catalogue().values())))
    numbers = {int(number) for some in named for number in re.findall(r"\d+", some)}
    assert set(range(1, 21)) - numbers <= {19}, "no. 19 (processors that hide parties) has no row of its own"


def test_no_row_names_origin_or_religion():
    for row in catalogue().values():
        words = " ".join((row.title, row.how, *(phrase for some in row.languages.values() for phrase in some)))
        assert not set(re.findall(r"\w+", fold(words).lower)) & set(ORIGIN.split()), row.id


def test_every_row_says_who_trips_it_innocently():
    assert all(len(row.innocent) > 10 and row.source for row in catalogue().values())


@pytest.fixture
def own_catalogue(tmp_path, monkeypatch):
    def put(text):
        (tmp_path / "indicators").mkdir(exist_ok=True)
        (tmp_path / "indicators" / "own.yaml").write_text(text)
        monkeypatch.setattr(data, "ROOT", tmp_path)
        catalogue.cache_clear()
        return catalogue()

    yield put
    catalogue.cache_clear()


ROW = "- {id: A1, title: t, source: s, where: text, how: h, innocent: everybody does"


def test_an_unknown_key_names_file_line_and_field(own_catalogue):
    with pytest.raises(BadInput, match=r"own.yaml:2, field 'indicators.0.weight'"):
        own_catalogue(f"indicators:\n{ROW}, weight: 3}}\n")


def test_an_id_that_stands_twice_is_refused(own_catalogue):
    with pytest.raises(BadInput, match="'A1' stands twice"):
        own_catalogue(f"indicators:\n{ROW}}}\n{ROW}}}\n")


def test_an_operator_may_add_a_row(own_catalogue):
    assert own_catalogue(f"indicators:\n{ROW}}}\n")["A1"].innocent == "everybody does"


def test_thousands_of_posts_a_second():
    ad = fold("Selling my bike in good condition, new tires, cash only, pick up after work near the station. " * 10)
    find(ad)
    start = time.process_time()
    for _ in range(300):
        find(ad)
    assert 300 / (time.process_time() - start) > 500, indicators
