"""What every answer carries, and which requests are turned away before a page sees them."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from web.access import form_token
from web.shield import Shield


def _token(reader: TestClient) -> str:
    return form_token(reader.app.state.rooms.ledger.keys, "ada")  # type: ignore[attr-defined]


SOUGHT = "+12025550143"
PAGES = ("/search", "/static/app.css", "/api/v1/search", "/nowhere", "/health", "/check")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_headers(reader: TestClient, path: str) -> None:
    headers = reader.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


def test_pages_are_not_kept_by_the_browser(reader: TestClient) -> None:
    assert reader.get("/search").headers["cache-control"] == "no-store"
    assert reader.get("/static/app.css").headers["cache-control"] == "max-age=3600"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:1", "10.0.0.1", ""])
def test_a_name_that_points_here_is_not_this_machine(reader: TestClient, host: str) -> None:
    """DNS rebinding: the page elsewhere would act as the analyst."""
    assert reader.get("/search", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost", "[::1]:8321"])
def test_this_machine_has_three_names(reader: TestClient, host: str) -> None:
    assert reader.get("/search", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "http://127.0.0.1:8321"}, 303),
        ({}, 303),
    ],
)
def test_a_form_comes_from_our_own_pages(reader: TestClient, headers: dict[str, str], status: int) -> None:
    answer = reader.post(
        "/cases", data={"title": "A", "token": _token(reader)}, headers=headers, follow_redirects=False
    )
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "mode", "dest", "site", "status"),
    [
        ("/search?q=rosie", "no-cors", "image", "cross-site", 403),
        ("/search?q=rosie", "navigate", "iframe", "cross-site", 403),
        ("/search?q=rosie", "cors", "empty", "cross-site", 403),
        ("/api/v1/search", "navigate", "document", "cross-site", 403),
        ("/search?q=rosie", "navigate", "document", "cross-site", 200),
        ("/search?q=rosie", "cors", "empty", "same-origin", 200),
        ("/search?q=rosie", "navigate", "document", "none", 200),
    ],
)
def test_other_sites_may_link_here_and_no_more(
    reader: TestClient, path: str, mode: str, dest: str, site: str, status: int
) -> None:
    headers = {"sec-fetch-mode": mode, "sec-fetch-dest": dest, "sec-fetch-site": site}
    assert reader.get(path, headers=headers).status_code == status


def test_a_large_body_is_refused(reader: TestClient) -> None:
    answer = reader.post("/check", data={"values": "x" * (1 << 20), "token": _token(reader)})
    assert answer.status_code == 413


def test_no_page_of_the_framework_is_served(reader: TestClient) -> None:
    """Its documentation pages load scripts from elsewhere."""
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert reader.get(path).status_code == 404


@pytest.fixture
def broken() -> FastAPI:
    """An app that fails."""
    app = FastAPI(openapi_url=None)

    @app.get("/before")
    def before() -> None:
        raise ValueError(SOUGHT)

    app.add_middleware(Shield, local=True)
    return app


def test_a_fault_of_ours_is_an_answer_and_a_place_in_the_log(broken: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    answer = TestClient(broken, base_url="http://127.0.0.1").get("/before")
    assert answer.status_code == 500
    assert 'id="results"' in answer.text
    assert "content-security-policy" in answer.headers
    assert "ValueError" in caplog.text
    assert "in before" in caplog.text
    assert SOUGHT not in answer.text + "".join(record.getMessage() for record in caplog.records)
