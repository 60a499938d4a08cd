from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import BadInput
from config.settings import load


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for key in list(os.environ):
        if key.startswith("ADTRAIL_"):
            monkeypatch.delenv(key)


def test_defaults_need_no_environment() -> None:
    settings = load()
    assert settings.index_url == "embedded"
    assert settings.archive_dir == settings.data_dir / "archive"
    assert settings.web_host == "127.0.0.1"


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "adtrail.yaml"
    file.write_text("index_prefix: fromfile\nweb_port: 9000\n")
    monkeypatch.setenv("ADTRAIL_SETTINGS", str(file))
    monkeypatch.setenv("ADTRAIL_WEB_PORT", "9001")
    settings = load()
    assert (settings.index_prefix, settings.web_port) == ("fromfile", 9001)


@pytest.mark.parametrize(
    ("key", "value", "names"),
    [
        ("ADTRAIL_INDEX_ULR", "http://localhost:9200", "ADTRAIL_INDEX_ULR"),
        ("ADTRAIL_WEB_PORT", "many", "web_port"),
        ("ADTRAIL_WEB_PORT", "70000", "web_port"),
        ("ADTRAIL_PROCESSES", "0", "processes"),
        ("ADTRAIL_ALLOW_HOSTS", '["127.0.0.1"]', "allow_hosts"),
        ("ADTRAIL_ALLOW_HOSTS", '["127.0.0.1:80"', "allow_hosts"),
        ("ADTRAIL_ALLOW_HOSTS", "localhost", "allow_hosts"),
        ("ADTRAIL_ALLOW_HOSTS", '["*.example:80"]', "allow_hosts"),
        ("ADTRAIL_ALLOW_HOSTS", '["10.0.0.0/8:80"]', "allow_hosts"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, key: str, value: str, names: str) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(BadInput, match=names):
        load()


def test_an_unknown_key_of_the_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "adtrail.yaml"
    file.write_text("index_ulr: x\n")
    monkeypatch.setenv("ADTRAIL_SETTINGS", str(file))
    with pytest.raises(BadInput, match=r"adtrail\.yaml.*index_ulr"):
        load()


@pytest.mark.parametrize("value", ["127.0.0.1:80, [::1]:81", '["127.0.0.1:80", "[::1]:81"]'])
def test_lists_are_written_plainly_or_as_json(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ADTRAIL_ALLOW_HOSTS", value)
    monkeypatch.setenv("ADTRAIL_SITE_DIRS", "sites,more/sites")
    settings = load()
    assert settings.allow_hosts == ("127.0.0.1:80", "[::1]:81")
    assert settings.site_dirs == (Path("sites"), Path("more/sites"))


@pytest.mark.parametrize("text", ["a: b: c\n", "- web_port\n", "just words\n", "web_port: [1\n"])
def test_a_settings_file_that_is_no_mapping_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "adtrail.yaml"
    file.write_text(text)
    monkeypatch.setenv("ADTRAIL_SETTINGS", str(file))
    with pytest.raises(BadInput, match=r"adtrail\.yaml"):
        load()


def test_a_missing_settings_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADTRAIL_SETTINGS", "no-such.yaml")
    with pytest.raises(BadInput, match=r"no-such\.yaml"):
        load()


def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("ADTRAIL_SECRET_KEY", "ADTRAIL_INDEX_API_KEY", "ADTRAIL_INDEX_PASSWORD"):
        monkeypatch.setenv(key, "correct-horse-battery")
    settings = load()
    assert "correct-horse-battery" not in str(settings.masked()) + repr(settings)
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == "correct-horse-battery"


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "adtrail.yaml"
    file.write_text("index_password: [correct-horse-battery]\n")
    monkeypatch.setenv("ADTRAIL_SETTINGS", str(file))
    with pytest.raises(BadInput) as caught:
        load()
    assert "correct-horse-battery" not in str(caught.value)
