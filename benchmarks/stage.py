"""A database with the demo visit, and responses in any number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from feedback_app.app import create_app
from feedback_app.domain.answers import canonical, check, digest
from feedback_app.domain.visits import Form, Visit
from feedback_app.services import demo
from feedback_app.settings import from_environment
from feedback_app.store import migrate, responses, versions
from feedback_app.store.database import db, writing

SECRET = "only the benchmarks know this secret"
CHUNK = 10_000


def environment(url: str) -> dict[str, str]:
    """The settings of the service under measurement."""
    return {"DATABASE_URL": url, "SECRET_KEY": SECRET, "PUBLIC_URL": "http://127.0.0.1"}


@contextmanager
def app_on(url: str) -> Iterator[tuple[Flask, demo.Demo]]:
    """The service on a fresh database with the demo visits."""
    migrate.upgrade(url)
    app = create_app(from_environment(environment(url)))
    with app.app_context():
        made = demo.make(db.session(), datetime.now(UTC), from_environment({}).time_zone)
        db.session.rollback()
    yield app, made
    with app.app_context():
        db.engine.dispose()


def sqlite(directory: Path) -> str:
    """The address of a new embedded database."""
    return f"sqlite:///{directory / 'bench.sqlite'}"


def fill(session: Session, visit: Visit, count: int, seed: int) -> None:
    """Add so many random responses to the visit's boards; a tenth of them have words."""
    dice = random.Random(seed)
    form = next(form for form in visit.forms if form.per_stop)
    row = versions.by_digest(session, form.digest)
    assert row is not None
    pool = [_answers(form, visit, dice) for _ in range(500)]
    for start in range(0, count, CHUNK):
        new = [_response(visit, form, dice, pool) for _ in range(min(CHUNK, count - start))]
        with writing(session):
            responses.add_many(session, new, {form.digest: row.id})


def _answers(form: Form, visit: Visit, dice: random.Random) -> dict[str, object]:
    raw: dict[str, object] = {}
    for question in form.questionnaire.questions():
        if question.kind == "scale":
            scale = form.questionnaire.scale_of(question)
            raw[question.key] = dice.choice(scale.choices + scale.outside).key
        elif question.kind == "single":
            raw[question.key] = dice.choice(question.choices).key
        elif question.kind == "yes_no":
            raw[question.key] = dice.choice(("yes", "no"))
        elif question.kind == "number":
            raw[question.key] = dice.randint(1, 20)
        elif question.kind == "long_text" and dice.random() < 0.1:
            raw[question.key] = "Alle kom til orde, og målene var lette å se fra der vi sto."
    return dict(check(form.questionnaire, raw, visit.stop_keys()).answers)


def _response(visit: Visit, form: Form, dice: random.Random, pool: list[dict[str, object]]) -> responses.New:
    answers, stop = dice.choice(pool), dice.choice(visit.stop_keys())
    return responses.New(
        round_id=visit.id,
        uid=UUID(int=dice.getrandbits(128), version=4),
        version=form.digest,
        stop=stop,
        visitor=None,
        answers=canonical(answers),
        digest=digest(form.digest, stop, answers),
        has_text="best" in answers or "different" in answers,
    )
