"""Links: a selector of ads and a record that carries it, at the same time.

Exact equality of normal forms, bounded by dates (alias validity × ad dates): a number that changed hands links nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from finance.catalogue import thresholds, typology
from finance.keys import key_aliases, load_sheet
from finance.lead import Link
from finance.memos import memo_selectors
from finance.store import Records
from finance.weights import LinkWeights, weights
from nlp.selectors.crypto import WALLETS
from nlp.sheet import SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A link, the transactions that show it, and whether the holder was only the payer.

    `relevance` is below 1 when the ads show no published sign of trafficking: it counts in the score, not in the link.
    """

    link: Link
    rows: tuple[int, ...] = ()
    paid: bool = False
    relevance: float = 1.0


def find_links(records: Records, sheet: Iterable[SheetRow]) -> list[Link]:
    """All links between the records and the selector sheet, the strongest first."""
    return [found.link for found in find(records, list(sheet), weights().links)]


def find(records: Records, sheet: Sequence[SheetRow], factors: LinkWeights) -> list[Found]:
    """Links with the transactions that show them, the strongest first."""
    key_aliases(records)
    load_sheet(records, sheet)
    found = [*_of_aliases(records, sheet, factors), *_of_memos(records, sheet, factors)]
    if any(row.indicators for row in sheet):
        signs = {(row.kind, row.value) for row in sheet if row.indicators}
        found = [
            each if (each.link.kind, each.link.value) in signs else replace(each, relevance=factors.no_signs)
            for each in found
        ]
    return sorted(found, key=lambda each: (-each.link.weight, each.link.account, each.link.kind, each.link.value))


# The best of the aliases by which an account carries a key, where validity and ad dates overlap (with the slack that
# the institution allows); with a closed account its aliases end. What is not told bounds nothing here, and weakens the
# link below.
_ALIASES = """
with pairs as (
  select a.account, a.valid_from, a.valid_to, coalesce(a.source, '') as source, s.*,
    greatest(a.valid_from, s.first_day) as from_day, least(a.valid_to, c.closed, s.last_day) as to_day,
    (case when a.valid_from is null then $start else 1 end)
      * (case when s.first_day is null or s.last_day is null then $dates else 1 end) as certainty
  from aliases a join sheet s using (key) join accounts c using (account)
  where coalesce(a.valid_from <= s.last_day + to_days($slack), true)
    and coalesce(s.first_day <= least(a.valid_to, c.closed) + to_days($slack), true)
), shared as (
  select *, count(distinct account) over (partition by key) as accounts from pairs
)
select *, weight * certainty * least(1.0, $shared / accounts) as link_weight from shared
qualify row_number() over (
  partition by account, key order by link_weight desc, to_day - from_day desc nulls last, row) = 1
"""


def _of_aliases(records: Records, sheet: Sequence[SheetRow], factors: LinkWeights) -> Iterable[Found]:
    given = {
        "slack": thresholds(typology("L1"))["slack_days"], "start": factors.alias_start_missing,
        "dates": factors.ad_dates_missing, "shared": factors.shared_by,
    }  # fmt: skip
    for row in records.rows(_ALIASES, given):
        link = _link(sheet[row["row"]], row, "L1", row["link_weight"])
        yield Found(
            link=replace(
                link, alias_from=row["valid_from"], alias_to=row["valid_to"], alias_source=row["source"],
                note="; ".join(_weaknesses(row, sheet[row["row"]], factors)),
            )
        )  # fmt: skip


def _link(selector: SheetRow, row: dict[str, Any], id_: str, weight: float) -> Link:
    return Link(
        account=row["account"], kind=selector.kind, value=selector.value, typology=id_, weight=weight,
        from_=row["from_day"], to=row["to_day"], first_seen=selector.first_seen, last_seen=selector.last_seen,
        posts=selector.posts, network=selector.network, refs=selector.refs,
    )  # fmt: skip


def _weaknesses(row: dict[str, Any], selector: SheetRow, factors: LinkWeights) -> Iterable[str]:
    if row["valid_from"] is None:
        yield "since when the account has the identifier is not told"
    if row["first_day"] is None or row["last_day"] is None:
        yield "the dates of the ads are not told"
    if row["accounts"] > factors.shared_by:
        yield f"{row['accounts']} accounts carry the identifier"
    if selector.rarity < 0.5:
        yield "many unrelated ads carry the selector"
    if selector.confidence < 0.5:
        yield "the selector was read with doubt"


# A payment whose memo or counterparty names a selector, while ads carried it (with the slack that the institution
# allows). Money that came in points to the holder; money that went out points to its receiver, and hardly to the payer.
_MEMOS = """
with named as (
  select t.*, s.row, s.weight from mentioned m join sheet s using (key) join transactions t using (n)
  where coalesce(t.day >= s.first_day - to_days($slack), true) and coalesce(t.day <= s.last_day + to_days($slack), true)
), sides as (
  select account, row, n, day, weight, case when amount > 0 then 'received' else 'paid' end as side from named
  union all
  select counterparty_account, row, n, day, weight, 'received' from named
  where amount < 0 and counterparty_account in (select account from accounts)
    and not exists ( -- the receiver's own row of the same payment counts already
      select 1 from named m where m.account = named.counterparty_account and m.row = named.row
        and m.amount = -named.amount and m.currency = named.currency and abs(m.day - named.day) <= 1)
)
select account, row, side, min(day) as from_day, max(day) as to_day, list(n order by n) as rows,
  any_value(weight) as weight
from sides group by account, row, side
"""


def _of_memos(records: Records, sheet: Sequence[SheetRow], factors: LinkWeights) -> Iterable[Found]:
    memo_selectors(records)
    found = records.rows(_MEMOS, {"slack": thresholds(typology("L2"))["slack_days"]})
    received = {(row["account"], row["row"]) for row in found if row["side"] == "received"}
    for row in found:
        paid = row["side"] == "paid"
        if paid and (row["account"], row["row"]) in received:
            continue
        factor, note = (
            (factors.memo_paid, "the holder paid; customers do so")
            if paid
            else (factors.memo_received, "named in payments to the account")
        )
        id_ = "L5" if sheet[row["row"]].kind in WALLETS else "L2"
        link = _link(sheet[row["row"]], row, id_, row["weight"] * factor)
        count = len(row["rows"])
        note = f"{note}, in {count} payment{'s' if count > 1 else ''}"
        yield Found(link=replace(link, note=note), rows=tuple(row["rows"]), paid=paid)
