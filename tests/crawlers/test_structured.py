"""JSON-LD as sites write it: every place a field may stand in, and what is no text at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import fields
from crawlers.draft import Draft, Fetched
from crawlers.profile import SiteProfile
from crawlers.structured import complete, items

from .conftest import NOW, PROFILE

URL = "http://small.example/ad/1"


def completed(item: object, draft: Draft | None = None, **keys: Any) -> Draft:
    profile = SiteProfile.model_validate(PROFILE | keys)
    body = f'<script type="application/ld+json">{json.dumps(item)}</script>'.encode()
    fetched = Fetched(body=body, url=URL, page="ad", fetched_at=NOW)
    return complete(draft or Draft(key="1", kind="ad", url=URL), fields.selector(body.decode(), URL), fetched, profile)


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ({"@type": "JobPosting", "title": "Cook"}, "title", "Cook"),
        ({"@type": "Product", "name": "Bike"}, "title", "Bike"),
        ({"@type": "Article", "headline": "News"}, "title", "News"),
        ({"@type": ["Product", "Offer"], "name": "Bike"}, "title", "Bike"),
        ({"@type": "Product", "description": "Good as new"}, "body", "Good as new"),
        ({"@type": "Article", "articleBody": "Long"}, "body", "Long"),
        ({"@type": "DiscussionForumPosting", "text": "Said"}, "body", "Said"),
        ({"@type": "JobPosting", "description": "<ul><li>a<li>b</ul>"}, "body", "a\n\nb"),
        ({"@type": "JobPosting", "description": "a &amp; b"}, "body", "a & b"),
        ({"@type": "JobPosting", "description": "x<style>y</style>"}, "body", "x"),
        ({"@type": "Article", "author": "Rosa"}, "author", "Rosa"),
        ({"@type": "Article", "author": {"name": "Rosa"}}, "author", "Rosa"),
        ({"@type": "Article", "author": [{"name": "Rosa"}, {"name": "Ben"}]}, "author", "Rosa"),
        ({"@type": "JobPosting", "hiringOrganization": {"name": "Cafe"}}, "author", "Cafe"),
        ({"@type": "Product", "offers": {"price": "20.00"}}, "price", "20.00"),
        ({"@type": "Product", "offers": [{"price": 20}]}, "price", "20"),
        ({"@type": "Offer", "price": 7.5}, "price", "7.5"),
        ({"@type": "JobPosting", "baseSalary": {"value": {"value": 19}}}, "price", "19"),
        ({"@type": "JobPosting", "baseSalary": {"value": 19}}, "price", "19"),
        ({"@type": "JobPosting", "baseSalary": "19 an hour"}, "price", "19 an hour"),
        ({"@type": "JobPosting", "jobLocation": {"address": {"addressLocality": "Reno"}}}, "location", "Reno"),
        ({"@type": "Apartment", "address": {"addressLocality": "Reno"}}, "location", "Reno"),
        ({"@type": "Service", "areaServed": "Nevada"}, "location", "Nevada"),
        ({"@type": "JobPosting", "employmentType": ["FULL_TIME", "TEMPORARY"]}, "category", "FULL_TIME"),
        ({"@type": "Product", "category": "Sport"}, "category", "Sport"),
        ({"@type": "Person", "telephone": "202-555-0143"}, "contacts", ("202-555-0143",)),
        ({"@type": "Person", "email": "demo@mail.example"}, "contacts", ("demo@mail.example",)),
        ({"@type": "Service", "contactPoint": {"telephone": "202-555-0143"}}, "contacts", ("202-555-0143",)),
        ({"@type": "JobPosting", "datePosted": "2026-03-02"}, "posted_at", datetime(2026, 3, 2, tzinfo=UTC)),
        ({"@type": "Article", "datePublished": "2026-03-02T08:00Z"}, "posted_at", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        # what says nothing
        ({"@type": "WebSite", "name": "The site"}, "title", ""),
        ({"@type": "BreadcrumbList", "name": "x"}, "title", ""),
        ({"name": "untyped"}, "title", ""),
        ({"@type": "Product", "name": None}, "title", ""),
        ({"@type": "Product", "name": {"nested": "x"}}, "title", ""),
        ({"@type": "Product", "name": []}, "title", ""),
        ({"@type": "Product", "name": "   "}, "title", ""),
        ({"@type": "JobPosting", "datePosted": "soon"}, "posted_at", None),
        ({"@type": "JobPosting", "datePosted": ""}, "posted_at", None),
    ],
)
def test_places(item: dict[str, Any], field: str, value: object) -> None:
    assert getattr(completed(item), field) == value


def test_what_the_selectors_found_stays() -> None:
    draft = Draft(key="1", kind="ad", url=URL, title="Mine", author="Me", contacts=("x",))
    item = {"@type": "Product", "name": "Theirs", "author": "They", "description": "Text", "telephone": "202-555-0143"}
    done = completed(item, draft)
    assert (done.title, done.author, done.body, done.contacts) == ("Mine", "Me", "Text", ("x", "202-555-0143"))
    assert done.parsed_by == "json-ld"  # the words of the post come from there


def test_a_profile_may_say_no() -> None:
    assert completed({"@type": "Product", "name": "Bike"}, json_ld=False).title == ""


@pytest.mark.parametrize(
    "script",
    [
        '<script type=\'application/ld+json\'>{"@type": "Product", "name": "a",}</script>',  # a comma too many
        '<script type=\'application/ld+json\'>\n{"@type": "Product",\n"name": "a"}\n</script>',
    ],
    ids=range(2),
)
def test_untidy_json_ld_is_read(script: str) -> None:
    assert [item["name"] for item in items(fields.selector(script, URL))] == ["a"]


def test_several_scripts_and_graphs() -> None:
    one, two = {"@type": "Product", "name": "a"}, {"@graph": [{"@type": "Offer", "name": "b"}, "text", 5]}
    page = "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in (one, two, [one]))
    assert [item["name"] for item in items(fields.selector(page, URL))] == ["a", "b", "a"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "name", "description", "offers", "price", "author"]), inner
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_no_json_breaks_it(value: object) -> None:
    wrapped = {"@type": "Product", "name": value, "description": value, "datePosted": value, "offers": value}
    for item in (value, wrapped, {"@graph": value}):
        draft = completed(item)
        assert isinstance(draft.title, str)
        assert isinstance(draft.body, str)


def test_the_text_fallback_needs_a_body_to_find(make_profile: Callable[..., SiteProfile]) -> None:
    fetched = Fetched(body=b"<html><body></body></html>", url=URL, page="ad", fetched_at=NOW)
    draft = Draft(key="1", kind="ad", url=URL, title="Kept")
    done = complete(draft, fields.selector("<html></html>", URL), fetched, make_profile(text_fallback=True))
    assert (done.title, done.body, done.parsed_by) == ("Kept", "", "profile")
