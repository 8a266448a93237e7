"""Log in and out. A login lasts a working day at most, and ends when the browser is closed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.exceptions import TooManyRequests

from feedback_app.services import people
from feedback_app.settings import Settings
from feedback_app.store.database import db
from feedback_app.web import access, admin, desk, kept, organizer
from feedback_app.web.desk import LoggedIn
from feedback_app.web.forms.login import LoginForm

LOGIN_LASTS = timedelta(hours=12)
PER_ADDRESS = "10 per minute"
PER_LOGIN = "100 per day"
"""Failed attempts only; a right password costs nothing."""


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
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    access.speak(app)
    app.register_blueprint(blueprint(limiter))
    app.register_blueprint(organizer.blueprint())
    app.register_blueprint(admin.blueprint())


def blueprint(limiter: Limiter) -> Blueprint:
    """The pages, with attempts limited by address and by login."""
    login = Blueprint("login", __name__)
    login.after_request(access.not_stored)
    login.register_error_handler(TooManyRequests, _too_often)
    limited = limiter.limit(PER_ADDRESS, deduct_when=_failed)(enter)
    limited = limiter.limit(PER_LOGIN, key_func=_login_typed, deduct_when=_failed)(limited)
    login.add_url_rule("/login", view_func=ask, methods=["GET"])
    login.add_url_rule("/login", view_func=limited, methods=["POST"])
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
    form = LoginForm(request.form, desk.language())
    somebody = people.authenticate(db.session(), form.login.data, form.password.data) if form.validate() else None
    if somebody is None:
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


def _too_often(error: TooManyRequests) -> Response:
    return _again(429, "often")


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


def _login_typed() -> str:
    return request.form.get("login", "").strip().casefold()[:120]


def _failed(response: Response) -> bool:
    return response.status_code == 422


def _next(wanted: str) -> str:
    """Where to go: a path of our own and nothing else."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if own and not urlsplit(wanted).netloc else url_for("organizer.visits")
