"""Make reports and sheets. Rendering has a process of its own, so that it never makes an answering page wait."""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.visits import Stop, Visit
from feedback_app.reporting import render, sheet
from feedback_app.reporting.document import Document, build
from feedback_app.services import results
from feedback_app.services.errors import NotFound, Refusal
from feedback_app.store import reports
from feedback_app.store.database import connect, writing

RENDERINGS_PER_PROCESS = 100
"""A rendering process is replaced after so many, because each leaves a little memory behind."""


P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger("feedback")


class RenderingFailed(Refusal):
    """The report could not be made a moment ago; it is tried again when somebody asks a few minutes later."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which report: on a visit, in a language, as of a day, published by an organisation."""

    visit: Visit
    language: Language
    day: date
    organisation: str


@dataclass(frozen=True, slots=True)
class Released:
    """A report that has been made: its name in the store, its language and when."""

    digest: str
    language: Language
    made: datetime


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
            _in_renderer(_make, url, digest, wanted).add_done_callback(_log_failure)
    return made


def released(session: Session, visit: Visit) -> list[Released]:
    """The reports that have been made of a visit, the newest first. They stay when the raw answers are deleted."""
    return [
        Released(digest, cast(Language, language), made) for digest, language, made in reports.made(session, visit.id)
    ]


def released_file(session: Session, visit: Visit, digest: str) -> bytes:
    """A report that was made before."""
    if digest not in {report.digest for report in released(session, visit)}:
        raise NotFound("there is no such report")
    return reports.pdf(session, digest) or b""


def file_now(session: Session, order: Order) -> bytes:
    """The PDF summary, made in this process while the caller waits."""
    wanted = document(session, order)
    return reports.pdf(session, _digest(wanted)) or render.pdf(wanted)


def stop_sheet(visit: Visit, stop: Stop | None, address: str) -> bytes:
    """The sheet that hangs at a stop, or in the orientation room: QR code, word code, how to answer. PDF."""
    return _in_renderer(sheet.pdf, visit, stop, address).result()


def _digest(wanted: Document) -> str:
    """SHA-256 over everything the report says, and over how this edition of the service draws it."""
    return hashlib.sha256(f"{render.edition()}\n{wanted!r}".encode()).hexdigest()


@cache
def _renderer() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=RENDERINGS_PER_PROCESS)


def _in_renderer(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
    """Do the work in the rendering process; a new one when the last one has died."""
    try:
        return _renderer().submit(work, *args, **kwargs)
    except BrokenProcessPool:
        _renderer.cache_clear()
        return _renderer().submit(work, *args, **kwargs)


def _log_failure(rendering: Future[None]) -> None:
    """Without the message, which may quote what somebody wrote."""
    if failure := rendering.exception():
        log.error("rendering failed", extra={"fields": {"exception": type(failure).__name__}})


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
