"""A real Elasticsearch for the tests: `python -m tests.elasticsearch_server` fetches it, a fixture starts it.

It is the distribution that Elastic's own integration tests run on, from the Maven repository: a full server without
most modules. One process of tests starts one server, so tests marked `real` run without `-n`.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.errors import MissingPart

VERSION = "9.5.0"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
HOME = Path(__file__).resolve().parent.parent / ".cache" / f"elasticsearch-{VERSION}"
RUNNING = "ADTRAIL_TEST_ELASTICSEARCH"
JAVA = 21  # the oldest it runs on
_JAVA_PLACES = ("/usr/lib/jvm", "/opt", "/Library/Java/JavaVirtualMachines", "~/.sdkman/candidates/java")
NOBODY = 65534
_START_SECONDS = 120
_CONFIG = """
cluster.name: adtrail-test
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
action.destructive_requires_name: true
path.data: {root}/data
path.logs: {root}/logs
"""
_OPTIONS = "-Xms512m\n-Xmx512m\n-Djava.io.tmpdir={root}/tmp\n"


def fetch() -> Path:
    """The unpacked server; fetched with Maven when it is not there yet.

    Raises:
        MissingPart: Maven is missing or fails; says what to do.
    """
    if (HOME / "bin" / "elasticsearch").is_file():
        return HOME
    maven = shutil.which("mvn")
    group, name, *_ = ARTIFACT.split(":")
    place = Path.home() / ".m2" / "repository" / group.replace(".", "/") / name / VERSION / f"{name}-{VERSION}.zip"
    if not place.is_file():
        if maven is None:
            raise MissingPart(
                f"Elasticsearch {VERSION} is fetched with Maven: install it (Debian: apt-get install maven), "
                f"or set {RUNNING} to the URL of a running Elasticsearch 9"
            )
        command = [maven, "-q", "dependency:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false"]
        if subprocess.run(command, check=False).returncode or not place.is_file():
            raise MissingPart(f"Maven could not fetch {ARTIFACT}; its words stand above. Or set {RUNNING} to a URL")
    return _unpack(place)


def _unpack(archive: Path) -> Path:
    """Unpack beside the place, then rename: a killed run leaves nothing half."""
    HOME.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME.parent) as folder:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        unpacked = next(Path(folder).iterdir())
        for script in (unpacked / "bin").iterdir():
            script.chmod(0o755)
        unpacked.replace(HOME)
    return HOME


def java() -> Path:
    """The home of a JDK that is new enough.

    Raises:
        MissingPart: none was found; says where was looked.
    """
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    usual = [Path(place).expanduser() for place in _JAVA_PLACES]
    inside = [folder for parent in usual if parent.is_dir() for folder in sorted(parent.iterdir())]
    for home in [*named, *inside, *(folder / "Contents" / "Home" for folder in inside)]:
        if (home / "bin" / "java").is_file() and _java_version(home) >= JAVA:
            return home
    raise MissingPart(
        f"Elasticsearch needs a JDK >= {JAVA}: set ES_JAVA_HOME to one (looked in ES_JAVA_HOME, JAVA_HOME, "
        f"{', '.join(map(str, usual))}), or set {RUNNING} to the URL of a running Elasticsearch 9"
    )


def _java_version(home: Path) -> int:
    release = home / "release"
    found = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.is_file() else None
    return int(found[1]) if found else 0


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server: the one that runs already, or a fresh one for the length of the block."""
    if url := os.environ.get(RUNNING):
        yield url
        return
    root = Path(tempfile.mkdtemp(prefix="adtrail-elasticsearch-"))
    process = None
    try:
        process, url = start(root)
        yield url
    finally:
        if process:
            process.terminate()
            process.wait(timeout=60)
        shutil.rmtree(root, ignore_errors=True)


def start(root: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a node with everything of its own below `root`, and wait until it is green."""
    home, jdk = _readable(fetch(), root), java()
    port, transport = _free_port(), _free_port()
    config = root / "config"
    shutil.copytree(home / "config", config) if (home / "config").is_dir() else config.mkdir()
    (config / "elasticsearch.yml").write_text(_CONFIG.format(port=port, transport=transport, root=root))
    (config / "jvm.options.d").mkdir(exist_ok=True)
    (config / "jvm.options.d" / "test.options").write_text(_OPTIONS.format(root=root))
    for name in ("data", "logs", "tmp"):
        (root / name).mkdir()
    environment = {"ES_PATH_CONF": config, "ES_JAVA_HOME": jdk, "ES_TMPDIR": root / "tmp", "PATH": os.environ["PATH"]}
    with open(root / "console.log", "wb") as console:
        process = subprocess.Popen(
            [home / "bin" / "elasticsearch"], cwd=root, env=environment, stdout=console, stderr=console, **_user(root)
        )
    url = f"http://127.0.0.1:{port}"
    _wait(process, url, root)
    return process, url


def _readable(home: Path, root: Path) -> Path:
    """The server where the user it runs as can read it: root starts it as nobody, who may not see the checkout."""
    if os.getuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in home.parents):
        return home
    copy = root / "server"
    shutil.copytree(home, copy)
    return copy


def _user(root: Path) -> dict[str, Any]:
    """Elasticsearch refuses to run as root: then everything below `root` is given to nobody."""
    if os.getuid() != 0:
        return {}
    for path in (root, *root.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, root: Path) -> None:
    """Wait for green: `GET /` is not there, cluster health is."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=green&timeout=1s", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    process.kill()
    raise MissingPart(f"Elasticsearch did not start: …{(root / 'console.log').read_text()[-2000:]}")


if __name__ == "__main__":
    try:
        sys.stdout.write(f"Elasticsearch {VERSION}: {fetch()}, JDK: {java()}\n")
    except MissingPart as error:
        sys.exit(f"error: {error}")
