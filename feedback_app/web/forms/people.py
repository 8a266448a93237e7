"""Add people and change what they may do."""

from __future__ import annotations

from wtforms.validators import ValidationError

from feedback_app.domain.roles import ROLES
from feedback_app.web.forms.login import StrongPassword
from feedback_app.web.forms.typed import Filled, Line, Longest, StaffForm


class KnownRole:
    """One of the roles that there are."""

    def __call__(self, form: StaffForm, field: Line) -> None:
        """Refuse any other."""
        if field.data not in ROLES:
            raise ValidationError(field.gettext("Choose one of the roles."))


class NewPersonForm(StaffForm):
    """Somebody who shall be able to log in."""

    login = Line("Username", [Filled("Write a username."), Longest(120)])
    name = Line("Name", [Filled("Write the name of the person."), Longest(120)])
    role = Line("Role", [KnownRole()])
    password = Line("First password", [Filled("Write a password."), StrongPassword()])

    def validate_login(self, field: Line) -> None:
        """A login is one word."""
        if any(sign.isspace() for sign in field.data.strip()):
            raise ValidationError(field.gettext("A username has no spaces."))


class RoleForm(StaffForm):
    """What a person may do."""

    role = Line("Role", [KnownRole()])


class NewPasswordForm(StaffForm):
    """A new password for somebody who has forgotten theirs."""

    password = Line("New password", [Filled("Write a new password."), StrongPassword()])
