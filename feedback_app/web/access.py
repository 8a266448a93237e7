"""Who may open which page of the staff: one table, asked before every view."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from feedback_app.domain.roles import Act, may
from feedback_app.web import desk, kept
from feedback_app.web.guard import SAFE_METHODS

ACTS: Mapping[str, Act] = {
    "organizer.visits": "see_results",
    "organizer.visit": "see_results",
    "organizer.results": "see_results",
    "organizer.questions": "see_results",
    "organizer.report": "see_results",
    "organizer.released": "see_results",
    "organizer.new": "manage_visits",
    "organizer.edit": "manage_visits",
    "organizer.clone": "manage_visits",
    "organizer.open_now": "manage_visits",
    "organizer.extend": "manage_visits",
    "organizer.close": "manage_visits",
    "organizer.testing": "manage_visits",
    "organizer.sheet": "manage_visits",
    "organizer.export": "manage_visits",
    "admin.own_password": "see_results",
    "admin.people": "manage_people",
    "admin.person": "manage_people",
    "admin.units": "manage_units",
    "admin.unit": "manage_units",
}
"""What one must be allowed to do to open a page, by endpoint. A page that is not here opens for nobody."""


def protect(blueprint: Blueprint) -> None:
    """Let only those in whom the table lets in, and keep every page out of caches."""
    blueprint.before_request(_let_in)
    blueprint.after_request(not_stored)
    blueprint.register_error_handler(Forbidden, _foreign)


def speak(app: Flask) -> None:
    """`?language=nn` on any page of the staff changes the language for the whole session."""
    app.before_request(_change_language)


def not_stored(response: Response) -> Response:
    """Nothing of the staff's pages stays in a browser that others use after them."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _let_in() -> Response | None:
    act = ACTS[request.endpoint or ""]
    if not current_user.is_authenticated:
        return _ask_to_log_in()
    if not may(desk.me().role, act):
        return desk.draw("login/not_allowed.html", 403)
    return None


def _ask_to_log_in() -> Response:
    if request.method in SAFE_METHODS:
        return desk.go(url_for("login.ask", next=request.full_path.rstrip("?")))
    return login_page(401, next_path=request.path, packed=kept.pack(), told="expired")


def login_page(
    status: int = 200, *, next_path: str = "", packed: str = "", told: str = "", login: str = ""
) -> Response:
    """The page to log in on. `told` says why: "expired", "wrong" or "often"; `packed` is what was typed before."""
    return desk.draw(
        "login/login.html",
        status,
        next_path=next_path,
        packed=packed,
        told_why=told,
        login=login,
        problems=told in {"wrong", "often"},
        typing="login-form",
    )


def _foreign(error: Forbidden) -> Response:
    """A post from a foreign site is not carried out, but what it says is shown, to be sent from here."""
    typed = kept.unpack(kept.pack()) if current_user.is_authenticated else ()
    return desk.draw("login/send_again.html", 403, action=request.path, typed=typed, foreign=True)


def _change_language() -> Response | None:
    if request.method not in SAFE_METHODS or request.blueprint not in {"organizer", "admin", "login"}:
        return None
    if not desk.choose_language(request.args.get("language")):
        return None
    others = urlencode({name: value for name, value in request.args.items() if name != "language"})
    return desk.go(f"{request.path}?{others}" if others else request.path)
