"""docs/indicators.md, made from the catalogue. `python -m tests.nlp.pages` writes it; a test compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp.indicators import Indicator, catalogue

PAGE = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"

HEAD = """# Indicators

Published signs of trafficking: the rows of `config/indicators/*.yaml`, one catalogue for text, posts over time, money
and the counter of a bank. **One sign is no signal** (98.4 % of ordinary job ads show at least one, Volodko et al.
2018): a hit names its row, its source and the words that show it, for people to read beside others. No hit and no
number of hits calls anybody a trafficker.

- No row reads ethnicity, nationality or religion; a test looks for such words.
- Words that code for youth are no indicator: a text that suggests a minor goes to the
  [quarantine](analysis.md#quarantine).
- Each row says who trips it innocently. Base rates differ by site and language: measure them before a row counts.
- No. 19 of FIN-2020-A008 (payment processors that hide the parties) has no row: it needs data that no contract carries.

To change a row, edit its file; to add one, give it an id of its own, a source, and who trips it innocently. A phrase
is words in which `(a|b)` gives alternatives (one may be empty) and `…` lets up to three words of the same clause stand
between. Case, accents, look-alike letters and single line ends do not matter. A "no", "not", "without", "nunca" or
"sin" within the three words before takes a hit back, unless the row says `negation: false`. After a change
`adtrail analyse` does every segment again.
"""
WHERE = {
    "text": "In the text of a post (`nlp/indicators.py` finds them)",
    "cluster": "In posts over time (for people: networks and campaigns show the facts, no program counts them)",
    "money": "In financial records (`finance/`; details in [typologies](typologies.md))",
    "branch": "At the counter of a bank (listed so that narratives can name them; no program computes them)",
}


def indicators_page() -> str:
    """The whole page."""
    parts = [HEAD]
    for where, title in WHERE.items():
        rows = [row for row in catalogue().values() if row.where == where]
        parts.append(f"\n## {title}\n\n{len(rows)} rows of `config/indicators/{where}.yaml`.\n")
        parts.extend(_table(rows))
    return "\n".join(parts) + "\n"


def _table(rows: list[Indicator]) -> Iterator[str]:
    yield "| id | sign | source | how | who trips it innocently |\n|---|---|---|---|---|"
    for row in rows:
        yield f"| {row.id} | {row.title} | {row.source} | {_how(row)} | {row.innocent} |"


def _how(row: Indicator) -> str:
    numbers = ", ".join(f"{name} {_plain(value)}" for name, value in row.threshold.items())
    window = f"{row.window_days} days" if row.window_days else ""
    phrases = ", ".join(f"{len(some)} {language}" for language, some in row.languages.items())
    about = "; ".join(part for part in (numbers, window, f"phrases: {phrases}" if phrases else "") if part)
    return f"{row.how} ({about})" if about else row.how


def _plain(value: float | tuple[float | str, ...]) -> str:
    return "/".join(
        f"{one:g}" if isinstance(one, float) else one for one in (value if isinstance(value, tuple) else (value,))
    )


if __name__ == "__main__":
    PAGE.write_text(indicators_page(), encoding="utf-8")
