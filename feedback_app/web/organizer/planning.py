"""Plan a visit: from nothing, from an earlier one, or change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from flask import Response, request, url_for

from feedback_app.domain.visits import Visit
from feedback_app.services import arrivals, questionnaires, units, visits
from feedback_app.services.errors import Refusal
from feedback_app.services.visits import VisitPlan
from feedback_app.store.database import db
from feedback_app.web import desk, refusals
from feedback_app.web.forms.stops import StopRow
from feedback_app.web.forms.units import places
from feedback_app.web.forms.visit import Choices, CloneForm, VisitForm, new_visit, planned_visit
from feedback_app.web.organizer.visits import visit_or_404
from feedback_app.web.pages import now


def new() -> Response:
    """Create a visit."""
    choices = _choices()
    form = VisitForm(_typed(), desk.language(), choices, new_visit(choices.questionnaires))
    if not _wants_saving(form):
        return _form(form)
    try:
        created = visits.create(db.session(), form.plan(_stops(form)), now())
    except Refusal as refusal:
        return _refused(form, refusal)
    desk.note("created")
    return _to(created.slug)


def edit(slug: str) -> Response:
    """Change a visit."""
    visit = visit_or_404(slug)
    plan, choices = visits.plan_of(db.session(), visit), _choices()
    settled = visit.forgotten or arrivals.received(db.session(), [visit], now())[visit.id] > 0
    form = VisitForm(_typed(), desk.language(), choices, planned_visit(plan, choices.zone), settled=settled)
    if not _wants_saving(form):
        return _form(form, visit)
    try:
        visits.revise(db.session(), slug, _revised(form, plan), now())
    except Refusal as refusal:
        return _refused(form, refusal, visit)
    desk.note("revised")
    return _to(slug)


def clone(slug: str) -> Response:
    """A new visit like this one: who is coming and when is all that is asked."""
    visit = visit_or_404(slug)
    form = CloneForm(_typed(), desk.language(), {"group": visit.group})
    if _wants_saving(form):
        try:
            assert form.day.value
            zone = desk.settings().time_zone
            created = visits.clone(db.session(), slug, form.group.data, form.day.value, now(), zone)
        except Refusal as refusal:
            form.refuse("group", refusals.message(refusal, desk.language()))
        else:
            desk.note("created")
            return _to(created.slug)
    problems = form.complaints()
    return desk.draw(
        "organizer/clone.html",
        422 if problems else 200,
        visit=visit,
        form=form,
        problems=problems,
        typing="clone",
    )


def _typed() -> Mapping[str, Any] | None:
    return request.form if request.method == "POST" else None


def _wants_saving(form: VisitForm | CloneForm) -> bool:
    """Is the form complete, and sent to be saved? A changed row or language only shows it again, unjudged."""
    if request.method != "POST" or desk.choose_language(request.form.get("_language")):
        return False
    act = request.form.get("_row")
    if act and isinstance(form, VisitForm):
        form.stops.change(act)
        return False
    return form.validate()


def _choices() -> Choices:
    forms = [form for form in questionnaires.newest(db.session()) if form.mode == "confidential"]
    return Choices(places(units.tree(db.session())), forms, desk.settings().time_zone)


def _revised(form: VisitForm, plan: VisitPlan) -> VisitPlan:
    if not form.settled:
        return form.plan(_stops(form))
    return replace(form.plan(plan.stops), once=plan.once, per_stop=plan.per_stop)


def _stops(form: VisitForm) -> list[tuple[int, time | None]]:
    """The programme; units that are new are added to the tree."""
    return [(_unit(row), row.time) for row in form.stops.filled()]


def _unit(row: StopRow) -> int:
    chosen = int(row.unit) if row.unit else None
    if row.new.strip():
        return units.add(db.session(), row.new, chosen)
    assert chosen is not None
    return chosen


def _form(form: VisitForm, visit: Visit | None = None) -> Response:
    problems = form.complaints()
    return desk.draw(
        "organizer/plan.html",
        422 if problems else 200,
        form=form,
        visit=visit,
        problems=problems,
        typing="plan",
    )


def _refused(form: VisitForm, refusal: Refusal, visit: Visit | None = None) -> Response:
    form.refuse(refusals.field(refusal) or "group", refusals.message(refusal, desk.language()))
    return _form(form, visit)


def _to(slug: str) -> Response:
    return desk.go(url_for("organizer.visit", slug=slug))
