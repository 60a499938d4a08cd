"""The resolver has the last word: what a name resolves to at the moment of connecting is checked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from scrapy import Request
from scrapy.resolver import dnscache
from scrapy.settings import Settings as ScrapySettings
from twisted.python.failure import Failure

from config.errors import Refused
from crawlers.guard import Guard
from crawlers.middleware import ALLOW, GuardedResolver, GuardMiddleware, RefusedRequest


@pytest.fixture
def names() -> Iterator[None]:
    """Answers of a name server, as Scrapy has them in its cache."""
    answers = {
        "public.example": "93.184.215.14",
        "private.example": "10.0.0.7",
        "rebound.example": "127.0.0.1",
        "metadata.example": "169.254.169.254",
        "localhost": "127.0.0.1",
        "127.0.0.1": "127.0.0.1",
    }
    for name, address in answers.items():
        dnscache[name] = address
    yield
    dnscache.clear()


def resolved(name: str, *allow: str) -> object:
    crawler = type("Crawler", (), {"settings": ScrapySettings({ALLOW: list(allow)})})()
    resolver = GuardedResolver.from_crawler(crawler, reactor=None)
    answers: list[object] = []
    resolver.getHostByName(name).addBoth(answers.append)
    (answer,) = answers
    return answer.value if isinstance(answer, Failure) else answer


@pytest.mark.usefixtures("names")
def test_public_answers_pass() -> None:
    assert resolved("public.example") == "93.184.215.14"


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("name", ["private.example", "rebound.example", "metadata.example", "localhost", "127.0.0.1"])
def test_private_answers_are_an_error(name: str) -> None:
    assert isinstance(resolved(name), Refused)
    assert isinstance(resolved(name, "other.example:80"), Refused)


@pytest.mark.usefixtures("names")
def test_names_of_exceptions_pass() -> None:
    assert resolved("127.0.0.1", "127.0.0.1:8401") == "127.0.0.1"
    assert resolved("localhost", "localhost:8401") == "127.0.0.1"
    assert isinstance(resolved("rebound.example", "localhost:8401"), Refused)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.1/", "guard: 10.0.0.1 is the private address 10.0.0.1"),
        ("http://user@public.example/", "guard: credentials in the address"),
        ("ftp://public.example/", "guard: scheme 'ftp' is not http or https"),
    ],
)
def test_the_middleware_says_why(url: str, reason: str) -> None:
    with pytest.raises(RefusedRequest, match=f"^{reason}$"):
        asyncio.run(GuardMiddleware(Guard()).process_request(Request(url)))


def test_the_middleware_lets_exceptions_pass() -> None:
    asyncio.run(GuardMiddleware(Guard(["127.0.0.1:8401"])).process_request(Request("http://127.0.0.1:8401/x")))
