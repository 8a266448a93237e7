"""Add people and change what they may do."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms.validators import ValidationError

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.roles import Role
from feedback_app.presentation.texts import translate
from feedback_app.web.forms.login import StrongPassword
from feedback_app.web.forms.typed import Filled, Line, Longest, StaffForm

ROLE_NAMES: Mapping[Role, str] = {
    "administrator": "Administrator",
    "organizer": "Organizer",
    "reader": "Reader",
}


def role_names(language: Language) -> dict[str, str]:
    """The roles in words."""
    return {role: translate(language, name) for role, name in ROLE_NAMES.items()}


class KnownRole:
    """One of the roles that there are."""

    def __call__(self, form: StaffForm, field: Line) -> None:
        """Refuse any other."""
        if field.data not in ROLE_NAMES:
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
