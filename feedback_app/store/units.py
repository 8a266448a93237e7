"""The organisation tree."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.store.models import UnitRow


def all_units(session: Session) -> list[UnitRow]:
    """Every unit by name."""
    return list(session.scalars(select(UnitRow).order_by(UnitRow.name)))


def child(session: Session, parent_id: int | None, name: str) -> UnitRow | None:
    """The unit with this name under that parent (None: at the top)."""
    parent = UnitRow.parent_id.is_(None) if parent_id is None else UnitRow.parent_id == parent_id
    return session.scalar(select(UnitRow).where(parent, UnitRow.name == name))
