"""README.txt of a package: what the recipient holds, on which terms, and what it is not."""

from __future__ import annotations

from exchange.referral import Referral

_TEXT = """\
REFERRAL {id}                                                TLP:{tlp}
For {recipient} only. Delete it after {expires}.

What this is
  {selectors} selectors (identifiers seen in public ads) and {leads} leads (accounts that carry one of them).
  A lead says where to look. It is no finding about a person. An account that matches may belong to a victim,
  to an independent worker, to a family member, or to somebody who got a number that was used before.

What to do
  Review. Nothing here recommends to close, exit or refuse an account. Where a review suggests a victim, use your
  support path before any other. Then answer: one line a selector or lead, see below.

Terms
  policy       {policy}
  regime       {regime}
  condition    {condition}
  purpose      {purpose}
  legal basis  {legal_basis}
  made by      {created_by}, {created_at}
  approved by  {approved_by}
  kept back    {withheld}

Files
  referral.json          the terms, for machines
  selectors.jsonl        one selector a line, exact: for machines
  selectors.machine.csv  the same, exact: for machines
  selectors.csv          the same for spreadsheets: an apostrophe stands before what one would run or round
  leads.txt              the leads in words: read this first
  leads.jsonl            one lead a line: its selectors, the posts (address, archive record, SHA-256 of what was
                         stored, time), the account by which alias and dates, the amounts, and what is innocent in it
  entities.ftm.json      FollowTheMoney entities, one a line
  bundle.stix.json       a STIX 2.1 bundle
  manifest.json          SHA-256 and size of each file, and the sender's signature

How to answer
  A file with one JSON object a line (or CSV with these columns), sent back the way this came:
  {{"referral": "{id}", "subject": "kind:value or account", "outcome": "hit", "answered_at": "2026-01-31T12:00:00Z"}}
  outcome: hit, no hit, useful, not useful. Tell nothing else; above all not whether a report was filed.
"""


def readme(referral: Referral) -> str:
    """The text for this referral."""
    terms = referral.terms
    kept_back = [f"{reason}: {count}" for reason, count in referral.withheld.items()]
    return _TEXT.format(
        id=referral.id, tlp=terms.tlp.upper(), recipient=terms.recipient, expires=terms.expires_at.date(),
        selectors=len(referral.selectors), leads=len(referral.leads), policy=terms.policy, regime=terms.regime,
        condition=terms.condition, purpose=terms.purpose, legal_basis=terms.legal_basis,
        created_by=referral.created_by, created_at=referral.created_at.date(), approved_by=referral.approved_by,
        withheld="\n               ".join(kept_back) or "nothing",
    )  # fmt: skip
