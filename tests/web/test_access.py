"""Who may see what: denied by default, the same table for pages, API and command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from ledger.access import PERMISSIONS, Role
from ledger.audit import Entry
from web.access import (
    PURPOSE,
    SESSION,
    Changes,
    Everybody,
    Needs,
    Visit,
    form_token,
    make_session,
    read_session,
    undeclared,
)
from web.rooms import Rooms

Visitor = Callable[..., TestClient]

PAGES = {
    "/search": "search", "/check": "search", "/leads": "leads", "/leads/acct-0007": "leads", "/cases": "case",
    "/referrals": "referral", "/operations": "crawl", "/selectors/phone:+12025550143": "search",
    "/api/v1/search": "search", "/api/v1/leads": "leads", "/api/v1/openapi.json": "search",
}  # fmt: skip


def test_every_route_declares_a_permission(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    assert list(undeclared(app.routes)) == []
    paths = [route.path for route in iter_route_contexts(app.routes)]
    assert len(paths) > 20


def test_a_route_that_declares_none_is_found() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.get("/open")(lambda: "")
    app.get("/declared", dependencies=[Depends(Needs("search"))])(lambda: "")
    app.post("/form", dependencies=[Depends(Needs("case"))])(lambda: "")
    app.post("/guarded", dependencies=[Depends(Changes("case"))])(lambda: "")
    app.get("/health", dependencies=[Depends(Everybody())])(lambda: "")
    app.mount("/other", FastAPI())
    assert list(undeclared(app.routes)) == ["/open", "/form", "/other"]


@pytest.mark.parametrize("role", get_args(Role))
def test_a_role_sees_what_it_may_and_nothing_else(visitor: Visitor, role: Role) -> None:
    client = visitor("vera", role)
    for path, permission in PAGES.items():
        answer = client.get(path)
        allowed = permission in PERMISSIONS[role]
        assert answer.status_code == (200 if allowed else 403), path
        assert allowed or "demorosie22" not in answer.text


def test_nobody_is_sent_to_the_door(visitor: Visitor) -> None:
    answer = visitor().get("/search", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/search")
    assert visitor().get("/api/v1/search").status_code == 401


def test_when_a_session_ends_the_whole_page_goes_to_the_door(visitor: Visitor) -> None:
    answer = visitor().get("/search?q=rosie", headers={"hx-request": "true"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, "/sign-in?next=/search")
    assert answer.text == ""


@pytest.mark.parametrize("value", ["Bearer wrong", "Bearer ", "Basic YWRhOmFkYQ==", "adtrail_x"])
def test_a_wrong_key_is_refused(visitor: Visitor, value: str) -> None:
    assert visitor().get("/search", headers={"authorization": value}).status_code == 403


def test_a_disabled_actor_is_out_at_once(visitor: Visitor, rooms: Rooms) -> None:
    client = visitor("vera", "analyst")
    visitor("root", "admin")
    assert client.get("/search").status_code == 200
    rooms.ledger.actors.disable("vera", by="root")
    assert client.get("/search").status_code == 403


def test_at_this_machine_the_actor_of_the_settings_acts(
    client: TestClient, audited: Callable[[str], list[Entry]]
) -> None:
    client.get("/search?q=rosie")
    assert audited("searched")[-1].actor == "ada"


def test_the_first_page_is_one_that_the_role_may_see(visitor: Visitor) -> None:
    for role, target in (("analyst", "/search"), ("partner", "/referrals"), ("operator", "/operations")):
        answer = visitor(role, role).get("/", follow_redirects=False)
        assert answer.headers["location"] == target


def test_navigation_shows_what_the_role_may_see(visitor: Visitor) -> None:
    text = visitor("paula", "partner").get("/referrals").text
    assert 'href="/referrals"' in text
    assert 'href="/leads"' not in text


# --- purpose ------------------------------------------------------------------------------------------------------


def test_leads_ask_what_for(aimless: TestClient, token: str, audited: Callable[[str], list[Entry]]) -> None:
    asked = aimless.get("/leads")
    assert asked.status_code == 403
    assert "acct-0007" not in asked.text
    assert "What is this for?" in asked.text
    given = aimless.post("/purpose", data={"purpose": "Case 12: “Süd”", "next": "/leads", "token": token})
    assert given.url.path == "/leads"
    assert "acct-0007" in given.text
    assert audited("searched")[-1].details["purpose"] == "Case 12: “Süd”"


def test_the_api_takes_the_purpose_from_a_header(aimless: TestClient) -> None:
    assert aimless.get("/api/v1/leads").status_code == 403
    assert aimless.get("/api/v1/leads", headers={"adtrail-purpose": "case 12"}).status_code == 200


def test_a_blank_purpose_is_none(aimless: TestClient, token: str) -> None:
    aimless.post("/purpose", data={"purpose": "   ", "token": token})
    assert aimless.get("/leads").status_code == 403


def test_the_purpose_goes_nowhere_else(aimless: TestClient, token: str) -> None:
    data = {"purpose": "x", "next": "//evil.example/", "token": token}
    assert aimless.post("/purpose", data=data, follow_redirects=False).headers["location"] == "/"


# --- forms --------------------------------------------------------------------------------------------------------

FORMS = (
    ("/cases", {"title": "A"}), ("/cases/add", {"kind": "post", "value": "x", "case": "0", "title": "A"}),
    ("/cases/1/note", {"text": "x"}), ("/cases/1/close", {}), ("/leads/acct-0007/decide", {"outcome": "confirm"}),
    ("/purpose", {"purpose": "x"}), ("/check", {"values": "x"}), ("/sign-out", {}),
)  # fmt: skip


@pytest.mark.parametrize("of", ["", "é", "eve"], ids=["none", "no letters of ours", "another actor's"])
def test_a_form_without_our_token_changes_nothing(client: TestClient, rooms: Rooms, of: str) -> None:
    token = form_token(rooms.ledger.keys, of) if of == "eve" else of
    before = len(rooms.ledger.audit.entries())
    for path, data in FORMS:
        assert client.post(path, data={**data, "token": token}).status_code == 403, path
    assert len(rooms.ledger.audit.entries()) == before


def test_a_token_of_yesterday_is_good_and_an_older_one_is_not(client: TestClient, rooms: Rooms) -> None:
    keys = rooms.ledger.keys
    for age, status in ((0, 200), (1, 200), (2, 403)):
        assert client.post("/check", data={"values": "", "token": form_token(keys, "ada", age)}).status_code == status


def test_every_form_of_every_page_carries_the_token(client: TestClient, token: str, elements: Callable) -> None:
    client.post("/cases", data={"title": "A", "token": token})
    for path in ("/check", "/cases", "/cases/1", "/leads/acct-0007", "/selectors/phone:+12025550143", "/purpose"):
        found = elements(client.get(path).text)
        forms = [attributes for tag, attributes in found if tag == "form" and attributes.get("method") == "post"]
        tokens = [attributes for _, attributes in found if attributes.get("name") == "token"]
        assert forms
        assert [attributes["value"] for attributes in tokens] == [token] * len(forms)


# --- sessions -----------------------------------------------------------------------------------------------------


def test_signing_in_and_out(visitor: Visitor, rooms: Rooms) -> None:
    key = rooms.ledger.actors.add("vera", "analyst", by="ada")
    guest = visitor()
    door = form_token(rooms.ledger.keys, "")
    inside = guest.post("/sign-in", data={"key": key, "token": door, "next": "/search"})
    assert inside.url.path == "/search"
    assert "vera · analyst" in inside.text
    own = form_token(rooms.ledger.keys, "vera")
    assert guest.post("/sign-out", data={"token": own}).url.path == "/sign-in"
    assert guest.get("/search").url.path == "/sign-in"


def test_the_session_cookie_is_for_our_pages_alone(visitor: Visitor, rooms: Rooms) -> None:
    key = rooms.ledger.actors.add("vera", "analyst", by="ada")
    data = {"key": key, "token": form_token(rooms.ledger.keys, "")}
    cookie = visitor().post("/sign-in", data=data, follow_redirects=False).headers["set-cookie"].lower()
    assert SESSION in cookie
    assert {"httponly", "secure", "samesite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert key.lower() not in cookie


def test_a_wrong_key_opens_no_session(visitor: Visitor, rooms: Rooms) -> None:
    answer = visitor().post("/sign-in", data={"key": "adtrail_no", "token": form_token(rooms.ledger.keys, "")})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "adtrail_no" not in answer.text


def test_a_session_cannot_be_made_or_changed(rooms: Rooms) -> None:
    keys = rooms.ledger.keys
    session = make_session(keys, rooms.ledger.actors, rooms.ledger.actors.add("vera", "analyst", by="ada"))
    assert read_session(keys, session) == "vera"
    ends, name, seal = session.split(".")
    for forged in (
        "", ".", "..", ".é", session[:-1], session[:-1] + "é",
        f"{ends}.{b'root'.hex()}.{seal}", f"{int(ends) + 1}.{name}.{seal}", f".{seal}",
    ):  # fmt: skip
        assert read_session(keys, forged) is None
    old = f"1.{name}"
    assert read_session(keys, f"{old}.{keys.token('session', old)}") is None


def test_a_session_of_somebody_disabled_is_worth_nothing(visitor: Visitor, rooms: Rooms) -> None:
    guest = visitor()
    key = rooms.ledger.actors.add("vera", "analyst", by="ada")
    rooms.ledger.actors.add("root", "admin", by="ada")
    guest.post("/sign-in", data={"key": key, "token": form_token(rooms.ledger.keys, "")})
    assert guest.get("/search").status_code == 200
    rooms.ledger.actors.disable("vera", by="root")
    assert guest.get("/search").status_code == 403


def test_a_visit_names_actor_and_purpose(rooms: Rooms, audited: Callable[[str], list[Entry]]) -> None:
    visit = Visit(rooms.ledger.acting(), "case 12", rooms)
    visit.saw("post", "abc")
    entry = audited("post read")[-1]
    assert (entry.actor, entry.details["purpose"]) == ("ada", "case 12")
    assert "abc" not in str(entry.details)


def test_the_purpose_cookie_is_not_a_session(visitor: Visitor) -> None:
    guest = visitor(purpose="root")
    assert PURPOSE in guest.cookies
    assert guest.get("/search", follow_redirects=False).status_code == 303
