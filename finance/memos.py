"""Selectors that memos and counterparties of payments name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from finance.store import Records, stage

# A memo is worth reading closely when it may hold a number, an address or a wallet; handles are compared as words.
_WORTH = r"(\d[^\d]{0,3}){7}|@\S+\.[A-Za-z]|[A-Za-z0-9]{25}"


# Words of memos that equal a handle of the sheet: with its sign, or telling enough (five characters or more, a digit
# among them); and counterparties that are a selector themselves.
_PLAIN = r"""
with words as (
  select n, unnest(regexp_extract_all(lower(memo), '[@$]?[a-z0-9][a-z0-9._-]{2,}[a-z0-9]')) as word from transactions
  where memo is not null
), outside as (
  select n, counterparty_account as value from transactions
  where counterparty_account is not null and counterparty_account not in (select account from accounts)
)
select n, key from words join sheet s on s.value = ltrim(word, '@$')
where s.kind not in ('phone', 'email')
  and (word[1] in ('@', '$') or (length(word) >= 5 and regexp_matches(word, '[0-9]')))
union
select n, key from outside o cross join (select distinct kind from sheet) k
join sheet s on s.kind = k.kind and s.key = selector_key(k.kind, o.value)
union
select n, key from outside o join sheet s on s.key = selector_key('', o.value)
"""


def memo_selectors(records: Records) -> None:
    """Fill table `mentioned` (n of the transaction, key): equal handles of the sheet, and what the extractor reads.

    Only selectors of the sheet (table `sheet`) are kept.
    """
    records.db.execute("create or replace temp table mentioned as " + _PLAIN)
    memos = records.rows(
        "select memo, any_value(country) as country from transactions left join accounts using (account)"
        " where regexp_matches(memo, $worth) group by memo",
        {"worth": _WORTH},
    )
    stage(records.db, ("memo", "kind", "value"), _read(memos))
    records.db.execute("""
        insert into mentioned
        select distinct t.n, s.key from staged m join transactions t using (memo)
        join sheet s on s.key = selector_key(m.kind, m.value)
        where (t.n, s.key) not in (select (n, key) from mentioned)""")


def _read(memos: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from nlp.selectors import extract

    for row in memos:
        for mention in extract(row["memo"], region=row["country"] or "US"):
            yield {"line": 0, "memo": row["memo"], "kind": mention.kind, "value": mention.value}
