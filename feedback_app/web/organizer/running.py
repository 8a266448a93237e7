"""One tap: open, extend, close, try out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Response, request, url_for

from feedback_app.domain.visits import Visit
from feedback_app.services import visits
from feedback_app.services.errors import Refusal
from feedback_app.store.database import db
from feedback_app.web import desk, refusals
from feedback_app.web.forms.visit import ExtendForm
from feedback_app.web.organizer.visits import visit_or_404
from feedback_app.web.pages import now

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


def open_now(slug: str) -> Response:
    """Take answers from this moment on."""
    return _carry_out(slug, "opened", lambda visit: visits.open_now(db.session(), visit.slug, now()))


def close(slug: str) -> Response:
    """Take no more answers. The next page offers to undo it."""
    until = visit_or_404(slug).closes.astimezone(desk.settings().time_zone)
    return _carry_out(
        slug,
        "closed",
        lambda visit: visits.close(db.session(), visit.slug, now()),
        undo=f"{until:%Y-%m-%dT%H:%M}" if until > now() + ONE_MINUTE else "",
    )


def testing(slug: str) -> Response:
    """Let test answers in, or wipe them."""
    wanted = request.form.get("testing") == "on"
    return _carry_out(
        slug,
        "testing" if wanted else "tested",
        lambda visit: visits.set_testing(db.session(), visit.slug, wanted, now()),
    )


def extend(slug: str) -> Response:
    """Take answers for one more day, or until the moment that was chosen."""
    visit = visit_or_404(slug)
    form = ExtendForm(request.form, desk.language())
    if request.form.get("by") == "day":
        later = max(visit.closes, now()) + ONE_DAY
    elif "_language" not in request.form and form.validate() and form.closes.value:
        later = form.closes.value.replace(tzinfo=desk.settings().time_zone)
    else:
        return _choose_time(visit, form)
    try:
        visits.extend(db.session(), visit.slug, later, now())
    except Refusal as refusal:
        form.refuse("closes", refusals.message(refusal, desk.language()))
        return _choose_time(visit, form)
    desk.note("extended")
    return _back(slug)


def _carry_out(slug: str, done: str, act: Callable[[Visit], Visit], **values: str) -> Response:
    """Do it, and say on the visit's page that it is done; or why not."""
    visit = visit_or_404(slug)
    try:
        act(visit)
    except Refusal as refusal:
        return desk.draw("organizer/refused.html", 409, visit=visit, reason=refusals.message(refusal, desk.language()))
    desk.note(done, **values)
    return _back(slug)


def _choose_time(visit: Visit, form: ExtendForm) -> Response:
    switched = desk.choose_language(request.form.get("_language"))
    return desk.draw(
        "organizer/extend.html",
        200 if switched else 422,
        visit=visit,
        form=form,
        problems=form.complaints(),
        typing="extend",
    )


def _back(slug: str) -> Response:
    return desk.go(url_for("organizer.visit", slug=slug))
