"""The form in which links compare selectors: macro `selector_key` of schema.sql, and what SQL cannot do for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import phonenumbers

from finance.store import Records, stage
from nlp.sheet import SheetRow

# Kinds that are addressed by telephone, so that bare digits are a number. (Those of wechat, revolut or pix may be a
# name or a tax number; with a `+` they are read as telephone numbers too.)
DIALLED = frozenset({
    "phone", "venmo", "zelle", "applepay", "googlepay", "interac", "alipay", "mpesa", "gcash", "paymaya", "momo",
    "bkash", "nequi", "yape", "plin", "bizum", "twint", "swish", "lydia", "paylah", "promptpay",
})  # fmt: skip


def key_aliases(records: Records) -> None:
    """Give every alias the form that links compare. Phones without country code are read in the account's country."""
    records.db.execute("update aliases set key = selector_key(kind, value)")
    local = records.rows(
        """
        select distinct a.kind, value, country from aliases a join accounts using (account)
        where list_contains($kinds, a.kind) and regexp_matches(value, '^[0-9 ()./-]{7,24}$')""",
        {"kinds": [*DIALLED]},
    )
    rows = (
        {"line": 0, "kind": row["kind"], "value": row["value"], "country": row["country"], "key": key}
        for row in local
        if (key := _phone(row["value"], row["country"]))
    )
    stage(records.db, ("kind", "value", "country", "key"), rows)
    records.db.execute("""
        update aliases set key = staged.key from staged, accounts
        where aliases.kind = staged.kind and aliases.value = staged.value and accounts.account = aliases.account
          and accounts.country is not distinct from staged.country""")


def _phone(value: str, country: str | None) -> str | None:
    text = "+" + value[2:] if value.startswith("00") else value
    try:
        number = phonenumbers.parse(text, (country or "").upper() or None)
    except phonenumbers.NumberParseException:
        return None
    # "possible" alone lets numbers through that lack their area code
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return "phone:" + phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def load_sheet(records: Records, sheet: Sequence[SheetRow]) -> None:
    """The sheet as table `sheet`: its row number, key, days and weight."""
    stage(records.db, ("kind", "value", "first", "last", "weight"), map(_cells, range(len(sheet)), sheet))
    records.db.execute("""
        create or replace temp table sheet as
        select line as row, kind, value, selector_key(kind, value) as key,
          cast(first as date) as first_day, cast(last as date) as last_day, cast(weight as double) as weight
        from staged""")


def _cells(number: int, row: SheetRow) -> dict[str, Any]:
    first, last = days(row)
    return {
        "line": number, "kind": row.kind, "value": row.value, "weight": str(row.rarity * row.confidence),
        "first": first and first.isoformat(), "last": last and last.isoformat(),
    }  # fmt: skip


def days(row: SheetRow) -> tuple[date | None, date | None]:
    """First and last day on which ads carried the selector, as the row or its sightings tell."""
    times: list[datetime] = [sighting.time for sighting in row.seen]
    first = row.first_seen or min(times, default=None)
    last = row.last_seen or max(times, default=None)
    return (first.date() if first else None), (last.date() if last else None)
