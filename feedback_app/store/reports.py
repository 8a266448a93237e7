"""Rendered reports by the digest of what they say; a claim keeps two nodes from rendering the same one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback_app.store.database import insert_for
from feedback_app.store.models import ReportRow

ABANDONED = timedelta(minutes=3)
"""A claim this old without a file may be taken over: its process died, or the rendering failed."""


def pdf(session: Session, digest: str) -> bytes | None:
    """The file, when it has been rendered."""
    row = session.get(ReportRow, digest, populate_existing=True)
    return None if row is None else row.pdf


def made(session: Session, round_id: int) -> list[tuple[str, str, datetime]]:
    """Digest, language and moment of the reports on a round, the newest first."""
    found = select(ReportRow.digest, ReportRow.language, ReportRow.claimed).where(
        ReportRow.round_id == round_id, ReportRow.pdf.is_not(None)
    )
    return [
        (digest, language, moment)
        for digest, language, moment in session.execute(found.order_by(ReportRow.claimed.desc()))
    ]


def claim(session: Session, digest: str, round_id: int, language: str, now: datetime) -> bool:
    """Is it for us to render this report? True for one asker only, until the claim is abandoned."""
    insert = insert_for(session.get_bind().dialect.name)
    fresh = insert(ReportRow).values(digest=digest, round_id=round_id, language=language, claimed=now)
    if (
        session.connection().execute(fresh.on_conflict_do_nothing().execution_options(preserve_rowcount=True)).rowcount
        == 1
    ):
        return True
    stale = (
        update(ReportRow)
        .where(ReportRow.digest == digest, ReportRow.pdf.is_(None), ReportRow.claimed < now - ABANDONED)
        .values(claimed=now, failed=False)
    )
    return session.connection().execute(stale).rowcount == 1


def finish(session: Session, digest: str, file: bytes) -> None:
    """Keep the rendered file."""
    session.execute(update(ReportRow).where(ReportRow.digest == digest).values(pdf=file))


def fail(session: Session, digest: str) -> None:
    """Remember that the rendering failed."""
    session.execute(update(ReportRow).where(ReportRow.digest == digest).values(failed=True))


def has_failed(session: Session, digest: str, now: datetime) -> bool:
    """Did the rendering fail so recently that another try is not worth it yet?"""
    row = session.get(ReportRow, digest, populate_existing=True)
    return row is not None and row.failed and row.claimed >= now - ABANDONED
