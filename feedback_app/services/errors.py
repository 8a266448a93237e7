"""What a service may refuse, so that pages, API and command line can each say it in their own way."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError as DatabaseError

from feedback_app.domain.visits import Phase

__all__ = ["Conflict", "DatabaseError", "NotAccepted", "NotFound", "Refusal"]


class Refusal(Exception):
    """A request that cannot be carried out; the message is plain English for operators."""


class NotFound(Refusal):
    """There is no such visit, questionnaire, unit or person."""


class NotAccepted(Refusal):
    """The visit takes no answers at this moment."""

    def __init__(self, phase: Phase) -> None:
        super().__init__(f"the visit is {phase} and takes no answers")
        self.phase = phase


class Conflict(Refusal):
    """Other content has been received under the same name."""
