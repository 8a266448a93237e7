"""Log in and out. A login lasts a working day at most, and ends when the browser is closed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, Response, current_app, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, current_user, login_user, logout_user

from feedback_app.services import people
from feedback_app.settings import Settings
from feedback_app.store.database import db
from feedback_app.web import access, admin, desk, kept, organizer
from feedback_app.web.brake import Brake
from feedback_app.web.desk import LoggedIn
from feedback_app.web.forms.login import LoginForm

LOGIN_LASTS = timedelta(hours=12)
PER_ADDRESS = "10 per minute"
"""Failed logins. None are counted by login: then anybody could lock an organizer out on the day of the visit."""


def install(app: Flask, settings: Settings) -> None:
    """Sessions, logins, limits, and every page behind a login."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if settings.production else "session",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LOGIN_LASTS,
    )
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_find)
    # Not manager.init_app(app): it would look into the session after every request, also on visitors' pages.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.session_interface = Sessions()
    app.extensions["failed_logins"] = Brake(PER_ADDRESS)
    access.speak(app)
    app.register_blueprint(blueprint())
    app.register_blueprint(organizer.blueprint())
    app.register_blueprint(admin.blueprint())


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, without any work for those who have none: the visitors."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the cookie; an empty one when there is no cookie."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def blueprint() -> Blueprint:
    """The pages."""
    login = Blueprint("login", __name__)
    login.after_request(access.not_stored)
    login.add_url_rule("/login", view_func=ask, methods=["GET"])
    login.add_url_rule("/login", view_func=enter, methods=["POST"])
    login.add_url_rule("/logout", view_func=leave, methods=["POST"])
    return login


def ask() -> Response:
    """The page to log in on."""
    if current_user.is_authenticated:
        return desk.go(_next(request.args.get("next", "")))
    return access.login_page(next_path=request.args.get("next", ""))


def enter() -> Response:
    """Let somebody in whose login and password fit, and on to where they wanted to go."""
    if desk.choose_language(request.form.get("_language")):
        return _again(200, "")
    failed: Brake = current_app.extensions["failed_logins"]
    if failed.holds(request.remote_addr):
        return _again(429, "often")
    form = LoginForm(request.form, desk.language())
    somebody = people.authenticate(db.session(), form.login.data, form.password.data) if form.validate() else None
    if somebody is None:
        failed.count(request.remote_addr)
        return _again(422, "wrong")
    spoken = desk.language()
    session.clear()
    desk.choose_language(spoken)
    login_user(LoggedIn(somebody))
    wanted, typed = _next(request.form.get("next", "")), kept.unpack(request.form.get(kept.FIELD, ""))
    if typed:
        return desk.draw("login/send_again.html", action=wanted, typed=typed, foreign=False)
    return desk.go(wanted)


def leave() -> Response:
    """Log out. The language stays."""
    spoken = desk.language()
    logout_user()
    session.clear()
    desk.choose_language(spoken)
    desk.note("logged-out")
    return desk.go(url_for("login.ask"))


def _again(status: int, why: str) -> Response:
    return access.login_page(
        status,
        next_path=request.form.get("next", ""),
        packed=request.form.get(kept.FIELD, ""),
        told=why,
        login=LoginForm(request.form, desk.language()).login.data,
    )


def _find(user_id: str) -> LoggedIn | None:
    """Whoever the session names, unless their logins have been ended since."""
    person_id, _, epoch = user_id.partition(".")
    somebody = people.find(db.session(), int(person_id))
    return LoggedIn(somebody) if somebody and str(somebody.epoch) == epoch else None


def _next(wanted: str) -> str:
    """Where to go: a path of our own and nothing else."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if own and not urlsplit(wanted).netloc else url_for("organizer.visits")
