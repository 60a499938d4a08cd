"""Real crawls with Scrapy over a real socket: the misbehaving corner, kills, signals, the lock, safe settings."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from config.errors import Refused
from config.files import to_json
from config.settings import Settings
from crawlers.archive.reader import Archive
from crawlers.archive.verify import check
from crawlers.archive.witness import seals
from crawlers.opening import opened
from crawlers.profile import choose
from crawlers.report import RunReport
from crawlers.run import crawl, run_site

from .conftest import Answer, Page, Site, ad, listing

Make = Callable[..., Settings]


def fill(site: Site, ads: int, a_page: int = 30) -> None:
    for number in range(ads):
        site.pages[f"/ad/{number}"] = Answer(ad(number))
    for page in range(0, ads, a_page):
        paths = [f"/ad/{number}" for number in range(page, min(page + a_page, ads))]
        number = page // a_page
        after = f"/list/{number + 1}" if page + a_page < ads else None
        site.pages[f"/list/{number}"] = Answer(listing(paths, after))


def run_one(settings: Settings) -> RunReport:
    (report,) = crawl(settings, ["small"])
    return report


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(b"\0" * 2**20) for _ in range(megabytes)) + packer.flush()


def test_the_misbehaving_corner(site: Site, other_site: Site, settings_for: Make) -> None:
    flaky: Page = lambda visit: Answer("", 500) if visit == 1 else Answer(ad("flaky"))  # noqa: E731 - one line is plainer
    big = {"Content-Type": "text/html"}
    pages: dict[str, Page] = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /ad/forbidden"),
        "/ad/good": Answer(ad("good")),
        "/ad/missing": Answer("", 404),
        "/ad/flaky": flaky,
        "/ad/broken": Answer("", 503),
        "/ad/slow": Answer(ad("slow"), slow=1.0),
        "/ad/loop": Answer("", 302, {"Location": "/ad/loop"}),
        "/ad/moved": Answer("", 301, {"Location": "/ad/target"}),
        "/ad/target": Answer(ad("target")),
        "/ad/charset": Answer(ad("charset", "Qué señora"), headers={"Content-Type": "text/html; charset=iso-8859-1"}),
        "/ad/latin": Answer(ad("latin", "Qué señora").encode("latin-1")),
        "/ad/huge": Answer(b"x" * (17 * 2**20), headers=big),
        "/ad/stream": Answer(b"y" * (17 * 2**20), headers=big, stream=True),
        "/ad/bomb": Answer(bomb(64), headers=big | {"Content-Encoding": "gzip"}),
        "/ad/gzip": Answer(zlib.compress(ad("gzip").encode()), headers=big | {"Content-Encoding": "deflate"}),
        "/ad/away": Answer("", 307, {"Location": f"{other_site.url}/secret"}),
        "/ad/metadata": Answer("", 302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
        "/ad/cut": Answer(ad("cut"), headers={"Content-Length": "90000"}, stream=True),
        "/ad/forbidden": Answer(ad("forbidden")),
        "/ad/empty": Answer(""),
        "/ad/binary": Answer(bytes(range(256)) * 8, headers={"Content-Type": "application/octet-stream"}),
    }
    apart = {"/robots.txt", "/ad/target"}
    site.pages = {**pages, "/list/0": Answer(listing([path for path in pages if path not in apart]))}
    settings = settings_for(site, hosts=["169.254.169.254", other_site.host])
    report = run_one(settings)
    assert report.state == "finished"
    assert report.failed == {
        "http 404": 1,
        "http 503": 1,
        "redirect loop": 1,
        "larger than the download limit": 3,
        "incomplete response": 1,
    }
    assert report.refused == {
        "robots.txt": 1,
        "guard: 127.0.0.1 is the private address 127.0.0.1": 1,
        "guard: 169.254.169.254 is the private address 169.254.169.254": 1,
    }
    asked = report.stored + sum(report.failed.values()) + sum(report.refused.values())
    assert (report.queued, asked) == (0, len(site.pages) - 1 + 2)  # without robots.txt, with the two targets elsewhere
    assert other_site.hits == []
    posts = {post.key: post for post in Archive(settings.archive_dir).posts()}
    assert set(posts) == {"good", "flaky", "slow", "target", "charset", "latin", "gzip"}
    assert posts["charset"].body == posts["latin"].body == "Qué señora"
    assert site.hits.count("/ad/broken") == 3
    assert site.hits.count("/ad/missing") == 1
    sound(settings)


def sound(settings: Settings) -> None:
    assert {finding.kind for finding in check(settings.archive_dir, seals(settings))} == {"ok"}


def test_killed_at_random_moments_loses_and_doubles_nothing(site: Site, settings_for: Make, tmp_path: Path) -> None:
    fill(site, 150)
    settings = settings_for(site)
    chance, kills = random.Random(8), 0
    for _ in range(5):
        with start(settings, tmp_path) as child:
            goal = len(site.hits) + chance.randint(8, 20)
            while len(site.hits) < goal and child.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.random() / 10)
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                kills += 1
    report = run_one(settings)
    assert kills == 5
    assert (report.state, report.resumed, report.stored, report.failed, report.refused) == (
        "finished",
        True,
        155,
        {},
        {},
    )
    archive = Archive(settings.archive_dir)
    assert Counter(post.key for post in archive.posts()) == Counter(str(number) for number in range(150))
    fetched = Counter(page.url for segment in archive.segments() for page in archive.pages(segment))
    assert fetched == Counter(site.url + path for path in site.pages if path != "/robots.txt")
    sound(settings)
    site.hits.clear()
    again = run_one(settings)
    assert (again.state, again.posts, again.stored) == ("finished", {}, 155)


@pytest.mark.parametrize("slow", [0.1, 20.0])
def test_a_run_whose_parent_was_killed_ends_by_itself(
    site: Site, settings_for: Make, tmp_path: Path, slow: float
) -> None:
    """Also while an answer does not come."""
    fill(site, 60, a_page=60)
    for number in range(4, 60):
        site.pages[f"/ad/{number}"] = Answer(ad(number), slow=slow)
    settings = settings_for(site, concurrency=1)
    with start(settings, tmp_path, "from crawlers.run import crawl; crawl(s, ['small'])") as parent:
        while site.hits.count("/ad/4") == 0 and parent.poll() is None:
            time.sleep(0.01)
        time.sleep(1.5)  # a first report was read
        parent.kill()
    site.pages |= {path: Answer(page.body) for path, page in site.pages.items()}  # type: ignore[union-attr]
    (profile,) = choose(settings, ["small"])
    for _ in range(150):
        try:
            with opened(settings, profile) as found:
                assert found.resumed
                break
        except Refused:
            time.sleep(0.1)
    else:
        pytest.fail("the site stays locked")
    report = run_one(settings)
    assert (report.state, report.resumed, report.stored) == ("finished", True, 61)
    assert Counter(post.key for post in Archive(settings.archive_dir).posts()) == Counter(map(str, range(60)))


RUN_SITE = """from crawlers.profile import choose; from crawlers.run import run_site
r = run_site(s, choose(s, ['small'])[0]); print(r.state)"""


def start(settings: Settings, folder: Path, code: str = RUN_SITE) -> subprocess.Popen[bytes]:
    """A crawl in a process group of its own."""
    file = folder / "settings.yaml"
    keys = ("data_dir", "site_dirs", "allow_hosts", "actor")
    file.write_bytes(to_json({key: settings.model_dump(mode="json")[key] for key in keys}))
    code = f"from config.settings import load; s = load()\n{code}"
    environment = {**os.environ, "ADTRAIL_SETTINGS": str(file)}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, start_new_session=True, stdout=subprocess.PIPE
    )


def test_signals_end_a_run_cleanly_and_the_next_goes_on(site: Site, settings_for: Make, tmp_path: Path) -> None:
    fill(site, 60)
    for path in list(site.pages):
        site.pages[path] = Answer(site.pages[path].body, slow=0.05)  # type: ignore[union-attr]
    settings = settings_for(site)
    for sign in (signal.SIGTERM, signal.SIGINT):
        goal = len(site.hits) + 12
        with start(settings, tmp_path) as child:
            while len(site.hits) < goal and child.poll() is None:
                time.sleep(0.01)
            child.send_signal(sign)
            output, _ = child.communicate(timeout=10)
        assert (output.strip(), child.returncode) == (b"interrupted", 0)
        sound(settings)
    report = run_one(settings)
    assert (report.state, report.resumed, report.stored) == ("finished", True, 62)
    assert Counter(post.key for post in Archive(settings.archive_dir).posts()) == Counter(map(str, range(60)))


def test_one_run_of_a_site_at_a_time(site: Site, settings_for: Make) -> None:
    settings = settings_for(site)
    (profile,) = choose(settings, ["small"])
    with opened(settings, profile), pytest.raises(Refused, match="another process is crawling small"):
        run_site(settings, profile)
    assert site.hits == []


ROBOTS = {
    "all forbidden": (Answer("User-agent: *\nDisallow: /"), "robots.txt"),
    "we are forbidden": (Answer("User-agent: adtrail\nDisallow: /list"), "robots.txt"),
    "error": (Answer("oops", 500), "robots.txt cannot be had"),
    "moved": (Answer("", 302, {"Location": "/rules.txt"}), "robots.txt"),
    "none": (Answer("<html>Disallow: /</html>", 404), ""),
    "others are forbidden": (Answer("User-agent: other\nDisallow: /\n\nUser-agent: *\nAllow: /"), ""),
}


def test_robots(settings_for: Make) -> None:
    """One run over six hosts, each with rules of its own."""
    sites = {name: Site() for name in ROBOTS}
    for name, (robots, _) in ROBOTS.items():
        rules = Answer("User-agent: *\nDisallow: /")
        sites[name].pages = {"/robots.txt": robots, "/rules.txt": rules, "/list/0": Answer(listing([]))}
    try:
        first = next(iter(sites.values()))
        settings = settings_for(first, start={"list": [f"{site.url}/list/0" for site in sites.values()]})
        report = run_one(settings.model_copy(update={"allow_hosts": tuple(site.host for site in sites.values())}))
        fetched = {name for name, site in sites.items() if "/list/0" in site.hits}
    finally:
        for site in sites.values():
            site.close()
    assert fetched == {name for name, (_, reason) in ROBOTS.items() if not reason}
    assert report.refused == Counter(reason for _, reason in ROBOTS.values() if reason)


def test_one_failed_answer_for_robots_is_asked_again(site: Site, settings_for: Make) -> None:
    rules = Answer("User-agent: *\nDisallow: /ad/2")
    site.pages = {f"/ad/{number}": Answer(ad(number)) for number in (1, 2)}
    site.pages |= {"/list/0": Answer(listing(list(site.pages)))}
    site.pages["/robots.txt"] = lambda visit: Answer("", 503) if visit == 1 else rules
    report = run_one(settings_for(site))
    assert (report.state, report.stored, report.refused) == ("finished", 2, {"robots.txt": 1})
    assert site.hits[:2] == ["/robots.txt", "/robots.txt"]


def test_robots_that_cannot_be_had_fail_the_run_and_not_the_next(site: Site, settings_for: Make) -> None:
    site.pages = {"/robots.txt": Answer("", 503), "/list/0": Answer(listing([]))}
    settings = settings_for(site)
    report = run_one(settings)
    assert (report.state, report.reason, report.stored) == ("failed", "robots.txt cannot be had", 0)
    assert "the next run asks for it again" in report.warnings[0]
    assert site.hits == ["/robots.txt"] * 3
    site.pages["/robots.txt"] = Answer("", 404)
    report = run_one(settings)
    assert (report.state, report.reason, report.stored, report.warnings) == ("finished", "", 1, ())


def test_what_is_stored_is_what_came(site: Site, settings_for: Make) -> None:
    page = ad("1")
    site.pages = {
        "/robots.txt": Answer("", 404),
        "/list/0": Answer(listing(["/ad/1"])),
        "/ad/1": Answer(zlib.compress(page.encode()), headers={"Content-Encoding": "deflate", "X-Own": "yes"}),
    }
    settings = settings_for(site)
    run_one(settings)
    archive = Archive(settings.archive_dir)
    (post,) = archive.posts()
    assert archive.payload(post.capture) == page.encode()
    raw = (settings.archive_dir / post.capture.segment / "capture.warc.gz").read_bytes()
    text = b"".join(unpacked(raw))
    assert b"X-Own: yes" in text
    assert b"Cookie" not in text
    assert b"Referer" not in text
    assert b"User-Agent: adtrail/0.1" in text
    assert site.hits == ["/robots.txt", "/list/0", "/ad/1"]
    assert (post.region, post.retention, post.legal_basis) == ("US", "public", "made up for tests, on this machine")


def unpacked(data: bytes) -> list[bytes]:
    parts = []
    while data:
        part = zlib.decompressobj(zlib.MAX_WBITS | 16)
        parts.append(part.decompress(data))
        data = part.unused_data
    return parts
