"""Publish questionnaires, and find what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from feedback_app.domain.evolution import Change, diff, may_follow
from feedback_app.domain.faults import Fault, Faults
from feedback_app.domain.questionnaire import Questionnaire, digest
from feedback_app.domain.reading import read_toml
from feedback_app.services.errors import NotFound
from feedback_app.store import versions
from feedback_app.store.database import writing

BUILT_IN = Path(__file__).parent.parent / "questionnaires"


@dataclass(frozen=True, slots=True)
class Published:
    """The version that holds this content now, and what it changed; `new` is false when it was published before."""

    key: str
    number: int
    digest: str
    new: bool
    changes: Sequence[Change] = ()


def publish(session: Session, source: bytes, today: date, *, spelling_only: bool = False) -> Published:
    """Publish a questionnaire file as the next version of its key, frozen. Raises `Faults` with everything wrong."""
    questionnaire = read_toml(source)
    content = digest(questionnaire)
    with writing(session):
        known = versions.by_digest(session, content)
        if known is not None:
            return Published(known.key, known.number, content, new=False)
        earlier = [versions.thaw(row.digest, row.document) for row in versions.of_key(session, questionnaire.key)]
        changes = diff(earlier[-1], questionnaire) if earlier else ()
        _refuse_what_may_not_follow(earlier, questionnaire, spelling_only)
        number = len(earlier) + 1
        versions.add(session, questionnaire, number, today)
    return Published(questionnaire.key, number, content, new=True, changes=changes)


def _refuse_what_may_not_follow(earlier: Sequence[Questionnaire], new: Questionnaire, spelling_only: bool) -> None:
    """Keys keep their kind through all versions: one that was gone for a while may not come back as another."""
    if not earlier:
        return
    faults = may_follow(earlier[-1], new, spelling_only=spelling_only)
    kinds = {question.key: question.kind for version in earlier[:-1] for question in version.questions()}
    current = earlier[-1].by_key
    for question in new.questions():
        if question.key not in current and kinds.get(question.key, question.kind) != question.kind:
            message = f"was of kind {kinds[question.key]} in an earlier version"
            faults.append(Fault(f"questions.{question.key}", message, "Use another key."))
    if faults:
        raise Faults(faults)


def publish_built_in(session: Session, today: date) -> None:
    """Publish the forms that come with the service."""
    for path in sorted(BUILT_IN.glob("*.toml")):
        publish(session, path.read_bytes(), today)


def document(session: Session, digest: str) -> str:
    """The canonical form of a published version."""
    row = versions.by_digest(session, digest)
    if row is None:
        raise NotFound("no questionnaire with this digest is published")
    return row.document


def newest(session: Session) -> list[Questionnaire]:
    """The newest version of every questionnaire."""
    return [versions.thaw(row.digest, row.document) for row in versions.newest_of_each(session)]
