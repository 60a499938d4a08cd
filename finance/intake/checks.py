"""Staged rows of text are checked cell by cell; the first wrong one refuses the table."""

from __future__ import annotations

from pathlib import Path

from config.errors import BadInput
from config.masking import mask
from finance.intake.columns import FIELDS, OwnTables
from finance.store import Records

# A query over the trimmed text `v` of a cell is true when it reads as that kind; beside it, what would.
_CHECKS = {
    "date": ("wall_of(v) is not null", "a date as 2026-01-31"),
    "time": ("wall_of(v) is not null", "a date, or a time as 2026-01-31T22:15:00-05:00"),
    "money": ("number_of(v) is not null", "a plain number with a decimal point"),
    "currency": ("regexp_matches(v, '^[A-Z]{3,5}$')", "a currency code as USD"),
    "zone": ("v in (select name from pg_timezone_names())", "a time zone as America/New_York"),
}

_REPEATED = """
select line, '{field}' as field, {field} as v, 'each row needs its own' as fix from staged
qualify row_number() over (partition by trim({field}) order by line) > 1
"""
_UNKNOWN = """
select line, 'account' as field, account as v, 'add it to the accounts table' as fix from staged
where trim(account) not in (select account from accounts)
"""
_RULES = {
    "accounts": [
        _REPEATED.format(field="account"),
        """select line, 'account' as field, account as v, 'two institutions have it: read them one at a time' as fix
        from staged where trim(account) in (select account from accounts)""",
        """select line, 'closed' as field, closed as v, 'must not lie before opened' as fix from staged
        where wall_of(closed) < wall_of(opened)""",
    ],
    "aliases": [
        _UNKNOWN,
        """select line, 'valid_to' as field, valid_to as v, 'must not lie before valid_from' as fix from staged
        where wall_of(valid_to) < wall_of(valid_from)""",
    ],
    "transactions": [
        _UNKNOWN,
        _REPEATED.format(field="tx"),
        """select line, 'status' as field, status as v, 'add the word to settled or not_settled of columns.yaml' as fix
        from staged where trim(status) != '' and not list_contains($settled, lower(trim(status)))""",
        """select line, 'direction' as field, direction as v, 'add the word to incoming or outgoing of columns.yaml'
        as fix from staged where trim(direction) != '' and not list_contains($incoming, lower(trim(direction)))
        and not list_contains($outgoing, lower(trim(direction)))""",
        """select line, 'direction' as field, '' as v, 'say in or out: columns.yaml has amount_sign: direction' as fix
        from staged where not $signed and text_of(direction) is null""",
        """select line, 'amount' as field, amount as v, 'its sign contradicts the direction; where amounts have none,
        say amount_sign: direction in columns.yaml' as fix from staged
        where $signed and ((number_of(amount) > 0 and list_contains($outgoing, lower(trim(direction))))
          or (number_of(amount) < 0 and list_contains($incoming, lower(trim(direction)))))""",
    ],
}


def check(records: Records, table: str, names: OwnTables, file: Path) -> None:
    """Refuse the staged rows at the first cell (in order of lines) that is missing or does not read.

    Raises:
        BadInput: names the file, the line and the field.
    """
    sql = " union all ".join([*_cells(table), *_RULES[table]]) + " order by line, field limit 1"
    words: dict[str, object] = {"settled": [*names.settled, *names.not_settled], "incoming": [*names.incoming]}
    words |= {"outgoing": [*names.outgoing], "signed": names.amount_sign == "signed"}
    used = {name: value for name, value in words.items() if f"${name}" in sql}
    for row in records.rows(sql, used):
        plain = row["field"] in ("status", "direction") or not FIELDS[table][row["field"]].startswith("text")
        reason = f"{row['v'] if plain else mask(row['v'])!r} does not fit" if row["v"] else "empty"
        raise BadInput(reason, file=file, line=row["line"], field=row["field"], fix=" ".join(row["fix"].split()))


def _cells(table: str) -> list[str]:
    """Queries that find empty cells that must not be, and cells that do not read as their kind."""
    found = []
    for field, kind in FIELDS[table].items():
        cell = f"from (select line, '{field}' as field, trim({field}) as v from staged)"  # noqa: S608 - our own names
        if kind.endswith("!"):
            found.append(f"select line, field, v, 'give a value' as fix {cell} where coalesce(v, '') = ''")
        if kind.rstrip("!") in _CHECKS:
            test, want = _CHECKS[kind.rstrip("!")]
            found.append(f"select line, field, v, 'write {want}' as fix {cell} where v != '' and not ({test})")
    return found
