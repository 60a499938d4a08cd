"""Finding a Chromium to render with, and how it is started: no caches of its own, no traffic of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from config.settings import Settings

HOW_TO_GET = (
    "no Chromium found; install one (`apt install chromium`, or `playwright install chromium`), "
    "or name one in ADTRAIL_CHROMIUM"
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--disable-quic",  # UDP would pass the guard's proxy by
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--dns-prefetch-disable",
    "--disable-dev-shm-usage",
)


def find(settings: Settings) -> Path | None:
    """The Chromium to use: the one of the settings, one on PATH, or Playwright's own; None when there is none."""
    if settings.chromium is not None:
        return settings.chromium if os.access(settings.chromium, os.X_OK) else None
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _playwrights()


def _playwrights() -> Path | None:
    """The newest browser that `playwright install chromium` has put in place."""
    root = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    found = [path for path in root.glob("chromium-*/chrome-*/chrome") if os.access(path, os.X_OK)]
    return max(found, key=lambda path: int(path.parts[-3].rpartition("-")[2]), default=None)


def arguments() -> list[str]:
    """Command-line arguments. As root Chromium starts only without its sandbox: run crawlers as a plain user."""
    return [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
