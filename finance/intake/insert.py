"""Checked rows of text become typed rows of the store."""

from __future__ import annotations

from finance.intake.columns import OwnTables
from finance.store import Records

_ACCOUNTS = """
insert into accounts
select trim(account), $institution, text_of(kind), day_of(opened), day_of(closed), text_of(country),
  text_of(postcode_area), text_of(occupation), text_of(zone)
from staged
"""

_ALIASES = """
insert into aliases
select trim(account), $institution, lower(trim(kind)), trim(value), day_of(valid_from), day_of(valid_to),
  text_of(source), null
from staged
"""

# A time without offset is read on the account's clock where its zone is told, and has no instant where it is not.
# A time in UTC does not tell the account's clock unless the zone is told.
_TRANSACTIONS = """
insert into transactions by name
with cells as (
  select s.*, coalesce(a.zone, $zone) as zone, lower(trim(s.channel)) as word, wall_of(s.time) as wall,
    time_part(s.time, 2) is not null as has_clock, minutes_of(time_part(s.time, 3)) as minutes
  from staged s left join accounts a on a.account = trim(s.account)
  where not list_contains($not_settled, coalesce(lower(trim(s.status)), ''))
), moments as (
  select *,
    case when not has_clock then null
      when minutes is not null then wall - to_minutes(minutes)
      when zone is not null then timezone('UTC', timezone(zone, wall)) end as instant,
    case when not has_clock then null
      when minutes is null then wall
      when zone is not null then timezone(zone, timezone('UTC', instant))
      when minutes != 0 then wall end as clock
  from cells
)
select trim(tx) as tx, trim(account) as account, $institution as institution,
  case when not $by_direction then number_of(amount)
    when list_contains($outgoing, lower(trim(direction))) then -abs(number_of(amount))
    when list_contains($incoming, lower(trim(direction))) then abs(number_of(amount)) end as amount,
  trim(currency) as currency, cast(coalesce(clock, instant, wall) as date) as day, clock, instant,
  text_of(counterparty_account) as counterparty_account, text_of(counterparty) as counterparty,
  coalesce($channels[list_position($words, word)], nullif(word, '')) as channel,
  text_of(mcc) as mcc, text_of(place) as place, text_of(memo) as memo, {file} as file, line
from moments {once}
order by line
"""
# Statements repeat each other: a movement that is there already, from the same file or one that overlaps it, is not
# added again. (Its hash counts true repeats within a file, so those stay.)
_ONCE = "where tx not in (select tx from transactions) qualify row_number() over (partition by tx order by file) = 1"


def insert(records: Records, table: str, names: OwnTables, institution: str, file: str) -> None:
    """Add the staged rows of one file to a table."""
    if table == "accounts":
        records.db.execute(_ACCOUNTS, {"institution": institution})
    elif table == "aliases":
        records.db.execute(_ALIASES, {"institution": institution})
    else:
        waiting = "select count(*) as n from staged where list_contains($words, lower(trim(status)))"
        records.not_settled += records.rows(waiting, {"words": [*names.not_settled]})[0]["n"]
        given = _given(names, institution) | {"file": file}
        records.db.execute(_TRANSACTIONS.format(file="$file", once=""), given)


def insert_statements(records: Records, names: OwnTables, institution: str) -> None:
    """Add the staged rows of statements, each with its `file`; what is there already is left out.

    They are signed and settled: what the institution says of direction and status is for its own tables.
    """
    given = _given(names, institution) | {"by_direction": False, "not_settled": []}
    records.db.execute(_TRANSACTIONS.format(file="file", once=_ONCE), given)


def _given(names: OwnTables, institution: str) -> dict[str, object]:
    return {
        "institution": institution, "zone": names.zone, "by_direction": names.amount_sign == "direction",
        "incoming": [*names.incoming], "outgoing": [*names.outgoing], "not_settled": [*names.not_settled],
        "words": [*names.channels], "channels": [*names.channels.values()],
    }  # fmt: skip
