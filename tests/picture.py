"""The README's picture of the analyst page, taken from the made-up world of the page tests (`make picture`)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from config.settings import load
from tests.web import world
from tests.web.browser import chromium, serving, watching

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "search.png"
SHOWN = "/search?q=%2B1+202-555-0143&without=city%3ABoise"


def take(file: Path) -> None:
    """Serve the world, open the search page, and write what it looks like."""
    with TemporaryDirectory() as folder:
        settings = load(data_dir=Path(folder) / "data", actor="analyst")
        world.build(settings)
        view = {"width": 1280, "height": 860}
        with serving(settings) as address, chromium() as browser, watching(browser, address, viewport=view) as watch:
            watch.open(SHOWN).locator("#histogram canvas").wait_for()
            watch.page.wait_for_timeout(300)
            watch.page.screenshot(path=file)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    take(PICTURE)
