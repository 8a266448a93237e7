"""Add and rename units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms.validators import ValidationError

from feedback_app.domain.questionnaire import Language
from feedback_app.services.units import Unit
from feedback_app.web.forms.typed import Filled, Line, Longest, StaffForm


def places(units: Sequence[Unit]) -> list[tuple[int, str]]:
    """Ids and names, indented: a list of options has no other way to show a tree."""
    return [(unit.id, "\N{EM SPACE}" * unit.depth + unit.name) for unit in units]


class NameForm(StaffForm):
    """What a unit is called."""

    name = Line("Name of the unit", [Filled("Write the name of the unit."), Longest(120)])


class NewUnitForm(NameForm):
    """A new unit and its place in the tree; an empty place is the top."""

    parent = Line("Belongs to")

    def __init__(self, typed: Any, language: Language, tree: Sequence[Unit]) -> None:
        """`tree` are all units."""
        super().__init__(typed, language)
        self.places = places(tree)

    def validate_parent(self, field: Line) -> None:
        """The unit above must be there."""
        if field.data and field.data not in {str(key) for key, _ in self.places}:
            raise ValidationError(field.gettext("Choose one of the units shown."))

    @property
    def parent_id(self) -> int | None:
        """The id of the unit above."""
        return int(self.parent.data) if self.parent.data else None
