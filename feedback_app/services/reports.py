"""Make reports and sheets. Rendering has a process of its own, so that it never makes an answering page wait."""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.visits import Stop, Visit
from feedback_app.reporting import render, sheet
from feedback_app.reporting.document import Document, build
from feedback_app.services import results
from feedback_app.services.errors import Refusal
from feedback_app.store import reports
from feedback_app.store.database import connect, writing

RENDERINGS_PER_PROCESS = 100
"""A rendering process is replaced after so many, because each leaves a little memory behind."""


class RenderingFailed(Refusal):
    """The report could not be made a moment ago; it is tried again when somebody asks a few minutes later."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which report: on a visit, in a language, as of a day, published by an organisation."""

    visit: Visit
    language: Language
    day: date
    organisation: str


def document(session: Session, order: Order) -> Document:
    """What the report says at this moment: the results page and the PDF show the same."""
    return build(results.read(session, order.visit), order.language, order.day, order.organisation)


def file(session: Session, order: Order, now: datetime) -> bytes | None:
    """The PDF summary, or None while it is being made; whoever asks first starts the making.

    Raises `RenderingFailed` for some minutes after the making failed.
    """
    wanted = document(session, order)
    digest = _digest(wanted)
    made = reports.pdf(session, digest)
    if made is None:
        if reports.has_failed(session, digest, now):
            raise RenderingFailed("the report could not be made; the log tells why")
        with writing(session):
            ours = reports.claim(session, digest, order.visit.id, order.language, now)
        if ours:
            url = session.get_bind().engine.url.render_as_string(hide_password=False)
            _renderer().submit(_make, url, digest, wanted)
    return made


def file_now(session: Session, order: Order) -> bytes:
    """The PDF summary, made in this process while the caller waits."""
    wanted = document(session, order)
    return reports.pdf(session, _digest(wanted)) or render.pdf(wanted)


def stop_sheet(visit: Visit, stop: Stop | None, address: str) -> bytes:
    """The sheet that hangs at a stop, or in the orientation room: QR code, word code, how to answer. PDF."""
    return sheet.pdf(visit, stop, address)


def _digest(wanted: Document) -> str:
    """SHA-256 over everything the report says, and over how this edition of the service draws it."""
    return hashlib.sha256(f"{render.edition()}\n{wanted!r}".encode()).hexdigest()


@cache
def _renderer() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=RENDERINGS_PER_PROCESS)


def _make(database_url: str, digest: str, wanted: Document) -> None:
    """Runs in the rendering process: make the file and keep it, or say that it failed."""
    engine = connect(database_url)
    with Session(engine) as session:
        try:
            made = render.pdf(wanted)
        except Exception:
            with writing(session):
                reports.fail(session, digest)
            raise
        with writing(session):
            reports.finish(session, digest, made)
    engine.dispose()
