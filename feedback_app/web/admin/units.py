"""The organisation tree."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from feedback_app.services import units as service
from feedback_app.services.errors import Refusal
from feedback_app.store.database import db
from feedback_app.web import desk, refusals
from feedback_app.web.forms.typed import StaffForm
from feedback_app.web.forms.units import NameForm, NewUnitForm


def units() -> Response:
    """The tree, and a form for one more unit."""
    tree = service.tree(db.session())
    form = NewUnitForm(request.form if request.method == "POST" else None, desk.language(), tree)
    if _wants_saving(form):
        try:
            service.add(db.session(), form.name.data, form.parent_id)
        except Refusal as refusal:
            form.refuse("name", refusals.message(refusal, desk.language()))
        else:
            desk.note("unit-added")
            return desk.go(url_for("admin.units"))
    return _draw("admin/units.html", form, tree=tree, typing="unit")


def unit(unit_id: int) -> Response:
    """Give a unit another name."""
    found = next((one for one in service.tree(db.session()) if one.id == unit_id), None)
    if found is None:
        abort(404)
    typed = request.form if request.method == "POST" else None
    form = NameForm(typed, desk.language(), {"name": found.name})
    if _wants_saving(form):
        try:
            service.rename(db.session(), unit_id, form.name.data)
        except Refusal as refusal:
            form.refuse("name", refusals.message(refusal, desk.language()))
        else:
            desk.note("unit-renamed")
            return desk.go(url_for("admin.units"))
    return _draw("admin/unit.html", form, unit=found, typing="unit")


def _wants_saving(form: StaffForm) -> bool:
    if request.method != "POST" or desk.choose_language(request.form.get("_language")):
        return False
    return form.validate()


def _draw(template: str, form: StaffForm, **values: object) -> Response:
    problems = form.complaints()
    return desk.draw(template, 422 if problems else 200, form=form, problems=problems, **values)
