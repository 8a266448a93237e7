"""The organisation tree: add units and list them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback_app.domain import names
from feedback_app.services.errors import NotFound, Refusal
from feedback_app.store import units
from feedback_app.store.database import writing
from feedback_app.store.models import UnitRow


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and how deep it lies in the tree, 0 at the top."""

    id: int
    name: str
    depth: int


def add(session: Session, name: str, parent_id: int | None = None) -> int:
    """Add a unit; one that is there already under the same parent is left as it is. Returns its id."""
    tidy = _tidy(name)
    with writing(session):
        if parent_id is not None and session.get(UnitRow, parent_id) is None:
            raise NotFound("the unit above is not there")
        row = units.child(session, parent_id, tidy)
        if row is None:
            row = UnitRow(parent_id=parent_id, name=tidy)
            session.add(row)
            session.flush()
        return row.id


def rename(session: Session, unit_id: int, name: str) -> None:
    """Give a unit another name. Past visits show it too: it is the same unit."""
    tidy = _tidy(name)
    with writing(session):
        row = session.get(UnitRow, unit_id)
        if row is None:
            raise NotFound("there is no such unit")
        if units.child(session, row.parent_id, tidy) not in (None, row):
            raise Refusal("there is already a unit of this name in the same place")
        row.name = tidy


def tree(session: Session) -> list[Unit]:
    """All units, each followed by those below it, by name."""
    children: dict[int | None, list[UnitRow]] = {}
    for row in units.all_units(session):
        children.setdefault(row.parent_id, []).append(row)

    def below(parent: int | None, depth: int) -> list[Unit]:
        return [
            unit
            for row in children.get(parent, [])
            for unit in [Unit(row.id, row.name, depth), *below(row.id, depth + 1)]
        ]

    return below(None, 0)


def _tidy(name: str) -> str:
    tidy = names.tidy(name)
    if not 1 <= len(tidy) <= 120:
        raise Refusal("a unit's name must have 1 to 120 characters")
    return tidy
