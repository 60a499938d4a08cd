from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parse import DEEPEST, LONGEST, parse
from indexer.query import Every, Exact, Node, Not, Prefix, Some, Span, Words, WrongQuery, positive, scores


def w(*tokens: str) -> Words:
    return Words(tokens)


def handle(value: str) -> Exact:
    return Exact("labels", f"handle:{value}")


def day(year: int, month: int = 1, date: int = 1) -> datetime:
    return datetime(year, month, date, tzinfo=UTC)


TREES: list[tuple[str, Node]] = [
    ("", Every()),
    ("   ", Every()),
    ("Rosie", w("rosie")),
    ("new town", Every((w("new"), w("town")))),
    ("new AND town", Every((w("new"), w("town")))),
    ("new OR town", Some((w("new"), w("town")))),
    ("a OR b c", Some((w("a"), Every((w("b"), w("c")))))),
    ("(a OR b) c", Every((Some((w("a"), w("b"))), w("c")))),
    ("or and", Every((w("or"), w("and")))),
    ('"New in  TOWN!"', w("new", "in", "town")),
    ('"one"two', Every((w("one"), w("two")))),
    ("-new", Not(w("new"))),
    ("NOT new", Not(w("new"))),
    ("--new", Not(Not(w("new")))),
    ("-(new town)", Not(Every((w("new"), w("town"))))),
    ("x-ray", w("x-ray")),
    ("- new", w("new")),
    ("out/call", w("out", "call")),
    ("new*", Prefix("new")),
    ("Recié*", Prefix("recie")),
    ("a/b*", Every((w("a"), Prefix("b")))),
    ("!!! new", w("new")),
    ("new OR !!!", w("new")),
    ("-!!! new", w("new")),
    ("phone:202-555-0143", Exact("selectors", "phone:+12025550143")),
    ('phone:"(202) 555-0143"', Exact("selectors", "phone:+12025550143")),
    ("PHONE:2025550143", Exact("selectors", "phone:+12025550143")),
    ("zelle:2025550143", Exact("selectors", "zelle:+12025550143")),
    ("cashapp:$DemoRosie", Exact("selectors", "cashapp:demorosie")),
    ("venmo:@Demo-Rosie", Exact("selectors", "venmo:demo-rosie")),
    ("selector:cashapp:demorosie", Exact("selectors", "cashapp:demorosie")),
    ("btc:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", Exact("selectors", "btc:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")),
    ("handle:@DemoRosie", handle("demorosie")),
    ("202.555.0143", handle("+12025550143")),
    ("(202) 555-0143", handle("+12025550143")),
    ("new (202) 555-0143 town", Every((w("new"), handle("+12025550143"), w("town")))),
    ("(202 555 0143 OR new)", Some((handle("+12025550143"), w("new")))),
    ("+1 202 555 0143 100", Every((handle("+12025550143"), w("100")))),
    ("$DemoRosie", handle("demorosie")),
    ("Rosie@Mail.example", handle("rosie@mail.example")),
    ("GB82 WEST 1234 5698 7654 32", handle("gb82west12345698765432")),
    ("new GB82 WEST 1234 5698 7654 32", Every((w("new"), handle("gb82west12345698765432")))),
    ("city:Austin", Exact("labels", "city:austin")),
    ('city:"El  Paso"', Exact("labels", "city:el paso")),
    ("lang:EN", Exact("labels", "lang:en")),
    ("name:María", Exact("labels", "name:maria")),
    ("price:<100", Span("price", None, 100.0, False, False)),
    ("price:<=99.5", Span("price", None, 99.5, False, True)),
    ("price:>100", Span("price", 100.0, None, False, False)),
    ("price:50..80", Span("price", 50.0, 80.0, True, True)),
    ("price:50..", Span("price", 50.0, None, True, True)),
    ("price:120", Span("price", 120.0, 120.0, True, True)),
    ("posted:2026-01..2026-03", Span("posted", day(2026), day(2026, 4))),
    ("posted:2026-12", Span("posted", day(2026, 12), day(2027))),
    ("posted:2024-02-29", Span("posted", day(2024, 2, 29), day(2024, 3))),
    ("posted:2024..", Span("posted", day(2024), None)),
    ("posted:..2024", Span("posted", None, day(2025))),
    ("posted:>2026-01", Span("posted", day(2026, 2), None)),
    ("posted:<=2026-01-31", Span("posted", None, day(2026, 2))),
    ("https://board.example/1", w("https", "board.example", "1")),
]


@pytest.mark.parametrize(("query", "tree"), TREES)
def test_trees(query: str, tree: Node) -> None:
    assert parse(query) == tree


def test_a_bare_number_follows_the_region() -> None:
    assert parse("phone:02079460018", "GB") == Exact("selectors", "phone:+442079460018")
    assert parse("020 7946 0018", "GB") == handle("+442079460018")


WRONG: list[tuple[str, int, str]] = [
    ('new "town', 4, "quotation"),
    ("new (town", 4, "not closed"),
    ("new) town", 3, "closing parenthesis"),
    ("()", 1, "missing"),
    ("OR new", 0, "missing"),
    ("new OR", 6, "missing"),
    ("new OR OR town", 7, "missing"),
    ("AND new", 0, "missing"),
    ("new AND", 7, "missing"),
    ("a NOT", 5, "missing"),
    ("new colour:red", 4, "'colour'"),
    ("new phone:", 4, "missing after phone:"),
    ('new city:""', 4, "missing after city:"),
    ("selector:nonsense", 0, "'nonsense'"),
    ("selector:phone", 0, "'phone'"),
    ("age:20", 0, "'age'"),
    ("price:cheap", 0, "not a price"),
    ("price:<", 0, "not a price"),
    ("price:..", 0, "at least one end"),
    ("posted:2026-13", 0, "not a date"),
    ("posted:2026-02-30", 0, "not a date"),
    ("posted:yesterday", 0, "not a date"),
    ("posted:9999", 0, "not a date"),
    ("new *", 4, "before *"),
    ("!!!", 0, "no word"),
    ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), DEEPEST, "levels"),
    ("-" * (DEEPEST + 1) + "a", DEEPEST, "levels"),
    ("a" * (LONGEST + 1), LONGEST, "longer"),
]


@pytest.mark.parametrize(("query", "position", "reason"), WRONG)
def test_a_wrong_query_says_where(query: str, position: int, reason: str) -> None:
    with pytest.raises(WrongQuery, match=reason.replace("*", r"\*")) as error:
        parse(query)
    assert error.value.position == position
    assert f"character {position + 1} " in str(error.value)


@given(st.one_of(st.text(max_size=60), st.text(alphabet='ab ()"-:*$@+0123456789.ORANDNT<>', max_size=60)))
def test_any_text_is_read_or_refused(query: str) -> None:
    try:
        tree = parse(query)
    except WrongQuery as error:
        assert 0 <= error.position <= len(query)
    else:
        assert isinstance(tree, Node)
        assert Words(()) not in positive(tree)


def test_what_scores_and_what_is_shown() -> None:
    tree = parse("new -town (sweet OR ro*) phone:2025550143 price:<5")
    assert positive(tree) == [w("new"), w("sweet"), Prefix("ro"), Exact("selectors", "phone:+12025550143")]
    assert scores(tree)
    assert not scores(parse("-town ro* city:austin"))
