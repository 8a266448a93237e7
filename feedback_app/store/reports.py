"""Rendered reports by the digest of what they say; a claim keeps two nodes from rendering the same one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from feedback_app.store.database import insert_for
from feedback_app.store.models import ReportRow

ABANDONED = timedelta(minutes=3)
"""A claim this old without a file belongs to a process that died."""


def pdf(session: Session, digest: str) -> bytes | None:
    """The file, when it has been rendered."""
    row = session.get(ReportRow, digest, populate_existing=True)
    return None if row is None else row.pdf


def claim(session: Session, digest: str, round_id: int, language: str, now: datetime) -> bool:
    """Is it for us to render this report? True for one asker only, until the claim is abandoned."""
    insert = insert_for(session.get_bind().dialect.name)
    fresh = insert(ReportRow).values(digest=digest, round_id=round_id, language=language, claimed=now)
    if session.connection().execute(fresh.on_conflict_do_nothing()).rowcount == 1:
        return True
    stale = (
        update(ReportRow)
        .where(ReportRow.digest == digest, ReportRow.pdf.is_(None), ReportRow.claimed < now - ABANDONED)
        .values(claimed=now)
    )
    return session.connection().execute(stale).rowcount == 1


def finish(session: Session, digest: str, file: bytes) -> None:
    """Keep the rendered file."""
    session.execute(update(ReportRow).where(ReportRow.digest == digest).values(pdf=file))


def give_up(session: Session, digest: str) -> None:
    """Take back a claim whose rendering failed, so that the next asker tries again."""
    session.execute(delete(ReportRow).where(ReportRow.digest == digest, ReportRow.pdf.is_(None)))
