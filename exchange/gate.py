"""The gate: the only way to a `Referral`. Denied by default; what it keeps back is counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

from config.errors import BadInput, Refused
from config.files import to_json
from exchange.minimise import Minimiser
from exchange.policy import Policy, strictest
from exchange.referral import Referral, Terms, Tlp
from finance.lead import Lead
from ledger.ledger import Ledger
from nlp.sheet import SheetRow


def refer(
    ledger: Ledger,
    policy: Policy,
    *,
    recipient: str,
    selectors: Iterable[SheetRow],
    leads: Iterable[Lead],
    created_by: str,
    approved_by: str,
    marking: Tlp = "clear",
    now: datetime | None = None,
) -> Referral:
    """Make the referral that the policy allows; the same content again is the same referral while it is valid.

    `marking` is that of the sources; the referral is marked as the strictest of it and the policy's.
    `created_by` and `approved_by` are names of actors. Both acts, and a refusal, go to the audit log.

    Raises:
        Refused: an actor may not do this, one person stands for two, or nothing may leave.
        BadInput: the recipient's name cannot stand in a file name.
    """
    now = now or datetime.now(UTC)
    try:
        _check_people(ledger, policy, created_by, approved_by)
        if not recipient.strip() or not recipient.isprintable():
            raise BadInput("not a name", field="recipient")
        withheld: Counter[str] = Counter()
        minimiser = Minimiser(policy, recipient, ledger.suppression.snapshot(), now, withheld)
        kept_leads = minimiser.leads(leads)
        kept_selectors = minimiser.selectors(selectors, kept_leads)
        if not kept_leads and not kept_selectors:
            raise Refused(f"nothing may leave under {policy.name}: {_told(withheld)}")
    except Refused as error:
        details = {"recipient": recipient, "policy": policy.name, "approver": approved_by, "reason": str(error)}
        ledger.audit.append("referral refused", "", details, actor=created_by)
        raise
    content = (recipient, created_by, approved_by, marking, policy.model_dump(), kept_selectors, kept_leads)
    id, created_at = _identity(ledger, content, now)
    terms = Terms(
        recipient=recipient, recipient_type=policy.recipient_type, regime=policy.regime, condition=policy.condition,
        purpose=policy.purpose, legal_basis=policy.legal_basis, tlp=strictest(policy.tlp, marking),
        expires_at=created_at + timedelta(days=policy.expiry_days), policy=policy.name,
    )  # fmt: skip
    with ledger.store.write():
        ledger.audit.append("referral made", id, {"recipient": recipient, "policy": policy.name}, actor=created_by)
        ledger.audit.append("referral approved", id, {"withheld": withheld}, actor=approved_by)
    return Referral(
        id=id, created_at=created_at, created_by=created_by, approved_by=approved_by, terms=terms,
        selectors=kept_selectors, leads=kept_leads, withheld=dict(sorted(withheld.items())),
    )  # fmt: skip


def _check_people(ledger: Ledger, policy: Policy, created_by: str, approved_by: str) -> None:
    ledger.actors.allow(created_by, "refer", purpose=policy.purpose)
    if not policy.two_persons:
        ledger.actors.allow(approved_by, "refer", purpose=policy.purpose)
        return
    if created_by == approved_by:
        raise Refused(f"{policy.name} wants a second person: {created_by} may not approve their own referral")
    ledger.actors.allow(approved_by, "approve")


def _identity(ledger: Ledger, content: object, now: datetime) -> tuple[str, datetime]:
    """The id over the content, and the time it was first made; after its expiry the same content is a new referral."""
    for id in _ids(content):
        known = ledger.exports.get(id)
        if known is None:
            return id, now.replace(microsecond=0)
        if known.expires_at > now:
            return id, known.created_at
    raise AssertionError("the ids do not end")


def _ids(content: object) -> Iterator[str]:
    base = sha256(to_json(content)).hexdigest()
    return (sha256(f"{base}:{turn}".encode()).hexdigest()[:20] for turn in count())


def _told(withheld: Counter[str]) -> str:
    return ", ".join(f"{reason} {number}" for reason, number in sorted(withheld.items())) or "there was nothing"
