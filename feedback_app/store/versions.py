"""Published versions of questionnaires."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import Questionnaire, canonical, digest
from feedback_app.domain.reading import parse
from feedback_app.store.models import VersionRow


@lru_cache(maxsize=256)
def thaw(digest: str, document: str) -> Questionnaire:
    """A stored document as a value; kept, because a published version never changes."""
    return parse(json.loads(document))


def add(session: Session, questionnaire: Questionnaire, number: int, published: date) -> None:
    """Store a version for good."""
    session.add(
        VersionRow(
            digest=digest(questionnaire),
            key=questionnaire.key,
            number=number,
            document=canonical(questionnaire),
            published=published,
        )
    )


def newest_row(session: Session, key: str) -> VersionRow | None:
    """The latest version of a questionnaire."""
    newest = select(VersionRow).where(VersionRow.key == key).order_by(VersionRow.number.desc()).limit(1)
    return session.scalar(newest)


def of_key(session: Session, key: str) -> list[VersionRow]:
    """Every version of a questionnaire, the first one first."""
    return list(session.scalars(select(VersionRow).where(VersionRow.key == key).order_by(VersionRow.number)))


def by_digest(session: Session, digest: str) -> VersionRow | None:
    """The version with this digest."""
    return session.scalar(select(VersionRow).where(VersionRow.digest == digest))


def newest_of_each(session: Session) -> list[VersionRow]:
    """The latest version of every questionnaire, by key."""
    last = select(VersionRow.key, func.max(VersionRow.number).label("number")).group_by(VersionRow.key).subquery()
    joined = select(VersionRow).join(last, (VersionRow.key == last.c.key) & (VersionRow.number == last.c.number))
    return list(session.scalars(joined.order_by(VersionRow.key)))
