"""Prices: what ads and shops write → (amount, currency, minutes)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.selectors import extract
from nlp.selectors.amounts import cardinal, number

RATES = [
    ("half $100 full $180", ["100/USD/30", "180/USD/60"]),
    ("100 half/180 full", ["100//30", "180//60"]),
    ("QV 80 HH 120 H 200", ["80//15", "120//30", "200//60"]),
    ("rates: hh-100 hr-160 2hr-300", ["100//30", "160//60", "300//120"]),
    ("15 minutes for 60", ["60//15"]),
    ("150 a night", ["150//480"]),
    ("$80hh $120hr", ["80/USD/30", "120/USD/60"]),
    ("80 hh 120 hr 200 2hr", ["80//30", "120//60", "200//120"]),
    ("hh 80, hr 120", ["80//30", "120//60"]),
    ("HH:$100 FH:$160", ["100/USD/30", "160/USD/60"]),
    ("hhr $90 | hr $150 | 2hrs $280", ["90/USD/30", "150/USD/60", "280/USD/120"]),
    ("qv $60", ["60/USD/15"]),
    ("60 roses quick visit, 100 roses half hour, 180 roses full hour", ["60/rose/", "100/rose/30", "180/rose/60"]),
    ("15min - 60 roses\n30min - 100 roses\n60min - 160 roses", ["60/rose/15", "100/rose/30", "160/rose/60"]),
    ("60 roses = 15 min\n100 roses = 30 min", ["60/rose/15", "100/rose/30"]),
    ("15 min: $70 / 30 min: $110 / 1 hour: $190", ["70/USD/15", "110/USD/30", "190/USD/60"]),
    ("$150/hr", ["150/USD/60"]),
    ("$150 per hour", ["150/USD/60"]),
    ("150 an hour", ["150//60"]),
    ("150$ / h", ["150/USD/60"]),
    ("150/h 250/2h", ["150//60", "250//120"]),
    ("1h 150€ 2h 280€", ["150/EUR/60", "280/EUR/120"]),
    ("1/2h 80€, 1h 140€", ["80/EUR/30", "140/EUR/60"]),
    ("250euro for 1h", ["250/EUR/60"]),
    ("$300 hour and a half", ["300/USD/90"]),
    ("1.5 hrs $260", ["260/USD/90"]),
    ("2 1/2 hours 400 roses", ["400/rose/150"]),
    ("2½ hrs 400 roses", ["400/rose/150"]),
    ("overnight $900", ["900/USD/480"]),
    ("600 roses all night", ["600/rose/480"]),
    ("two hundred an hour", ["200//60"]),
    ("one fifty an hour", ["150//60"]),
    ("1fifty hr", ["150//60"]),
    ("eighty roses half hour", ["80/rose/30"]),
    ("8o hh 14o hr", ["80//30", "140//60"]),
    ("1OO roses hh", ["100/rose/30"]),
    ("💯 roses hh", ["100/rose/30"]),
    ("120🌹 hr", ["120/rose/60"]),
    ("hh/hr 80/120", ["80//30", "120//60"]),
    ("$80/$140 hh/hr", ["80/USD/30", "140/USD/60"]),
    ("15/30/60 min 60/100/160", ["60//15", "100//30", "160//60"]),
    ("$100 for 30", ["100/USD/30"]),
    ("30/$100 60/$160", ["100/USD/30", "160/USD/60"]),
    ("80 roses 3O min", ["80/rose/30"]),
    ("media hora 800 pesos, una hora 1500 pesos", ["800/MXN/30", "1500/MXN/60"]),
    ("demi-heure 100€, l'heure 180€", ["100/EUR/30", "180/EUR/60"]),
    ("meia hora R$ 150, 1 hora R$ 250", ["150/BRL/30", "250/BRL/60"]),
    ("halbe Stunde 80 Euro, 1 Stunde 150 Euro", ["80/EUR/30", "150/EUR/60"]),
    ("incall $120 outcall $180", ["120/USD/", "180/USD/"]),
    ("incall 120 outcall 180", ["120//", "180//"]),
    ("$80 deposit", ["80/USD/"]),
    ("deposit 50 then 250 hr", ["50//", "250//60"]),
    ("donation 200", ["200//"]),
    ("specials: 80/120/200", ["80//", "120//", "200//"]),
    ("$80-$120", ["80/USD/", "120/USD/"]),
    ("$80-120", ["80/USD/", "120//"]),
    ("3k short time", ["3000//"]),
    ("1.5k overnight", ["1500//480"]),
    ("100 kisses per hr", ["100/rose/60"]),
    ("𝟏𝟎𝟎 roses 𝟑𝟎 min", ["100/rose/30"]),
    ("①⓪⓪ roses hr", ["100/rose/60"]),
    ("$1,200/night", ["1200/USD/480"]),
    ("$140 1/2hr $220 1hr", ["140/USD/30", "220/USD/60"]),
    ("QV50 HH90 HR150", ["50//15", "90//30", "150//60"]),
    ("70/15m 110/30m 190/1h", ["70//15", "110//30", "190//60"]),
    ("70 for 15, 110 for 30, 190 for 60", ["70//15", "110//30", "190//60"]),
    ("140 pounds an hour", ["140/GBP/60"]),
    ("a hundred roses hh", ["100/rose/30"]),
    ("2500 руб/час", ["2500/RUB/60"]),
    ("час 2500 рублей", ["2500/RUB/60"]),
    ("ночь 9000 руб", ["9000/RUB/480"]),
    ("900 kr/h", ["900/SEK/60"]),
    ("34-24-34 $140hh", ["140/USD/30"]),
    ("r0ses: 100 r0ses hh", ["100/rose/30"]),
]
SHOP = [
    ("$1,299.00", ["1299/USD/"]),
    ("€ 1.298,50", ["1298.5/EUR/"]),
    ("1 500 Kč", ["1500/CZK/"]),
    ("CHF 1'140.00", ["1140/CHF/"]),
    ("₹1,23,456", ["123456/INR/"]),
    ("35€99", ["35.99/EUR/"]),
    ("US$ 12.50", ["12.5/USD/"]),
    ("AED 199", ["199/AED/"]),
    ("Rp 14.500", ["14500/IDR/"]),
    ("2 990 ₽", ["2990/RUB/"]),
    ("1 250 р.", ["1250/RUB/"]),
    ("590 руб.", ["590/RUB/"]),
    ("£.75", ["0.75/GBP/"]),
    ("Rs. 450", ["450/INR/"]),
    ("45 000 сум", ["45000/UZS/"]),
    ("5 KM", ["5/BAM/"]),
    ("20 XPF", ["20/XPF/"]),
    ("S/ 25.90", ["25.9/PEN/"]),
    ("1.199,- kr", ["1199/SEK/"]),
    ("2 lv", ["2/BGN/"]),
    ("9.99 pounds", ["9.99/GBP/"]),
    ("2 сўм", ["2/UZS/"]),
    ("2 L.", ["2/HNL/"]),
    ("NZ$15", ["15/NZD/"]),
]
NONE = [
    "full service",
    "call 202-555-0143",
    "$415-555-0132",
    "5'4 120 lbs 36-24-36",
    "open 24/7",
    "10am - 5pm",
    "I am 22 years old",
    "100% real",
    "2 girls 1 room",
    "try one of these",
    "room 204, exit 15",
    "posted 3 days ago",
    "12/25/2025",
    "ready in 30 min",
    "minimum 1 hour",
    "version 3.14",
    "under 30 only",
    "a 5 km walk",
    "top 10 list",
    "top 5",
    "34C",
    "I weigh 120 pounds",
    "5'4 130 pounds, 10 mins away",
    "rates " + "202," * 30,
    "202" * 20 + " USD",
]


def read(text: str, region: str = "US") -> list[str]:
    found = extract(text, region=region, kinds={"price"})
    return [f"{m.value}/{m.details.get('currency', '')}/{m.details.get('minutes', '')}" for m in found]


@pytest.mark.parametrize(("text", "prices"), RATES + SHOP, ids=lambda value: str(value)[:40])
def test_reads(text: str, prices: list[str]) -> None:
    assert read(text) == prices


@pytest.mark.parametrize("text", NONE)
def test_no_price(text: str) -> None:
    assert read(text) == []


def test_dollars_are_those_of_the_region() -> None:
    assert read("$150 hr", "AU") == ["150/AUD/60"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234", "1234"), ("12.500", "12500"), ("9.99", "9.99"), ("118, 99", "118.99"), ("1'140.00", "1140.00")],
)
def test_number(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        ([2, 100], 200),
        ([1, 50], 150),
        (["1", 50], 150),
        ([1, 100, 50], 150),
        ([80], 80),
        ([90, 5], 95),
        ([4, 1, 5], None),
    ],
)
def test_cardinal(parts: list[int | str], value: int | None) -> None:
    assert cardinal(parts) == value
