"""Who may log in, and what they may do."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_login import login_user

from feedback_app.services import people as service
from feedback_app.services.errors import Refusal
from feedback_app.services.people import Person
from feedback_app.store.database import db
from feedback_app.web import desk, refusals
from feedback_app.web.desk import LoggedIn
from feedback_app.web.forms.login import OwnPasswordForm
from feedback_app.web.forms.people import NewPasswordForm, NewPersonForm, RoleForm, role_names
from feedback_app.web.forms.typed import StaffForm


def people() -> Response:
    """Everybody who can log in, and a form for one more."""
    form = NewPersonForm(_sent(), desk.language())
    if _wants_saving(form):
        try:
            service.add(db.session(), form.login.data, form.name.data, form.role.data, form.password.data)
        except Refusal as refusal:
            _refused(form, refusal, "login")
        else:
            desk.note("person-added")
            return desk.go(url_for("admin.people"))
    listed = service.listing(db.session())
    return _draw("admin/people.html", form, people=listed, form=form, typing="person")


def person(person_id: int) -> Response:
    """Change what a person may do, or their password."""
    somebody = service.find(db.session(), person_id)
    if somebody is None:
        abort(404)
    changes_password = request.form.get("_what") == "password"
    role = RoleForm(None if changes_password else _sent(), desk.language(), {"role": somebody.role})
    password = NewPasswordForm(_sent() if changes_password else None, desk.language())
    form = password if changes_password else role
    if _wants_saving(form):
        try:
            _change(somebody, role, password, changes_password=changes_password)
        except Refusal as refusal:
            _refused(form, refusal, "password" if changes_password else "role")
        else:
            desk.note("password-changed" if changes_password else "role-changed")
            return desk.go(url_for("admin.people"))
    return _draw("admin/person.html", form, somebody=somebody, role=role, password=password)


def own_password() -> Response:
    """Change one's own password. Every other open login of the person ends."""
    form = OwnPasswordForm(_sent(), desk.language())
    login = desk.me().login
    if _wants_saving(form):
        if service.authenticate(db.session(), login, form.current.data) is None:
            form.refuse("current", form.current.gettext("This is not the password that you have now."))
        else:
            service.change_password(db.session(), login, form.password.data)
            changed = service.find(db.session(), desk.me().id)
            assert changed is not None
            login_user(LoggedIn(changed))
            desk.note("password-changed")
            return desk.go(url_for("organizer.visits"))
    return _draw("admin/own_password.html", form, form=form, typing="password")


def _change(somebody: Person, role: RoleForm, password: NewPasswordForm, *, changes_password: bool) -> None:
    if changes_password:
        service.change_password(db.session(), somebody.login, password.password.data)
    else:
        service.change_role(db.session(), somebody.login, role.role.data)


def _sent() -> object:
    return request.form if request.method == "POST" else None


def _wants_saving(form: StaffForm) -> bool:
    if request.method != "POST" or desk.choose_language(request.form.get("_language")):
        return False
    return form.validate()


def _refused(form: StaffForm, refusal: Refusal, usual: str) -> None:
    name = refusals.field(refusal)
    form.refuse(name if name in form else usual, refusals.message(refusal, desk.language()))


def _draw(template: str, judged: StaffForm, **values: object) -> Response:
    problems = judged.complaints()
    roles = role_names(desk.language())
    return desk.draw(template, 422 if problems else 200, problems=problems, roles=roles, **values)
