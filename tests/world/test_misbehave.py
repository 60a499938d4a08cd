"""The misbehaving corner behaves as written in examples/README.md."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from examples.world.misbehave import HUGE_BYTES
from examples.world.odd import KEYS
from examples.world.server import running

SITES = ("board", "market", "forum", "jobs")


def address(world, site: str, kind: str) -> str:
    key = KEYS[site][kind]
    known = [row["url_path"] for row in world.truth("posts") if row["site"] == site and row["key"] == key]
    if known:
        return known[0]
    shapes = {
        "board": f"/columbus/for-sale/anything-{key}.html",
        "market": f"/item/{key}",
        "forum": f"/viewtopic.php?t={key[1:]}",
        "jobs": f"/job/{key}/anything",
    }
    return shapes[site]


@pytest.mark.parametrize("site", SITES)
def test_missing(world, served, site):
    assert served.get(site, address(world, site, "missing")).status_code == 404


@pytest.mark.parametrize("site", SITES)
def test_flaky_fails_once_in_a_phase(world, served, site):
    path = address(world, site, "flaky")
    served.get(site, path)  # whatever tests before have asked
    assert [served.get(site, path).status_code for _ in range(2)] == [200, 200]


def test_flaky_fails_first(world):
    """On a fresh server, in each phase."""

    async def ask() -> list[int]:
        async with running(world.folder) as ports, httpx.AsyncClient() as client:
            seen = []
            for phase in (1, 2):
                await client.post(f"http://127.0.0.1:{ports['control']}/phase/{phase}")
                for _ in range(3):
                    answer = await client.get(f"http://127.0.0.1:{ports['jobs']}{address(world, 'jobs', 'flaky')}")
                    seen.append(answer.status_code)
            return seen

    assert asyncio.run(ask()) == [500, 200, 200, 500, 200, 200]


def test_slow_takes_two_seconds_and_holds_nobody_else_up(world, served):
    async def timed(client: httpx.AsyncClient, site: str, path: str) -> float:
        start = time.monotonic()
        assert (await client.get(served.url(site, path))).status_code == 200
        return time.monotonic() - start

    async def ask() -> list[float]:
        async with httpx.AsyncClient(timeout=20) as client:
            slow = [timed(client, site, address(world, site, "slow")) for site in SITES]
            return await asyncio.gather(timed(client, "jobs", "/jobs"), *slow)

    quick, *slow = asyncio.run(ask())
    assert quick < 1.5 < 1.9 < min(slow)
    assert max(slow) < 6


@pytest.mark.parametrize("site", SITES)
def test_loop(world, served, site):
    with pytest.raises(httpx.TooManyRedirects):
        served.client.get(served.url(site, address(world, site, "loop")), follow_redirects=True)


@pytest.mark.parametrize("site", SITES)
def test_charset(world, served, site):
    response = served.get(site, address(world, site, "charset"))
    assert response.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert response.status_code == 200
    text = response.content.decode("utf-8")
    if site != "market":
        assert any(letter in text for letter in "áéíóúñ")
        assert "Ã" in response.text


@pytest.mark.parametrize("site", SITES)
def test_huge_is_streamed(world, served, site):
    with served.client.stream("GET", served.url(site, address(world, site, "huge"))) as response:
        assert "content-length" not in response.headers
        if site == "board":
            assert HUGE_BYTES * 0.99 < sum(map(len, response.iter_raw())) < HUGE_BYTES * 1.01


@pytest.mark.parametrize("site", SITES)
def test_away_leads_to_the_canary_which_is_counted(world, served, site):
    path = address(world, site, "away")
    response = served.get(site, path)
    assert response.status_code == 307
    assert response.headers["location"] == served.url("control", "/private/canary")
    assert "/private/canary" not in served.get("control", "/hits").json()["control"]
    served.client.get(served.url(site, path), follow_redirects=True)
    assert served.get("control", "/hits").json()["control"]["/private/canary"] == 1


@pytest.mark.parametrize("site", SITES)
def test_robots_forbids_the_endless_calendar_that_pages_link(served, site):
    robots = served.get(site, "/robots.txt").text
    assert "Disallow: /private/" in robots.splitlines()
    home = {"jobs": "/jobs"}.get(site, "/")
    assert "private/calendar/1" in served.get(site, home).text
    assert "/private/calendar/8" in served.get(site, "/private/calendar/7").text
