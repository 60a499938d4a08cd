"""The page docs/selectors.md, made from the registry; `make docs` writes it, a test compares."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.mention import UNCERTAIN
from nlp.selectors import REGISTRY, services
from nlp.selectors.scan import Selector

_GROUPS = {
    "contact": "Ways to reach somebody",
    "payment": "Payment services",
    "crypto": "Wallets",
    "bank": "Bank accounts and cards",
    "post": "What describes a post",
}
_HEAD = f"""# Selectors

<!-- Made from the registry by `make docs`; a test compares. -->

What `adtrail extract` and the analysis stage find in a text. Every mention has a kind, a normal form (`value`), the raw
text with its span, a confidence, the method by which it was read, and the words near by that decided.
A confidence below {UNCERTAIN} is a candidate for people, never a fact: a `$handle` that stands beside no name of a
service. `adtrail extract` leaves such mentions out unless `--min-confidence` is lowered.

All kinds look at one fold of the text (NFKC; look-alikes of other scripts; circled, keycap, mathematical and other
digits; zero-width characters and combining marks dropped), so these disguises are read everywhere. Digits may be words
(English, Spanish, French, Portuguese, Italian, German, Dutch, Polish, Russian, Chinese; glued, mixed with digits, in
leet, teens and tens), be parted by any separators, emoji, line ends or joining words. Names of services may be in leet
(`ca$h app`), parted (`ven-mo`, `v e n m o`, `cash 📲 app`) or in letters of another script. The words stand in
`nlp/selectors/data/`.

Card numbers are masked at once: neither `value` nor `raw` holds the middle digits, and `mask_cards` masks them in a
text of the same length.
"""


def selectors_page() -> str:
    """The page as it must stand in docs/selectors.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for group, title in _GROUPS.items():
        yield f"## {title}\n\n| kind | normal form | read, for example | source |\n| --- | --- | --- | --- |"
        yield from (_row(selector) for selector in REGISTRY.values() if selector.group == group)
        yield ""
    networks = ", ".join(f"`{name}`" for name in sorted(services.of("network")))
    yield f"Networks of `social`: {networks}. A messenger that is addressed by a phone number (WhatsApp, Viber, Zalo)"
    yield "gives a `phone`."


def _row(selector: Selector) -> str:
    examples = "<br>".join(f"`{example}`".replace("|", "\\|") for example in selector.examples)
    return f"| `{selector.kind}` | {selector.forms} | {examples} | {selector.source} |"
