"""Public suffixes, offline: the list that tldextract carries; nothing is fetched and nothing cached on disk."""

from __future__ import annotations

from functools import cache, lru_cache

from tldextract import TLDExtract

RESERVED = frozenset({"example", "test", "invalid"})  # RFC 2606: made-up data lives there


@cache
def _extract() -> TLDExtract:
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=65536)
def registered(host: str) -> str:
    """The registered domain of a host, or nothing when it ends in no public suffix.

    >>> registered("www.shop.co.uk"), registered("etc.and")
    ('shop.co.uk', '')
    """
    if host.rpartition(".")[2] in RESERVED:
        return ".".join(host.split(".")[-2:]) if "." in host.strip(".") else ""
    return _extract()(host).top_domain_under_public_suffix
