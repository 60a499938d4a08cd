"""The helper that brings a real Elasticsearch says what is missing and how to get it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import MissingPart
from tests import elasticsearch_server as server


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with nothing."""
    for name in ("ES_JAVA_HOME", "JAVA_HOME", server.RUNNING):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(server, "_JAVA_PLACES", (str(tmp_path / "jvm"),))
    monkeypatch.setattr(server, "HOME", tmp_path / "elasticsearch")


def jdk(home: Path, version: str) -> Path:
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch()
    (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return home


def test_no_jdk(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"JDK >= 21: set ES_JAVA_HOME"):
        server.java()
    jdk(tmp_path / "jvm" / "old", "17.0.15")
    with pytest.raises(MissingPart, match=server.RUNNING):
        server.java()


def test_the_jdk_that_is_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = jdk(tmp_path / "jvm" / "jdk-25", "25.0.1")
    assert server.java() == usual
    named = jdk(tmp_path / "named", "21")
    monkeypatch.setenv("JAVA_HOME", str(jdk(tmp_path / "eight", "1.8.0_402")))
    assert server.java() == usual
    monkeypatch.setenv("ES_JAVA_HOME", str(named))
    assert server.java() == named


def test_no_maven_and_nothing_fetched() -> None:
    with pytest.raises(MissingPart, match="apt-get install maven"):
        server.fetch()


def test_maven_that_fails(tmp_path: Path) -> None:
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\nexit 1\n")
    maven.chmod(0o755)
    with pytest.raises(MissingPart, match="Maven could not fetch"):
        server.fetch()


def test_a_running_server_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(server.RUNNING, "http://127.0.0.1:9200")
    with server.server() as url:
        assert url == "http://127.0.0.1:9200"
