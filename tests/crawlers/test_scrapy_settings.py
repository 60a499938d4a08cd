"""The safe defaults, each one, as Scrapy sees them."""

from __future__ import annotations

from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings as ScrapySettings
from scrapy.settings import default_settings

from config.errors import MissingPart
from config.settings import Settings
from crawlers.middleware import ALLOW, guard_of
from crawlers.profile import SiteProfile
from crawlers.scrapy_settings import for_site

SAFE: dict[str, Any] = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": 16 * 1024 * 1024,
    "DOWNLOAD_TIMEOUT": 30,
    "ROBOTSTXT_OBEY": True,
    "REFERRER_POLICY": "no-referrer",
    "COOKIES_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "RETRY_ENABLED": False,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "SCHEDULER": "crawlers.scheduler.FrontierScheduler",
    "TWISTED_DNS_RESOLVER": "crawlers.middleware.GuardedResolver",
}


@pytest.fixture
def scrapy() -> ScrapySettings:
    settings = ScrapySettings()
    settings.setmodule("crawlers.scrapy_settings", priority="project")
    return settings


@pytest.mark.parametrize(("name", "value"), SAFE.items())
def test_safe_defaults(scrapy: ScrapySettings, name: str, value: object) -> None:
    assert scrapy.get(name) == value
    assert hasattr(default_settings, name), "Scrapy knows no such setting: has it been renamed?"


@pytest.mark.parametrize("scheme", ["file", "ftp", "data", "s3"])
def test_no_handler_but_for_http(scrapy: ScrapySettings, scheme: str) -> None:
    handlers = {**scrapy.getdict("DOWNLOAD_HANDLERS_BASE"), **scrapy.getdict("DOWNLOAD_HANDLERS")}
    assert handlers[scheme] is None
    assert handlers["http"] and handlers["https"]


def test_the_guard_stands_before_robots(scrapy: ScrapySettings) -> None:
    order = scrapy.getdict("DOWNLOADER_MIDDLEWARES")
    assert order["crawlers.middleware.GuardMiddleware"] < order["crawlers.robots.RobotsMiddleware"]
    assert order["scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware"] is None


def test_what_a_profile_says(make_profile: Callable[..., SiteProfile]) -> None:
    settings = Settings(allow_hosts=("127.0.0.1:8401",), user_agent="adtrail tests")
    said = for_site(settings, make_profile(delay=3, concurrency=5, robots=False))
    assert (said["DOWNLOAD_DELAY"], said["CONCURRENT_REQUESTS"], said["ROBOTSTXT_OBEY"]) == (3, 5, False)
    assert (said["USER_AGENT"], said[ALLOW]) == ("adtrail tests", ["127.0.0.1:8401"])
    assert not any(name.startswith("PLAYWRIGHT") for name in said)


def test_exceptions_come_from_the_settings_only(scrapy: ScrapySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADTRAIL_ALLOW_HOSTS", '["127.0.0.1:8401"]')
    assert guard_of(scrapy).check("http://127.0.0.1:8401/") is None
    scrapy.set(ALLOW, [])
    with pytest.raises(Exception, match="private address"):
        guard_of(scrapy).check("http://127.0.0.1:8401/")


def test_a_rendered_site_without_chromium(make_profile: Callable[..., SiteProfile], tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="ADTRAIL_CHROMIUM"):
        for_site(Settings(chromium=tmp_path / "none"), make_profile(render="chromium"))


def test_a_rendered_site_takes_the_browsers_handler(make_profile: Callable[..., SiteProfile], tmp_path: Path) -> None:
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\n", encoding="utf-8")
    browser.chmod(0o755)
    settings = Settings(chromium=browser)
    said = for_site(settings, make_profile(render="chromium"))
    assert {"http", "https"} <= {scheme for scheme, handler in said["DOWNLOAD_HANDLERS"].items() if handler}
    assert said["DOWNLOAD_HANDLERS"]["file"] is None
    local = for_site(settings, make_profile(render="chromium", start={"list": ["http://127.0.0.1:1/"]}))
    assert "https" not in local["DOWNLOAD_HANDLERS"]
    options = said["PLAYWRIGHT_LAUNCH_OPTIONS"]
    assert options["executable_path"] == str(browser)
    wanted = {"--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"}
    assert wanted | {"--no-first-run"} <= set(options["args"])


def test_scrapy_cfg_names_these_settings() -> None:
    config = ConfigParser()
    config.read(Path(__file__).resolve().parents[2] / "scrapy.cfg")
    assert config["settings"]["default"] == "crawlers.scrapy_settings"
