"""Can the service do its work?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from feedback_app.store import database


@dataclass(frozen=True, slots=True)
class Health:
    """What answers. `disk` is False when the embedded database could not be written to."""

    database: bool
    disk: bool

    @property
    def good(self) -> bool:
        """Everything answers."""
        return self.database and self.disk


def check(session: Session) -> Health:
    """Ask the database for its tables, and the disk below an embedded one whether it can be written to."""
    try:
        answers = database.answers(session)
    except SQLAlchemyError:
        return Health(database=False, disk=database.disk_has_room(session))
    return Health(database=answers, disk=database.disk_has_room(session))
