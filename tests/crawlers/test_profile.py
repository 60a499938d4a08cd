"""Site profiles: what is accepted, what is refused with place and reason, which ones ship."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from config.data import folder
from config.errors import BadInput
from config.settings import Settings
from crawlers.profile import SiteProfile, choose, load, profiles

from .conftest import PROFILE

ROOT = Path(__file__).resolve().parents[2]
DEMO = ("board", "market", "forum", "jobs")


def wrong(**keys: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        SiteProfile.model_validate(PROFILE | keys)
    return str(caught.value)


AD = PROFILE["pages"]["ad"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"colour": "red"}, "Extra inputs are not permitted"),
        ({"name": "Not A Name"}, "pattern"),
        ({"legal_basis": ""}, "at least 10 characters"),
        ({"region": "usa"}, "pattern"),
        ({"timezone": "Mars/Olympus"}, "is not a time zone"),
        ({"timezone": "../etc"}, "is not a time zone"),
        ({"retention": "forever"}, "no retention class 'forever': one of public"),
        ({"schedule": "daily"}, "five fields"),
        ({"delay": -1}, "greater than or equal to 0"),
        ({"concurrency": 0}, "greater than or equal to 1"),
        ({"render": "firefox"}, "'http' or 'chromium'"),
        ({"kind": "person"}, "Input should be"),
        ({"start": {"nowhere": ["http://x.example/"]}}, "'nowhere' is used and not defined"),
        ({"start": {"list": ["ftp://x.example/"]}}, "is not http(s)"),
        ({"start": {"list": ["http:///x"]}}, "is not http(s)"),
        ({"pages": {"list": {"follow": [{"links": "a", "to": "none"}]}}}, "'none' is used and not defined"),
        ({"pages": {"list": {"follow": [{"links": "a[[", "to": "list"}]}}}, "not a CSS selector"),
        ({"pages": {"list": {"posts": [{"title": "h1"}]}}}, "Field required"),
        ({"pages": {"list": {"posts": [{"key": {"url": "("}}]}}}, "not a regular expression"),
        ({"pages": {"list": {"posts": [{"key": {"css": "a", "xpath": "//a"}}]}}}, "exactly one of"),
        ({"pages": {"list": {"posts": [{"key": {"regex": "a"}}]}}}, "exactly one of"),
        ({"pages": {"list": {"actions": [{"scroll": 3, "click": "a"}]}}}, "exactly one of"),
        ({"pages": {"list": {"actions": [{"scroll": 100000}]}}}, "less than or equal to"),
    ],
)
def test_wrong_keys_are_refused(keys: dict[str, Any], said: str) -> None:
    assert said in wrong(**keys)


@pytest.mark.parametrize("key", ["name", "title", "owner", "legal_basis", "start", "pages"])
def test_required_keys(key: str) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        SiteProfile.model_validate({name: value for name, value in PROFILE.items() if name != key})


def test_safe_when_nothing_is_said() -> None:
    least = ("name", "title", "owner", "legal_basis", "start", "pages")
    profile = SiteProfile.model_validate({key: PROFILE[key] for key in least})
    assert (profile.enabled, profile.robots, profile.render) == (False, True, "http")
    assert profile.delay >= 1
    assert profile.concurrency <= 2


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://small.example/x", True),
        ("https://small.example/x", True),
        ("http://SMALL.example/x", True),
        ("http://www.small.example/", True),  # listed
        ("http://small.example:8080/", False),
        ("http://cdn.small.example/", False),
        ("http://small.example.evil.example/", False),
        ("http://small.example@evil.example/", False),
        ("ftp://small.example/", False),
        ("file:///small.example", False),
        ("", False),
    ],
)
def test_hosts_are_exact(make_profile: Callable[..., SiteProfile], url: str, allowed: bool) -> None:
    assert make_profile(hosts=["www.small.example"]).allows(url) == allowed


def test_the_file_is_named_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(PROFILE | {"delay": "soon"}, sort_keys=False), encoding="utf-8")
    with pytest.raises(BadInput, match=r"small\.yaml:\d+, field 'delay'"):
        load(path)
    path.write_text(yaml.safe_dump(PROFILE | {"name": "other"}), encoding="utf-8")
    with pytest.raises(BadInput, match=r"must be the file other\.yaml"):
        load(path)


def test_later_folders_override_and_names_are_checked(tmp_path: Path) -> None:
    for place, title, enabled in (("a", "First", True), ("b", "Second", False)):
        (tmp_path / place).mkdir()
        file = tmp_path / place / "small.yaml"
        file.write_text(yaml.safe_dump(PROFILE | {"title": title, "enabled": enabled}), encoding="utf-8")
    first = Settings(site_dirs=(tmp_path / "a",))
    both = Settings(site_dirs=(tmp_path / "a", tmp_path / "b"))
    assert profiles(both)["small"].title == "Second"
    assert [site.name for site in choose(first, [])] == ["small"]
    assert choose(both, []) == []  # none is enabled
    assert choose(both, ["small"])[0].title == "Second"
    with pytest.raises(BadInput, match=r"no site 'large'.*small"):
        choose(both, ["large"])
    with pytest.raises(BadInput, match="no such folder"):
        profiles(Settings(site_dirs=(tmp_path / "none",)))


def test_what_ships_is_off_and_made_up() -> None:
    shipped = [load(path) for path in sorted(folder("sites").glob("*.yaml"))]
    assert shipped
    for profile in shipped:
        assert not profile.enabled
        assert all(".example" in url for url in profile.start_urls)


@pytest.mark.parametrize("name", DEMO)
def test_profiles_of_the_demo(name: str, tmp_path: Path) -> None:
    text = (ROOT / "examples/world/sites" / f"{name}.yaml").read_text(encoding="utf-8")
    place = "{" + name + "}"
    assert place in text
    (tmp_path / f"{name}.yaml").write_text(text.replace(place, "8401"), encoding="utf-8")
    profile = load(tmp_path / f"{name}.yaml")
    assert profile.allowed == {"127.0.0.1:8401"}
    assert profile.enabled
    assert profile.expected_yield


def test_every_key_is_documented() -> None:
    from crawlers.profile import Action, Follow, PageKind, Pick, PostSpec, When

    text = (ROOT / "docs/site-profiles.md").read_text(encoding="utf-8")
    for model in (SiteProfile, PageKind, Follow, PostSpec, Pick, When, Action):
        missing = [name for name in model.model_fields if f"`{name}`" not in text]
        assert missing == [], model.__name__
