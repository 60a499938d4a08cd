"""Ages, and numbers that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Age: 22", 22),
        ("age 22", 22),
        ("AGE - 22", 22),
        ("aged 22", 22),
        ("my age is 22", 22),
        ("Poster's age: 22", 22),
        ("Age:22", 22),
        ("22 years old", 22),
        ("22 yrs old", 22),
        ("22yrs", 22),
        ("22 yo", 22),
        ("22yo", 22),
        ("22 y.o.", 22),
        ("22y/o", 22),
        ("22-year-old", 22),
        ("22 year old latina", 22),
        ("22 years young", 22),
        ("I am 22", 22),
        ("I'm 22", 22),
        ("Im 22, new in town", 22),
        ("i’m 22", 22),
        ("just turned 22", 22),
        ("she is 22", 22),
        ("about me: 22, petite", 22),
        ("Young, 22, sweet", 22),
        ("sweet 22", 22),
        ("twenty two years old", 22),
        ("twenty-two y/o", 22),
        ("I am twenty two", 22),
        ("２２ yrs old", 22),
        ("②② years old", 22),
        ("2️⃣2️⃣ yo", 22),
        ("tengo 22 años", 22),
        ("22 años", 22),
        ("edad: 22", 22),
        ("veintidos años", 22),
        ("j'ai 22 ans", 22),
        ("22 ans", 22),
        ("tenho 22 anos", 22),
        ("idade 22", 22),
        ("22 Jahre alt", 22),
        ("Alter: 22", 22),
        ("I am 16", 16),
        ("I'm Rosie, 24. petite", 24),
        ("Age 21 / 5'2", 21),
        ("age 45", 45),
        ("age: 19 height: 5'4", 19),
        ("I am a 22 yr old", 22),
    ],
)
def test_reads(read: Read, text: str, age: int) -> None:
    assert read(text, "age") == [f"age:{age}"]


@pytest.mark.parametrize(
    "text",
    [
        "you must be 18 years old",
        "must be at least 21 years of age",
        "over 18 only",
        "18+",
        "no one under 25 years old",
        "older than 30 years old",
        "10 years experience",
        "15 years of experience",
        "for 20 years",
        "12 years ago",
        "25 min",
        "I am 20 min away",
        "I'm 15 minutes away",
        "age 25-40 men",
        "ages 30+",
        "posted 22 days ago",
        "I am 100% real",
        "I am 5'4",
        "size 22",
        "room 22",
        "22 roses",
        "$22",
        "22nd street",
        "last 20 years",
        "page 22",
        "2022",
        "turned 180",
        "I am 24/7",
        "I am 20 lbs lighter",
        "mayores de 18 años",
        "hace 12 años",
        "men over 40 years old preferred",
        "clients over 35 years old",
        "guys 35 years old and up",
    ],
)
def test_nothing(read: Read, text: str) -> None:
    assert read(text, "age") == []
