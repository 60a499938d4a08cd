"""The API: what it answers is typed and described, and its rights and log are those of the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from crawlers.post import post_id
from ledger.audit import Entry
from web.api.models import CheckOut, Found, LeadOut, PostOut, SelectorOut

API = "/api/v1"
ROSIE = post_id("board", "Rosie-0")


def test_search_pages_to_the_end(reader: TestClient) -> None:
    seen: list[str] = []
    after = ""
    while True:
        answer = reader.get(f"{API}/search", params={"size": 10, "sort": "oldest", "after": after}).json()
        seen += [hit["post"]["id"] for hit in answer["hits"]]
        if not answer["next"]:
            break
        after = answer["next"]
    assert answer["total"] == len(seen) == len(set(seen)) == 43


def test_search_has_facets_and_highlights(reader: TestClient) -> None:
    params = {"q": "rosie", "with": ["city:Reno", "city:Boise"], "without": "site:forum", "size": 1}
    answer = reader.get(f"{API}/search", params=params).json()
    assert set(answer["facets"]["city"]) == {"Reno", "Boise"}
    assert "forum" not in answer["facets"]["site"]
    [hit] = answer["hits"]
    assert {hit["post"]["text"][start:end] for start, end in hit["highlights"]} == {"Rosie"}


def test_size_nought_counts(reader: TestClient) -> None:
    answer = reader.get(f"{API}/search?q=rosie&size=0").json()
    assert (answer["total"], answer["hits"]) == (14, [])


def test_a_post_is_whole(reader: TestClient) -> None:
    post = PostOut.model_validate_json(reader.get(f"{API}/posts/{ROSIE}").content)
    assert post.id == ROSIE
    assert post.captures[0].sha256
    phone = post.mentions[0]
    assert post.text[phone.start : phone.end] == phone.raw == "(202) five five five-0143"


def test_what_only_engines_need_stays_inside(reader: TestClient) -> None:
    assert not {"tokens", "vector", "month", "schema"} & set(reader.get(f"{API}/posts/{ROSIE}").json())


def test_a_selector_has_months_and_no_days(reader: TestClient) -> None:
    found = SelectorOut.model_validate_json(reader.get(f"{API}/selectors/phone%3A%2B12025550143").content)
    assert (found.posts, sum(found.months.values())) == (23, 23)
    assert found.beside == {"cashapp:demorosie22": 14, "cashapp:demolola7": 9}


def test_a_list_is_checked_in_its_order(reader: TestClient) -> None:
    values = ["$demorosie22", "(202) 555-0143", "nothing"]
    rows = TypeAdapter(list[CheckOut]).validate_json(reader.post(f"{API}/check", json={"values": values}).content)
    assert [(row.given, row.selector, row.posts) for row in rows] == [
        ("$demorosie22", "cashapp:demorosie22", 14), ("(202) 555-0143", "phone:+12025550143", 23), ("nothing", None, 0),
    ]  # fmt: skip


def test_leads_have_their_evidence(reader: TestClient) -> None:
    leads = TypeAdapter(list[LeadOut]).validate_python(
        [{**lead, "evidence": []} for lead in reader.get(f"{API}/leads").json()]
    )
    assert [(lead.rank, lead.recommendation) for lead in leads] == [(1, "review"), (2, "review")]
    [first, _] = reader.get(f"{API}/leads").json()
    assert first["evidence"][0]["link"]["from"] == "2026-01-05"
    assert first["evidence"][1]["rows"][0]["tx"] == "tx-101"


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "word"),
    [
        ("GET", "/search?q=(rosie", None, 400, "parenthesis"),
        ("GET", "/search?sort=random", None, 400, "sort"),
        ("GET", "/search?size=100000", None, 422, "size"),
        ("GET", "/search?with=password:x", None, 400, "with"),
        ("GET", "/posts/0000", None, 404, "post"),
        ("GET", "/selectors/phone:+12025550199", None, 404, "selector"),
        ("GET", "/nothing", None, 404, "Not Found"),
        ("POST", "/check", {"values": ["x"] * 1001}, 422, "values"),
        ("POST", "/check", {"value": []}, 422, "value"),
    ],
)
def test_problems_are_json(reader: TestClient, method: str, path: str, sent: object, status: int, word: str) -> None:
    answer = reader.request(method, f"{API}{path}", json=sent)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert word in answer.json()["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 422),
        ({"content-type": "application/json", "origin": "http://evil.example"}, 403),
    ],
)
def test_a_form_of_another_site_cannot_check(reader: TestClient, headers: dict[str, str], status: int) -> None:
    """What a plain form can send is not JSON; what is, is refused by where it comes from."""
    assert reader.post(f"{API}/check", content='{"values": []}', headers=headers).status_code == status


def test_the_description_is_typed(reader: TestClient) -> None:
    described = reader.get(f"{API}/openapi.json").json()
    assert set(described["paths"]) == {
        f"{API}/search", f"{API}/posts/{{id}}", f"{API}/selectors/{{selector}}", f"{API}/check", f"{API}/leads",
    }  # fmt: skip
    for path, operations in described["paths"].items():
        for operation in operations.values():
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            assert "$ref" in schema or "$ref" in schema["items"], path
            assert operation["description"] or operation["summary"]


def test_the_answer_is_what_the_description_says(reader: TestClient) -> None:
    assert Found.model_validate_json(reader.get(f"{API}/search?q=rosie").content).total == 14


def test_a_key_is_all_that_a_program_needs(visitor: Callable[..., TestClient]) -> None:
    client = visitor("script", "analyst", purpose="")
    assert client.post(f"{API}/check", json={"values": ["$demorosie22"]}).json()[0]["posts"] == 14


def test_every_read_is_logged(client: TestClient, audited: Callable[[str], list[Entry]]) -> None:
    client.get(f"{API}/search?q=rosie")
    client.get(f"{API}/posts/{ROSIE}")
    client.get(f"{API}/selectors/phone%3A%2B12025550143")
    client.post(f"{API}/check", json={"values": ["$demorosie22"]})
    client.get(f"{API}/leads")
    assert [entry.details["results"] for entry in audited("searched")] == [14, 23, 14, 2]
    assert len(audited("post read")) == 1
    assert "demorosie22" not in str(audited("searched"))
