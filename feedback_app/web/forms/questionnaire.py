"""The form of a questionnaire: one WTForms field per question, named by the question's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from feedback_app.web.forms.fields import Cards, OneText, Ticks
from feedback_app.web.forms.sheet import Item, Sheet

CARD_KINDS = ("suggestions", "praise")


class _Meta(DefaultMeta):
    """No tokens, and no messages of WTForms' own."""

    csrf = False
    locales = False  # no catalogue of WTForms is asked for


_META = _Meta()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class QuestionnaireForm(BaseForm):
    """What one visitor has typed so far. `form[key].data` is what the page shows again."""

    def __init__(self, sheet: Sheet, typed: Any = None) -> None:
        """Bind the fields of the sheet; `typed` is what was posted, a multi dict."""
        super().__init__(_fields(sheet), meta=_META)
        self.process(typed)

    def raw(self) -> dict[str, Any]:
        """Everything typed, by question key, for the judge."""
        return {name: field.data for name, field in self._fields.items() if field.data}

    def reads_as_day(self, key: str) -> bool:
        """Can an input of type date show what was typed here?"""
        return not self[key].data or _DAY.fullmatch(self[key].data) is not None


def _fields(sheet: Sheet) -> Mapping[str, Any]:
    fields: dict[str, Any] = {}
    for item in sheet.items():
        if item.kind != "information":
            fields[item.key] = _field(item)
        if item.other:
            fields[item.other] = OneText()
    return fields


def _field(item: Item) -> Any:
    if item.kind == "multiple":
        return Ticks()
    if item.kind in CARD_KINDS:
        return Cards(item.kind, item.cards)
    return OneText()
