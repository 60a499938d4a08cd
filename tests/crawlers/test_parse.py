"""From the bytes of a page to drafts: text, fields, links, JSON-LD, main text, encodings, hostile pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import fields
from crawlers.draft import Draft, Fetched, Parsed
from crawlers.parse import parse, to_post
from crawlers.post import Capture, content_version, post_id
from crawlers.profile import SiteProfile

from .conftest import NOW, PROFILE, ad

Make = Callable[..., SiteProfile]


def read(profile: SiteProfile, body: bytes | str, url: str = "http://small.example/ad/1", **others: Any) -> Parsed:
    data = body.encode() if isinstance(body, str) else body
    return parse(Fetched(body=data, url=url, page=others.pop("page", "ad"), fetched_at=NOW, **others), profile)


def one(profile: SiteProfile, body: bytes | str, **others: Any) -> Draft:
    (draft,) = read(profile, body, **others).drafts
    return draft


def with_posts(make: Make, *specs: dict[str, Any], **keys: Any) -> SiteProfile:
    return make(start={"ad": ["http://small.example/"]}, pages={"ad": {"posts": list(specs)}}, **keys)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("a <b>bold</b>  and\n plain", "a bold and plain"),
        ("<b>5</b>55<i>-0143</i>", "555-0143"),
        ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
        ("x<!-- hidden -->y<?pi z?>w", "xyw"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("a&nbsp;&amp;&nbsp;b &#8203;c", "a & b \u200bc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "ab\n\nc"),
        ("<template>x</template><noscript>y</noscript>z", "z"),
        ("", ""),
    ],
)
def test_text_as_a_reader_sees_it(html: str, text: str) -> None:
    tree = fields.selector(f"<div id=x>{html}</div>", "http://x.example/")
    assert fields.visible(tree.css("#x")[0].root) == text


def test_fields_of_a_post(make_profile: Make) -> None:
    draft = one(make_profile(), ad(7, "Call <b>202</b> 555 0143"), url="http://small.example/ad/7?x=1")
    assert (draft.key, draft.kind, draft.title, draft.price) == ("7", "ad", "Ad 7", "$20")
    assert draft.body == "Call 202 555 0143"
    assert draft.posted_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert draft.parsed_by == "profile"


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("span.a", "one"),
        ("span.a::text", "one"),
        ("a::attr(href)", "/go?x=1"),
        ({"css": "span.c, span.a"}, "one"),
        ({"xpath": "//span[2]"}, "two 22"),
        ({"xpath": "count(//span)"}, "3.0"),
        ({"xpath": "string(//span[2])"}, "two 22"),
        ({"css": "span.b", "regex": r"\d+"}, "22"),
        ({"css": "span.b", "regex": r"(\w+) \d+"}, "two"),
        ({"css": "span.b", "regex": "nothing"}, None),
        ({"css": "span.none"}, None),
        ({"css": "span.empty"}, None),
        ({"value": "fixed"}, "fixed"),
        ({"url": r"/ad/(\d+)", "prefix": "n"}, "n1"),
        ({"css": "p", "without": "q, .sig"}, "kept"),
        (["span.none", "span.b"], "two 22"),
    ],
)
def test_picks(make_profile: Make, spec: Any, value: str | None) -> None:
    profile = with_posts(make_profile, {"key": {"value": "k"}, "title": {"value": "t"}, "author": spec})
    page = (
        "<span class=a>one</span><span class=b>two 22</span><span class=empty> </span>"
        '<a href="/go?x=1">go</a><p>kept<q>quoted</q><i class=sig>sig</i></p>'
    )
    assert one(profile, page).author == value


def test_several_posts_on_a_page(make_profile: Make) -> None:
    spec = {"each": "li", "kind": "reply", "key": {"xpath": "@id"}, "url": {"xpath": "@id", "prefix": "#"}, "body": "p"}
    profile = with_posts(make_profile, spec | {"parent": {"url": r"t=(\d+)", "prefix": "t"}, "contacts": "b"})
    page = "<ul><li id=p1><p>a</p><b>x</b><b>y</b><b>x</b><li id=p2><p>b</p><li><p>no key</p><li id=p3></ul>"
    drafts = read(profile, page, url="http://small.example/v?t=5").drafts
    assert [(d.key, d.body, d.url, d.parent) for d in drafts] == [
        ("p1", "a", "http://small.example/v?t=5#p1", "t5"),
        ("p2", "b", "http://small.example/v?t=5#p2", "t5"),
    ]
    assert drafts[0].contacts == ("x", "y")


def test_links(make_profile: Make) -> None:
    page = (
        '<a class=ad href="/ad/1">1</a><a class=ad href=" ad/2#top ">2</a><a class=ad href="/ad/1">again</a>'
        '<a class=ad href="http://other.example/ad/3">elsewhere</a><a class=ad href="javascript:x()">js</a>'
        '<a class=ad href="mailto:x@x.example">mail</a><a class=ad href="http://[">broken</a><a class=ad>none</a>'
        '<a class=next href="?page=2">next</a>'
    )
    parsed = read(make_profile(), page, url="http://small.example/list/0", page="list")
    assert parsed.links == (
        ("http://small.example/ad/1", "ad"),
        ("http://small.example/list/ad/2", "ad"),
        ("http://small.example/list/0?page=2", "list"),
    )
    assert parsed.drafts == ()


def test_links_of_a_sitemap(make_profile: Make) -> None:
    follow = [{"links": {"xpath": "//*[local-name()='loc']/text()"}, "to": "ad", "match": "/ad/"}]
    profile = make_profile(pages={"list": {"follow": follow}, "ad": PROFILE["pages"]["ad"]})
    page = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>http://small.example/ad/1</loc></url><url><loc> http://small.example/about </loc></url></urlset>"
    )
    assert read(profile, page, page="list").links == (("http://small.example/ad/1", "ad"),)


JOB = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Cook",
    "description": "<p>Cook &amp; clean</p><p>5 days</p>",
    "datePosted": "2026-03-02",
    "hiringOrganization": {"@type": "Organization", "name": "Cafe"},
    "jobLocation": [{"@type": "Place", "address": {"addressLocality": "Reno"}}],
    "baseSalary": {"value": {"value": 19}},
    "employmentType": "FULL_TIME",
    "applicationContact": {"telephone": "202-555-0143"},
}


def script(*items: Any) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)


@pytest.mark.parametrize(
    "wrap", [lambda job: job, lambda job: {"@graph": [{"@type": "WebSite"}, job]}, lambda job: [job]]
)
def test_json_ld_where_the_selectors_find_nothing(make_profile: Make, wrap: Callable[[Any], Any]) -> None:
    draft = one(make_profile(), script(wrap(JOB)))
    assert (draft.title, draft.body, draft.author) == ("Cook", "Cook & clean\n\n5 days", "Cafe")
    assert (draft.location, draft.price, draft.category) == ("Reno", "19", "FULL_TIME")
    assert (draft.contacts, draft.posted_at) == (("202-555-0143",), datetime(2026, 3, 2, tzinfo=UTC))
    assert draft.parsed_by == "json-ld"


def test_json_ld_only_fills_gaps(make_profile: Make) -> None:
    draft = one(make_profile(), "<h1>Mine</h1><p class=body>My text</p>" + script(JOB))
    assert (draft.title, draft.body, draft.author, draft.parsed_by) == ("Mine", "My text", "Cafe", "profile")
    assert read(make_profile(json_ld=False), script(JOB)).drafts == ()


@pytest.mark.parametrize(
    "broken", ["{", "null", "[]", '"text"', "3", '{"@type": 5}', '{"@graph": "x"}', '{"@type": {}}']
)
def test_broken_json_ld_counts_as_none(make_profile: Make, broken: str) -> None:
    page = f'<h1>T</h1><script type="application/ld+json">{broken}</script>'
    assert one(make_profile(), page).title == "T"


def test_main_text_as_the_last_resort(make_profile: Make) -> None:
    words = " ".join(f"Sentence number {number} of the advertisement goes on." for number in range(20))
    page = f"<html><head><title>Head</title></head><body><nav>menu</nav><article><p>{words}</p></article></body></html>"
    profile = with_posts(make_profile, {"key": {"value": "k"}}, text_fallback=True)
    draft = one(profile, page)
    assert (draft.title, draft.parsed_by) == ("Head", "text")
    assert draft.body.startswith("Sentence number 0")
    assert "menu" not in draft.body
    assert read(with_posts(make_profile, {"key": {"value": "k"}}), page).drafts == ()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("señora 日本".encode(), "text/html; charset=utf-8"),
        ("señora 日本".encode(), "text/html; charset=iso-8859-1"),  # declared wrongly
        ("señora 日本".encode(), ""),
        ("\ufeffseñora 日本".encode(), "text/html"),
        ("<meta charset=utf-16>señora 日本".encode(), ""),
        ("señora 日本".encode("utf-16"), "text/html; charset=utf-16"),
        ("<meta charset=shift_jis>日本".encode("shift_jis"), "text/html"),
        ("日本".encode("euc-jp"), "text/html; charset=euc-jp"),
        ("señora €".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ("señora €".encode("cp1252"), "text/html; charset=utf-8"),  # declared wrongly
        ("señora €".encode("cp1252"), "text/html; charset=no-such"),
    ],
)
def test_encodings(body: bytes, content_type: str) -> None:
    text = fields.decode(body, content_type)
    assert any(words in text for words in ("señora 日本", "señora €", "日本"))
    assert "\ufffd" not in text
    assert "Ã" not in text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\0\0",
        b"<" * 50_000,
        b"<div>" * 60_000,
        b"<b><i>" * 30_000 + b"x",
        b"\xff\xfe\x00",
        b"<?xml version='1.0' encoding='nonsense'?><a>",
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><p>&b;</p>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
        bytes(range(256)) * 100,
    ],
    ids=range(10),
)
def test_hostile_pages_break_nothing(make_profile: Make, body: bytes) -> None:
    profile = with_posts(make_profile, {"key": {"value": "k"}, "title": {"value": "t"}, "body": "body, x"})
    draft = one(profile, body)
    assert "root:" not in draft.body


@given(st.binary(max_size=400))
def test_no_bytes_break_it(body: bytes) -> None:
    profile = SiteProfile.model_validate(PROFILE)
    assert len(read(profile, body).drafts) <= 1


def test_the_version_follows_the_content_only(make_profile: Make) -> None:
    profile = make_profile()
    base = one(profile, ad(1))
    assert one(profile, ad(1, date="yesterday")).version == base.version
    assert one(profile, ad(1), url="http://small.example/ad/1?utm=x").version == base.version
    assert len({base.version, one(profile, ad(2)).version, one(profile, ad(1, price="$1")).version}) == 3
    assert content_version("a", "b") != content_version("ab", None)


def test_a_post_carries_its_evidence(make_profile: Make) -> None:
    profile = make_profile(region="GB", retention="members", kind="item")
    capture = Capture(segment="s", record="r", sha256="0" * 64, url="u", fetched_at=NOW)
    post = to_post(one(profile, ad(1)), profile, capture, "posted")
    assert (post.id, post.capture, post.kind) == (post_id("small", "1"), capture, "item")
    assert (post.region, post.retention, post.legal_basis) == ("GB", "members", profile.legal_basis)
    assert post.text == "Ad 1\n\nText of 1"
