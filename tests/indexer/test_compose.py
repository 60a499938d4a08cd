from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crawlers.post import Post
from indexer.compose import compose
from indexer.document import Document, Seen
from nlp.analysis import Analysis, IndicatorHit
from nlp.mention import Mention

DAY = datetime(2026, 1, 15, 12, tzinfo=UTC)


def nothing(kind: str, value: str) -> bool:
    return False


def analysis(post: Post, *mentions: Mention, **over: Any) -> Analysis:
    found = {"post": post.id, "version": post.version, "language": "en", "text": post.text, "mentions": mentions}
    return Analysis(**found | over)


def composed(posts: list[Post], analyses: list[Analysis], suppressed: Any = nothing) -> Document:
    document = compose(posts, {one.version: one for one in analyses}, suppressed)
    assert document is not None
    return document


def test_one_version(post: Any, mention: Any) -> None:
    one = post(1, "Rosie in town", "call 202-555-0143, 120 roses", author="", category="massage", posted_at=DAY)
    hit = IndicatorHit(id="IL-07", source="made up", raw="x", start=0, end=1)
    found = composed(
        [one],
        [
            analysis(
                one,
                mention("phone", "+12025550143", 20, 32),
                mention("cashapp", "demorosie", confidence=0.4),
                mention("price", "120"),
                mention("price", "80", confidence=0.3),
                mention("name", "Rosie"),
                indicators=(hit, hit),
            )
        ],
    )
    assert (found.id, found.title, found.text) == (one.id, "Rosie in town", one.text)
    assert found.tokens == "rosie in town call 202-555-0143 120 roses"
    assert (found.selectors, found.names, found.price_min) == (("phone:+12025550143",), ("Rosie",), Decimal(120))
    assert (found.indicators, found.author, found.category) == (("IL-07",), None, "massage")
    assert (found.month, found.first_seen, found.last_seen) == ("2026-01", DAY, one.capture.fetched_at)
    assert found.seen == (Seen(time=DAY, event="posted"),)
    assert (found.captures, found.removed_at) == ((one.capture,), None)


def test_versions_fold_into_the_newest_text(post: Any, mention: Any) -> None:
    """An edit does not unsay a selector; a removal keeps the words; times span all sightings."""
    id_ = post().id
    first = post(1, "A", "call 202-555-0143", id=id_, posted_at=DAY - timedelta(days=30))
    edited = post(2, "A", "text me", id=id_, event="edited", posted_at=DAY - timedelta(days=30))
    bumped = replace(edited, event="bumped", posted_at=DAY, capture=post(5).capture)
    removed = post(9, "", "", id=id_, event="removed", posted_at=None)
    found = composed(
        [removed, edited, first, bumped],
        [analysis(first, mention("phone", "+12025550143")), analysis(edited, mention("email", "a@mail.example"))],
    )
    assert (found.text, found.url) == (edited.text, edited.url)
    assert found.selectors == ("email:a@mail.example", "phone:+12025550143")
    assert [one.kind for one in found.mentions] == ["email"]
    assert (found.first_seen, found.last_seen) == (DAY - timedelta(days=30), bumped.capture.fetched_at)
    assert (found.posted_at, found.month) == (DAY - timedelta(days=30), "2025-12")
    assert found.removed_at == removed.capture.fetched_at
    assert [one.event for one in found.seen] == ["posted", "bumped", "edited", "removed"]
    assert found.captures[0] == bumped.capture  # the evidence of what is shown
    assert set(found.captures) == {one.capture for one in (first, edited, bumped, removed)}


def test_a_post_that_came_back_is_not_removed(post: Any) -> None:
    gone, back = post(1, "", "", event="removed"), post(2, "A", "b", id=post(1).id, event="edited")
    assert composed([gone, back], [analysis(back)]).removed_at is None


def test_a_post_seen_only_when_it_was_gone(post: Any) -> None:
    gone = post(1, "", "", event="removed")
    found = composed([gone], [analysis(gone, text="")])
    assert (found.text, found.tokens, found.first_seen) == ("", "", gone.capture.fetched_at)


def test_a_post_without_analysis_is_no_document(post: Any) -> None:
    assert compose([post(1)], {}, nothing) is None
    assert compose([post(1)], {"other": analysis(post(2))}, nothing) is None


def test_the_order_of_the_versions_does_not_matter(post: Any, mention: Any) -> None:
    id_ = post().id
    posts = [post(number, "A", f"text {number}", id=id_, event="edited") for number in range(4)]
    analyses = [analysis(one, mention("phone", f"+1202555014{at}")) for at, one in enumerate(posts)]
    assert composed(posts, analyses) == composed(posts[::-1], analyses[::-1])


def test_suppressed_selectors_are_blotted_out(post: Any, mention: Any) -> None:
    one = post(1, "call 202-555-0143", "or write")
    start = one.text.index("202")
    number = mention("phone", "+12025550143", start, start + 12)
    found = composed([one], [analysis(one, number)], lambda kind, value: (kind, value) == ("phone", "+12025550143"))
    assert (found.selectors, found.mentions) == ((), ())
    assert found.text == one.text.replace("202-555-0143", "█" * 12)
    assert found.title == "call " + "█" * 12
    assert "202" not in found.tokens


@pytest.mark.parametrize(
    ("location", "places", "city"),
    [
        ("Austin, TX", [("Dallas, US-TX", 0.9)], "Austin, US-TX"),
        ("near the station", [("Dallas, US-TX", 0.6), ("El Paso, US-TX", 0.9)], "El Paso, US-TX"),
        (None, [("Dallas, US-TX", 0.4)], None),
        (None, [], None),
    ],
)
def test_city(post: Any, mention: Any, location: str | None, places: list[tuple[str, float]], city: str | None) -> None:
    one = post(1, location=location)
    mentions = [mention("place", value, at, at + 1, confidence) for at, (value, confidence) in enumerate(places)]
    assert composed([one], [analysis(one, *mentions)]).city == city
