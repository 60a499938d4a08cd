"""Numbers and handles under any composition of obfuscators: found, or honestly missed; never another one."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.selectors import extract

WORDS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
    "fr": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
    "pt": ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"],
}
WRITERS: dict[str, Callable[[int], str]] = {
    "plain": str,
    "wide": lambda digit: chr(0xFF10 + digit),
    "circled": lambda digit: "⓪①②③④⑤⑥⑦⑧⑨"[digit],
    "keycap": lambda digit: f"{digit}\ufe0f\u20e3",
    "bold": lambda digit: chr(0x1D7CE + digit),
    "arabic": lambda digit: chr(0x0660 + digit),
    "zero width": lambda digit: f"{digit}\u200b",
    "struck": lambda digit: f"{digit}\u0336",
    "look-alike": lambda digit: {0: "O", 1: "l"}.get(digit, str(digit)),
    "leet": lambda digit: WORDS["en"][digit].translate(str.maketrans("oei", "031")),
    "shouted": lambda digit: WORDS["en"][digit].upper(),
    **{language: words.__getitem__ for language, words in WORDS.items()},
}
NARROW = ["", " ", "-", ".", "_", "*", " - ", "💋", "/", "~", "|"]
WIDE = [" ", "-", ".", "\n", "  ", " then ", " dash ", "...", " ** ", " 🔥 ", ") ", "--", " and then "]
FRAMES = [
    "{}",
    "call me at {} babe",
    "Rosie, 22 yrs, new in town. {} no drama, $80 hh",
    "100 roses. text {} anytime",
    "{} 💋💋",
    "age 25 5'4 {}",
    "$120/hr {} incall",
    "hit me up ({})",
    "WhatsApp: {}",
    "deposit 50 cashapp $demorosie {}",
]


@st.composite
def hidden(draw: st.DrawFn) -> tuple[str, str]:
    """A made-up number and a text that hides it, each group in its own way."""
    area = draw(st.sampled_from(["202", "212", "305", "415", "646", "702", "813"]))
    number = f"{area}55501{draw(st.integers(0, 99)):02d}"
    narrow, wide = draw(st.sampled_from(NARROW)), draw(st.sampled_from(WIDE))
    groups = []
    for group in (number[:3], number[3:6], number[6:]):
        write = WRITERS[draw(st.sampled_from(sorted(WRITERS)))]
        groups.append(narrow.join(write(int(digit)) for digit in group))
    return f"+1{number}", draw(st.sampled_from(FRAMES)).format(wide.join(groups))


@settings(deadline=None, max_examples=400)
@given(hidden())
def test_never_another_number(case: tuple[str, str]) -> None:
    value, text = case
    assert {mention.value for mention in extract(text, kinds={"phone"})} <= {value}


def test_nearly_all_are_found() -> None:
    """Recall over a fixed sample of compositions."""
    found: list[bool] = []

    @settings(deadline=None, max_examples=600, derandomize=True, database=None)
    @given(hidden())
    def count(case: tuple[str, str]) -> None:
        value, text = case
        found.append(value in {mention.value for mention in extract(text, kinds={"phone"})})

    count()
    assert sum(found) / len(found) >= 0.97


NAMES = {
    "cashapp": [
        "cash app",
        "cashapp",
        "CashApp",
        "ca$h app",
        "c@shapp",
        "cash-app",
        "c a s h a p p",
        "ｃａｓｈａｐｐ",
        "𝐜𝐚𝐬𝐡 𝐚𝐩𝐩",
        "саsh app",
        "cash 💸 app",
    ],
    "venmo": ["venmo", "Venmo", "ven-mo", "ven mo", "v3nm0", "v e n m o", "ⓥⓔⓝⓜⓞ", "vеnmo"],
}


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from([(kind, name) for kind, names in NAMES.items() for name in names]),
    st.sampled_from([" ", ": ", " 👉 ", " -> ", " me at ", "\n", " is ", " only "]),
    st.from_regex(r"demo[a-z]{2,8}[0-9]{1,3}", fullmatch=True),
    st.sampled_from(["{}", "wide", "zero width", "cyrillic"]),
)
def test_handles_survive(name: tuple[str, str], joint: str, handle: str, disguise: str) -> None:
    kind, spelled = name
    shown = {
        "{}": handle,
        "wide": "".join(chr(ord(char) + 0xFEE0) for char in handle),
        "zero width": "\u200b".join(handle),
        "cyrillic": handle.translate(str.maketrans("aeopc", "аеорс")),
    }[disguise]
    sigil = "$" if kind == "cashapp" else "@"
    found = extract(f"new here. {spelled}{joint}{sigil}{shown} thanks", kinds={kind})
    assert [mention.value for mention in found] == [handle]
