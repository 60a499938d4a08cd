"""Typologies: one small SQL file each (finance/typologies), over the records and the links.

Every query selects `account`, `strength` (0.5 at the threshold, 1 at twice of it), `part` (what the account does in
it, or an empty text), `period` (the window), `text` (one sentence) and `rows` (numbers `n` of the transactions that
show it). Thresholds of the catalogue are its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from finance.catalogue import thresholds, typologies
from finance.links import Found
from finance.store import Records, stage
from nlp.indicators import Indicator

SQL = Path(__file__).with_name("typologies")

_BEST = """
select * exclude (period, shift) from hits
qualify row_number() over (partition by account, id, part order by strength desc, shift, period) = 1
order by account, id, part
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A typology that an account meets, in the window in which it meets it best (windows overlap by half)."""

    account: str
    id: str
    part: str  # hub, sender or empty
    strength: float
    text: str
    rows: tuple[int, ...]

    @property
    def name(self) -> str:
        """`N3:hub`, as weights and role rules name it."""
        return f"{self.id}:{self.part}" if self.part else self.id


def computed() -> set[str]:
    """Ids of the typologies that have a query."""
    return {file.stem.upper() for file in SQL.glob("*.sql") if file.stem != "moves"}


def find_patterns(records: Records, links: Iterable[Found]) -> list[Hit]:
    """All typologies that accounts meet. Needs the aliases' keys, so links come first."""
    _prepare(records, links)
    for typology in typologies():
        file = SQL / f"{typology.id.lower()}.sql"
        if file.exists():
            _run(records, typology, file.read_text(encoding="utf-8"))
    return [Hit(**row | {"rows": tuple(row["rows"])}) for row in records.rows(_BEST)]


def _prepare(records: Records, links: Iterable[Found]) -> None:
    rows = ({"line": 0, "account": f.link.account, "key": f"{f.link.kind}:{f.link.value}", "typology": f.link.typology,
             "weight": str(f.link.weight)} for f in links if not f.paid)  # fmt: skip
    stage(records.db, ("account", "key", "typology", "weight"), rows)
    records.db.execute("""
        create or replace temp table links as
        select account, key, typology, cast(weight as double) as weight from staged;
        create or replace temp table hits (
          account varchar, id varchar, part varchar, strength double, text varchar, rows bigint[], period bigint,
          shift bigint)""")
    records.db.execute((SQL / "moves.sql").read_text(encoding="utf-8"))


def _run(records: Records, typology: Indicator, query: str) -> None:
    """Windows are macro `period_of`; a second round, with windows moved by a half, sees what crosses their edge."""
    names = set(re.findall(r"\$(\w+)", query))
    given = thresholds(typology)
    days = max(typology.window_days or 0, 1)
    for shift in (0, days // 2) if "period_of(" in query else (0,):
        records.db.execute(f"create or replace temp macro period_of(age) as (age + {shift}) // {days}")
        records.db.execute(
            f"insert into hits by name select '{typology.id}' as id, account, part, strength, text, rows, period,"  # noqa: S608
            f" {shift} as shift from ({query})",
            {name: given[name] for name in names},
        )
