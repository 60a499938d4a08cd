"""Referrals: what left, whether the package is still what was signed, and what came back. Partners see their own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from exchange.package import Checked, verify
from ledger.exports import Export
from web.access import Needs, Visit
from web.render import page

router = APIRouter(prefix="/referrals")


@router.get("")
def referrals(request: Request, visit: Annotated[Visit, Depends(Needs("referral"))]) -> HTMLResponse:
    """Every referral that the visitor may see, newest first."""
    exports = visit.rooms.ledger.exports
    found = exports.all(_recipient(visit))
    answered = {export.id: len(exports.answers(export.id)) for export in found}
    return page(
        request, "referrals.html", visit,
        exports=found, checked={export.id: check(visit, export) for export in found}, answered=answered,
    )  # fmt: skip


@router.get("/{id}")
def referral(request: Request, id: str, visit: Annotated[Visit, Depends(Needs("referral"))]) -> HTMLResponse:
    """One referral and its answers."""
    export = visit.rooms.ledger.exports.get(id)
    if export is None or _recipient(visit) not in (None, export.recipient):
        raise HTTPException(404, "no such referral")
    visit.saw("referral", id)
    return page(
        request, "referral.html", visit,
        export=export, checked=check(visit, export), answers=visit.rooms.ledger.exports.answers(id),
    )  # fmt: skip


def check(visit: Visit, export: Export) -> Checked | None:
    """Whether the package is what was signed and recorded; None when it does not lie here."""
    folder = visit.rooms.settings.data_dir / "exports" / f"referral-{export.id}"
    if not folder.is_dir():
        return None
    checked = verify(folder, visit.rooms.ledger.keys)
    if checked.ok and checked.manifest_sha256 != export.manifest_sha256:
        return Checked(referral=export.id, bad="manifest.json", reason="is another one than the ledger recorded")
    return checked


def _recipient(visit: Visit) -> str | None:
    """Whose referrals: a partner sees what was sent to them, others see all."""
    return visit.actor.name if visit.actor.role == "partner" else None
