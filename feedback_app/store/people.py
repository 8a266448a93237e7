"""People who log in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.store.models import PersonRow


def by_login(session: Session, login: str) -> PersonRow | None:
    """The person with this login."""
    return session.scalar(select(PersonRow).where(PersonRow.login == login))


def everybody(session: Session) -> list[PersonRow]:
    """All people by login."""
    return list(session.scalars(select(PersonRow).order_by(PersonRow.login)))
