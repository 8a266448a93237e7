"""Receive a response: once, whole, and with a receipt that tells the truth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from feedback_app.domain.answers import OTHER, canonical, digest
from feedback_app.domain.kinds import TEXT_KINDS, Answer
from feedback_app.domain.visits import Form, Visit
from feedback_app.services import visits
from feedback_app.services.aggregating import uncount
from feedback_app.services.errors import Conflict, NotAccepted, NotFound
from feedback_app.store import responses
from feedback_app.store.database import lock_round, submitting, writing

Outcome = Literal["stored", "same", "corrected"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A judged response on its way in. `uid` was made where the answers were given; `visitor` is a visit-local name."""

    uid: UUID
    form: Form
    stop: str | None
    answers: Mapping[str, Answer]
    visitor: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received under a name, and how: for the first time, once more, or in the place of other content."""

    uid: UUID
    outcome: Outcome
    form: Form
    stop: str | None
    answers: Mapping[str, Answer]


def receive(session: Session, visit: Visit, delivery: Delivery, now: datetime, *, correct: bool = True) -> Receipt:
    """Store a response exactly once.

    The same content again is the same receipt again. Other content under the same name corrects what was sent when the
    sender means to (`correct`), even back to what was said before; otherwise it raises `Conflict`, unless it only
    repeats what has been corrected since. Raises `NotAccepted` when the visit takes no answers now. Returns only
    after the answers are durable.
    """
    new = as_new(visit, delivery)
    if _add(session, new, now):
        return _receipt(delivery, "stored")
    current = visits.find(session, visit.slug, now)  # wipes test answers if the visit has just opened
    accepts = current.phase(now) in ("open", "testing")
    if accepts and _add(session, new, now):
        return _receipt(delivery, "stored")
    known = responses.get(session, visit.id, delivery.uid)
    if known is None:
        raise NotAccepted(current.phase(now))
    if known.digest == new.digest:
        return _receipt(delivery, "same")
    if not correct and responses.was_before(session, visit.id, delivery.uid, new.digest):
        # A device that repeats what has been corrected since must not undo the correction.
        return _as_received(visit, known, "same")
    if not correct or (known.version, known.stop) != (new.version, new.stop):
        raise Conflict("other content was received under the same name")
    if not accepts:
        raise NotAccepted(current.phase(now))
    return _correct(session, visit, new, delivery)


def receipt(session: Session, visit: Visit, uid: UUID) -> Receipt | None:
    """What was received under a name; None when nothing was, or when it has been deleted."""
    known = responses.get(session, visit.id, uid)
    if known is None:
        return None
    return _as_received(visit, known, "corrected" if known.corrected else "stored")


def erase(session: Session, visit: Visit, uid: UUID) -> None:
    """Delete one response and everything that was counted from it."""
    with writing(session):
        lock_round(session, visit.id, shared=True)
        aggregate = responses.lock_aggregate(session, visit.id)
        known = responses.get(session, visit.id, uid)
        if known is None:
            raise NotFound("there is no such response")
        uncount(aggregate, visit, known)
        responses.remove(session, visit.id, uid)


def as_new(visit: Visit, delivery: Delivery) -> responses.New:
    """The row that a delivery becomes."""
    kinds = {question.key: question.kind for question in delivery.form.questionnaire.questions()}
    return responses.New(
        round_id=visit.id,
        uid=delivery.uid,
        version=delivery.form.digest,
        stop=delivery.stop,
        visitor=delivery.visitor,
        answers=canonical(delivery.answers),
        digest=digest(delivery.form.digest, delivery.stop, delivery.answers),
        has_text=any(key.endswith(OTHER) or kinds[key] in TEXT_KINDS for key in delivery.answers),
    )


def _add(session: Session, new: responses.New, now: datetime) -> bool:
    with submitting(session, new.round_id) as connection:
        return responses.add(connection, new, now)


def _correct(session: Session, visit: Visit, new: responses.New, delivery: Delivery) -> Receipt:
    with writing(session):
        lock_round(session, visit.id, shared=True)
        aggregate = responses.lock_aggregate(session, visit.id)
        known = responses.get(session, visit.id, new.uid)
        if known is None:
            raise NotAccepted("closed")
        if known.digest != new.digest:  # another tab may have sent the same correction meanwhile
            uncount(aggregate, visit, known)
            responses.replace(session, known, new)
    return _receipt(delivery, "corrected")


def _receipt(delivery: Delivery, outcome: Outcome) -> Receipt:
    return Receipt(delivery.uid, outcome, delivery.form, delivery.stop, delivery.answers)


def _as_received(visit: Visit, known: responses.Stored, outcome: Outcome) -> Receipt:
    form = next(form for form in visit.forms if form.digest == known.version)
    return Receipt(known.uid, outcome, form, known.stop, json.loads(known.answers))
