"""Fields for staff: they keep what was typed, exactly, and read a value out of it.

Labels and messages are English messages that the form translates (see `StaffForm`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Generic, NamedTuple, TypeVar

from wtforms import Form
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError

from feedback_app.domain.questionnaire import Language
from feedback_app.presentation.texts import translate, translate_plural
from feedback_app.web.forms.fields import OneText, Ticks

Value = TypeVar("Value")

NOTHING = (None, unset_value)
"""What WTForms hands to a field that has no value to begin with."""


class _Words:
    """What WTForms asks for words."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def gettext(self, message: str) -> str:
        return translate(self._language, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return translate_plural(self._language, one, many, count)


class _Meta(DefaultMeta):
    csrf = False
    language: Language = "nb"

    def get_translations(self, form: BaseForm) -> _Words:
        return _Words(self.language)


class Complaint(NamedTuple):
    """One thing to mend: the id of the input to go to, the label of the field, what to do."""

    anchor: str
    text: str
    message: str


class StaffForm(Form):
    """A form in the language of the person who fills it in. The guard keeps foreign posts out, so it has no token."""

    Meta = _Meta

    def __init__(self, typed: Any, language: Language, prefilled: Mapping[str, Any] | None = None) -> None:
        """`typed` is what was posted, or None; `prefilled` are values by field name."""
        super().__init__(typed, data=prefilled, meta={"language": language})
        self.language = language

    def refuse(self, field: str, message: str) -> None:
        """Add what a service refused beside a field. The message is translated already."""
        self[field].errors = [*self[field].errors, message]

    def complaints(self) -> tuple[Complaint, ...]:
        """Everything to mend, in the order of the form."""
        return tuple(
            Complaint(f"f-{field.name}", translate(self.language, field.label.text), str(error))
            for field in self
            for error in field.errors
        )


class Line(OneText):
    """Text. May begin with a value; what was typed is kept as it is."""

    def __init__(self, label: str = "", validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.data = ""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read what was sent; without anything sent, show the value given."""
        self.process_errors = []
        if formdata:
            super().process(formdata)
        else:
            self.data = "" if data in NOTHING else self.show(data)

    def show(self, value: Any) -> str:
        """A value as it would be typed."""
        return str(value)


class Reading(Line, Generic[Value]):
    """Text that a value is read from. `wrong` says what to do when there is none in it."""

    wrong = ""
    input_type = "text"

    @property
    def value(self) -> Value | None:
        """The value; None when nothing was typed, or nothing that can be read."""
        try:
            return self.read(self.data.strip()) if self.data.strip() else None
        except ValueError:
            return None

    @property
    def shown_as(self) -> str:
        """Type of the input. A picker would throw away what it cannot read, so that is shown as text."""
        return self.input_type if self.value is not None or not self.data.strip() else "text"

    @property
    def shown(self) -> str:
        """What stands in the input."""
        return self.data if self.value is None else self.show(self.value)

    def read(self, text: str) -> Value:
        """The value in a text; ValueError when there is none."""
        raise NotImplementedError

    def pre_validate(self, form: BaseForm) -> None:
        """Say what is wrong with a text that cannot be read."""
        if self.data.strip() and self.value is None:
            raise StopValidation(self.gettext(self.wrong))


class Day(Reading[date]):
    """A date: 2026-03-18 as pickers send it, or 18.3.2026 as people write it."""

    wrong = "Write a date that exists, for example 18.03.2026."
    input_type = "date"

    def read(self, text: str) -> date:
        """The date."""
        written = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text)
        if written:
            day, month, year = map(int, written.groups())
            return date(year, month, day)
        return date.fromisoformat(text)


class Moment(Reading[datetime]):
    """A date with a time of day, local: 2026-03-18T08:00."""

    wrong = "Write a date and a time of day, for example 2026-03-18 08:00."
    input_type = "datetime-local"

    def read(self, text: str) -> datetime:
        """The local moment, without a zone."""
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            raise ValueError("local times have no zone")
        return moment

    def show(self, value: Any) -> str:
        """As pickers write it."""
        return f"{value:%Y-%m-%dT%H:%M}"


class Whole(Reading[int]):
    """A whole number."""

    wrong = "Write a whole number with digits, for example 11."

    def read(self, text: str) -> int:
        """The number."""
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValueError(text)
        return int(text)


def read_clock(text: str) -> time:
    """A time of day as people write it: 9:30, 09.30, 9. ValueError when it is none."""
    written = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?", text.strip())
    if written is None:
        raise ValueError(text)
    return time(int(written[1]), int(written[2] or 0))


class Chosen(Ticks):
    """Ticks that may begin ticked."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read what was ticked; without anything sent, tick what is given."""
        self.process_errors = []
        if formdata:
            super().process(formdata)
        else:
            self.data = [] if data in NOTHING else list(data)


class Filled:
    """Something must be typed."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: BaseForm, field: Line) -> None:
        """Stop at an empty field."""
        if not field.data.strip():
            raise StopValidation(field.gettext(self.message))


class Longest:
    """At most so many characters."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, form: BaseForm, field: Line) -> None:
        """Refuse a longer text."""
        if len(field.data) > self.characters:
            message = field.gettext("Write at most %(limit)s characters. You have written %(length)s.")
            raise ValidationError(message % {"limit": self.characters, "length": len(field.data)})
