"""How people write phones and handles: plainly, or so that a machine should not read them."""

from __future__ import annotations

import random
from collections.abc import Callable

from examples.world.model import Selector

WORDS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
}
CYRILLIC = str.maketrans("aeopcx", "аеорсх")

PHONE_PLAIN: tuple[Callable[[str, str, str], str], ...] = (
    lambda a, b, c: f"({a}) {b}-{c}",
    lambda a, b, c: f"{a}-{b}-{c}",
    lambda a, b, c: f"{a}.{b}.{c}",
    lambda a, b, c: f"{a} {b} {c}",
    lambda a, b, c: f"{a}{b}{c}",
    lambda a, b, c: f"+1 {a} {b} {c}",
)


def _keycaps(digits: str) -> str:
    return "".join(f"{digit}\ufe0f\u20e3" for digit in digits)


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _some_words(rng: random.Random, digits: str, language: str) -> str:
    """Some digits as words, stuck to their neighbours: `6one4 five55 01four3`."""
    shown = [WORDS[language][int(digit)] if rng.random() < 0.35 else digit for digit in digits]
    return f"{''.join(shown[:3])} {''.join(shown[3:6])} {''.join(shown[6:])}"


def _hidden_phone(rng: random.Random, a: str, b: str, c: str, language: str) -> str:
    digits = a + b + c
    ways: tuple[Callable[[], str], ...] = (
        lambda: " ".join(WORDS[language][int(digit)] for digit in digits),
        lambda: _some_words(rng, digits, language),
        lambda: _keycaps(digits),
        lambda: " ".join(digits),
        lambda: "-".join(digits),
        lambda: f"{a}*{b}*{c}",
        lambda: f"{a}~{b}~{c}",
        lambda: _wide(f"{a}-{b}-{c}"),
        lambda: f"({a}) {b}-{c}".translate(str.maketrans("01", "Ol")),
        lambda: f"{a} . {b} . {c[:2]} . {c[2:]}",
        lambda: f"{a} / {b} / {c}",
    )
    return rng.choice(ways)()


def _phone(rng: random.Random, value: str, hide: bool, language: str) -> str:
    if value.startswith("+44"):
        rest = value[3:]
        return f"+44 {' '.join(rest)}" if hide else f"+44 {rest[:2]} {rest[2:6]} {rest[6:]}"
    a, b, c = value[2:5], value[5:8], value[8:]
    return _hidden_phone(rng, a, b, c, language) if hide else rng.choice(PHONE_PLAIN)(a, b, c)


def _email(rng: random.Random, value: str, hide: bool) -> str:
    if not hide:
        return value
    ways = (
        value.replace("@", " at ").replace(".example", " dot example"),
        value.replace("@", "(at)").replace(".example", "(dot)example"),
        value.replace("@", " [at] ").replace(".example", " [dot] example"),
        value.replace("@", " @ "),
    )
    return rng.choice(ways)


# Lead-ins: the network's name before the handle, plainly and hidden. `{}` is the handle.
LEADS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cashapp": (
        ("Cash App ${}", "cashapp: ${}", "CashApp ${}", "cash.app/${}"),
        ("c@sh app ${}", "ca$happ: {}", "C A S H A P P ${}", "cash 📲 app 👉 ${}", "CASH APP 💲{}"),
    ),
    "venmo": (
        ("Venmo @{}", "venmo: {}", "venmo.com/u/{}"),
        ("v3nmo @{}", "V e n m o: @{}", "VENM0 👉 @{}", "v.e.n.m.o @{}"),
    ),
    "paypal": (("paypal.me/{}", "PayPal @{}"), ("pay pal: @{}", "P@yPal.me/{}", "paypaI.me/{}")),
    "zelle": (("Zelle {}", "zelle: {}"), ("z e l l e {}", "Zell3 {}", "ZELLE 👉 {}")),
    "telegram": (("Telegram @{}", "t.me/{}", "telegram: {}"), ("tele gram @{}", "TG: @{}", "t3legram @{}")),
    "instagram": (("Instagram @{}", "instagram.com/{}", "IG: @{}"), ("1nsta @{}", "i n s t a: @{}", "insta gram @{}")),
    "iban": (("IBAN {}", "bank transfer, IBAN {}"), ("iban: {}", "I.B.A.N {}")),
    "btc": (("BTC {}", "bitcoin: {}"), ("B.T.C. {}", "₿ {}")),
    "eth": (("ETH {}", "ethereum: {}"), ("E.T.H {}", "eth wallet ➡️ {}")),
    "email": (("e-mail {}", "email: {}", "write to {}"), ("mail me {}", "✉ {}")),
}


def _handle(rng: random.Random, value: str, hide: bool) -> str:
    """The handle as written: capitals are common; hidden ones may hold look-alike letters or a zero-width space."""
    if not hide:
        return rng.choice((value, value, value.replace("demo", "Demo", 1)))
    ways = (
        value.upper(),
        value.replace("demo", "demo".translate(CYRILLIC), 1),
        value.replace("demo", "de\u200bmo", 1),
        value.replace("demo", _wide("demo"), 1),
    )
    return rng.choice(ways)


def spell(rng: random.Random, selector: Selector, *, hide: bool, language: str = "en") -> tuple[str, str]:
    """Write a selector: the phrase as it stands in a text, and that part of it which stands for the value."""
    kind, value = selector.kind, selector.value
    if kind == "social":
        kind, value = value.split(":", 1)
    if kind == "phone" or (kind == "zelle" and value.startswith("+")):
        core = _phone(rng, value, hide, language)
    elif kind in ("email", "zelle"):
        core = _email(rng, value, hide)
    elif kind in ("btc", "eth"):
        core = value
    elif kind == "iban":
        core = value.lower() if hide else " ".join(value[n : n + 4] for n in range(0, len(value), 4))
    else:  # either the handle is hidden or the network's name is
        core = _handle(rng, value, hide and rng.random() < 0.4)
    if kind == "phone":
        return core, core
    plain, hidden = LEADS[kind]
    return rng.choice(hidden if hide else plain).format(core), core
