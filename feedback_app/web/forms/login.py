"""The forms around a login."""

from __future__ import annotations

from wtforms.validators import ValidationError

from feedback_app.services.people import LONGEST_PASSWORD, SHORTEST_PASSWORD
from feedback_app.web.forms.typed import Filled, Line, StaffForm


class LoginForm(StaffForm):
    """Who is it?"""

    login = Line("Username", [Filled("Write your username.")])
    password = Line("Password", [Filled("Write your password.")])


class StrongPassword:
    """A password that the service would take."""

    def __call__(self, form: StaffForm, field: Line) -> None:
        """Refuse one that is too short or too long."""
        if not SHORTEST_PASSWORD <= len(field.data) <= LONGEST_PASSWORD:
            message = field.gettext("A password must have %(least)s to %(most)s characters.")
            raise ValidationError(message % {"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD})


class OwnPasswordForm(StaffForm):
    """Change one's own password."""

    current = Line("Your password now", [Filled("Write the password that you have now.")])
    password = Line("New password", [Filled("Write a new password."), StrongPassword()])
