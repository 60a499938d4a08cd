"""What a policy lets through of rows and leads. Fields that may not leave are removed, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from exchange.policy import Policy
from finance.lead import Evidence, Lead, Link
from nlp.sheet import Ref, SheetRow


@dataclass(frozen=True, slots=True)
class Minimiser:
    """One policy at work. `withheld` counts by reason what was kept back; `suppressed` answers for kind and value."""

    policy: Policy
    recipient: str
    suppressed: Callable[[str, str], bool]
    now: datetime
    withheld: Counter[str]

    def selectors(self, rows: Iterable[SheetRow], leads: tuple[Lead, ...]) -> tuple[SheetRow, ...]:
        """The rows that may leave, by kind and value, once each."""
        linked = {(link.kind, link.value) for link in _links(leads)}
        kept: dict[tuple[str, str], SheetRow] = {}
        for row in rows:
            reason = self._against(row.kind, row.value) or self._against_row(row)
            if not reason and self.policy.only_linked and (row.kind, row.value) not in linked:
                reason = "in no lead"
            if not reason and (row.kind, row.value) in kept:
                reason = "twice"
            if reason:
                self.withheld[f"selector: {reason}"] += 1
            else:
                kept[row.kind, row.value] = self._row(row)
        return tuple(kept[key] for key in sorted(kept))

    def leads(self, leads: Iterable[Lead]) -> tuple[Lead, ...]:
        """The leads that may leave, by rank."""
        own = [lead for lead in leads if self._is_theirs(lead)]
        accounts = frozenset(lead.account for lead in own)
        kept = []
        for lead in own:
            evidence = tuple(self._evidence(one, accounts) for one in lead.evidence if self._may_stay(one))
            if any(one.link for one in lead.evidence) and not any(one.link for one in evidence):
                self.withheld["lead: no link left"] += 1
                continue
            kept.append(self._lead(lead, evidence))
        return tuple(sorted(kept, key=lambda lead: (lead.rank, lead.institution, lead.account)))

    def _is_theirs(self, lead: Lead) -> bool:
        theirs = lead.institution == self.recipient or self.policy.other_institutions
        self.withheld.update([] if theirs else ["lead: account of another institution"])
        return theirs

    def _against(self, kind: str, value: str) -> str:
        if kind not in self.policy.kinds:
            return "kind not allowed"
        return "suppressed" if self.suppressed(kind, value) else ""

    def _against_row(self, row: SheetRow) -> str:
        if row.confidence < self.policy.min_confidence:
            return "low confidence"
        oldest = self.now - timedelta(days=self.policy.max_age_days)
        return "stale" if row.last_seen is not None and row.last_seen < oldest else ""

    def _row(self, row: SheetRow) -> SheetRow:
        allowed = self.policy.selector_fields
        changes: dict[str, Any] = {}
        for field in fields(SheetRow):
            if field.name in ("kind", "value", "version") or field.name in allowed:
                continue
            if getattr(row, field.name) != field.default:
                self.withheld[f"field: {field.name}"] += 1
                changes[field.name] = field.default
        if "seen" in allowed and "seen.city" not in allowed and any(one.city for one in row.seen):
            self.withheld["field: seen.city"] += 1
            changes["seen"] = tuple(replace(one, city=None) for one in row.seen)
        if "refs" in allowed:
            changes["refs"] = self._refs(row.refs)
        return replace(row, **changes)

    def _refs(self, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
        kept = tuple(ref for ref in refs if not self.suppressed("post", ref.post))
        if len(kept) < len(refs):
            self.withheld["post: suppressed"] += len(refs) - len(kept)
        return kept

    def _may_stay(self, evidence: Evidence) -> bool:
        reason = self._against(evidence.link.kind, evidence.link.value) if evidence.link else ""
        if reason:
            self.withheld[f"link: {reason}"] += 1
        return not reason

    def _evidence(self, evidence: Evidence, accounts: frozenset[str]) -> Evidence:
        rows = tuple(filter(None, (self._evidence_row(row, accounts) for row in evidence.rows)))
        link = self._link(evidence.link) if evidence.link else None
        return replace(evidence, text=self._text("text", evidence.text), rows=rows, link=link)

    def _evidence_row(self, row: dict[str, Any], accounts: frozenset[str]) -> dict[str, Any]:
        """The keys that may leave. A row of an account that no lead of theirs is on may be another institution's."""
        if not self.policy.other_institutions and "account" in row and row["account"] not in accounts:
            self.withheld["row: of an account without a lead"] += 1
            return {}
        kept = {key: value for key, value in row.items() if key in self.policy.row_fields and _is_plain(value)}
        self.withheld.update(f"row field: {key}" for key in row.keys() - kept.keys())
        return kept

    def _link(self, link: Link) -> Link:
        refs = self._refs(link.refs) if "refs" in self.policy.lead_fields else ()
        network = link.network if "networks" in self.policy.lead_fields else None
        return replace(link, note=self._text("note", link.note), refs=refs, network=network)

    def _lead(self, lead: Lead, evidence: tuple[Evidence, ...]) -> Lead:
        allowed = self.policy.lead_fields
        role = lead.role
        if role != "unclear" and role not in self.policy.roles:
            self.withheld["role label"] += 1
            role = "unclear"
        return replace(
            lead, evidence=evidence, role=role,
            support=lead.support if "support" in allowed and role == lead.role else None,
            innocent=lead.innocent if "innocent" in allowed else (),
            missing=lead.missing if "missing" in allowed else (),
            networks=lead.networks if "networks" in allowed else (),
        )  # fmt: skip

    def _text(self, field: str, text: str) -> str:
        if text and field not in self.policy.lead_fields:
            self.withheld[f"field: {field}"] += 1
            return ""
        return text


def _links(leads: Iterable[Lead]) -> Iterator[Link]:
    return (one.link for lead in leads for one in lead.evidence if one.link)


def _is_plain(value: object) -> bool:
    """Whether a value of a row is one value: what nests could carry anything under an allowed key."""
    return value is None or not isinstance(value, (dict, list, tuple, set))
