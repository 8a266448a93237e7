"""Rounds with their stops and forms, read as `Visit` values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import LANGUAGES
from feedback_app.domain.visits import Form, Stop, Visit
from feedback_app.store.models import (
    EarlierResponseRow,
    ReportRow,
    ResponseRow,
    RoundFormRow,
    RoundRow,
    StopRow,
    UnitRow,
    VersionRow,
)
from feedback_app.store.responses import lock_aggregate
from feedback_app.store.versions import thaw


def row(session: Session, name: str) -> RoundRow | None:
    """The round with this slug or this code."""
    return session.scalar(select(RoundRow).where((RoundRow.slug == name) | (RoundRow.code == name)))


def row_with_code(session: Session, code: str) -> RoundRow | None:
    """The round with this code."""
    return session.scalar(select(RoundRow).where(RoundRow.code == code))


def rows(session: Session) -> list[RoundRow]:
    """All rounds, the latest day first."""
    return list(session.scalars(select(RoundRow).order_by(RoundRow.day.desc(), RoundRow.slug)))


def visits(session: Session, rounds: Sequence[RoundRow]) -> list[Visit]:
    """Rounds as values, with two queries however many they are."""
    ids = [round_.id for round_ in rounds]
    stops: dict[int, list[Stop]] = {key: [] for key in ids}
    forms: dict[int, list[Form]] = {key: [] for key in ids}
    programme = select(StopRow, UnitRow.name).join(UnitRow).where(StopRow.round_id.in_(ids))
    for stop, unit in session.execute(programme):
        stops[stop.round_id].append(Stop(stop.key, unit, stop.at))
    used = select(RoundFormRow, VersionRow).join(VersionRow).where(RoundFormRow.round_id.in_(ids))
    for form, version in session.execute(used.order_by(RoundFormRow.position)):
        forms[form.round_id].append(Form(version.digest, thaw(version.digest, version.document), form.per_stop))
    return [
        Visit(
            id=round_.id,
            slug=round_.slug,
            code=round_.code,
            group=round_.group,
            day=round_.day,
            languages=tuple(language for language in LANGUAGES if language in round_.languages.split()),
            expected=round_.expected,
            opens=round_.opens,
            closes=round_.closes,
            delete_on=round_.delete_on,
            testing=round_.testing,
            forgotten=round_.forgotten,
            stops=tuple(sorted(stops[round_.id], key=lambda stop: int(stop.key))),
            forms=tuple(forms[round_.id]),
        )
        for round_ in rounds
    ]


def programme_rows(session: Session, round_id: int) -> list[StopRow]:
    """The stops of a round in walking order."""
    found = session.scalars(select(StopRow).where(StopRow.round_id == round_id))
    return sorted(found, key=lambda stop: int(stop.key))


def due_for_deletion(session: Session, today: date) -> list[RoundRow]:
    """Rounds whose raw answers must go."""
    due = select(RoundRow).where(RoundRow.delete_on <= today, RoundRow.forgotten.is_(False))
    return list(session.scalars(due.order_by(RoundRow.id)))


def closed(session: Session, now: datetime) -> list[RoundRow]:
    """Rounds that take no more answers."""
    return list(session.scalars(select(RoundRow).where(RoundRow.closes <= now).order_by(RoundRow.id)))


def set_programme(session: Session, round_id: int, stops: Iterable[StopRow], forms: Iterable[RoundFormRow]) -> None:
    """Put these stops and forms in the place of those that are there."""
    session.execute(delete(StopRow).where(StopRow.round_id == round_id))
    session.execute(delete(RoundFormRow).where(RoundFormRow.round_id == round_id))
    session.add_all([*stops, *forms])


def wipe_responses(session: Session, round_id: int) -> None:
    """Delete every response of a round, and what was counted from them."""
    aggregate = lock_aggregate(session, round_id)
    aggregate.cells, aggregate.edits = "{}", aggregate.edits + 1
    delete_responses(session, round_id)
    session.execute(delete(ReportRow).where(ReportRow.round_id == round_id))


def has_responses(session: Session, round_id: int) -> bool:
    """Has anybody answered?"""
    return session.scalar(select(ResponseRow.uid).where(ResponseRow.round_id == round_id).limit(1)) is not None


def delete_responses(session: Session, round_id: int) -> None:
    """Delete every response of a round, and leave what was counted."""
    drop_earlier(session, round_id)
    session.execute(delete(ResponseRow).where(ResponseRow.round_id == round_id))


def drop_earlier(session: Session, round_id: int) -> None:
    """Delete what corrected responses said before."""
    session.execute(delete(EarlierResponseRow).where(EarlierResponseRow.round_id == round_id))
