"""The form of a questionnaire: one WTForms field per question, named by the question's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from feedback_app.domain.kinds import Answer
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


def as_typed(answers: Mapping[str, Answer]) -> MultiDict[str, str]:
    """What a form would have posted to be judged as these answers: the way back from `QuestionnaireForm.raw`."""
    typed: MultiDict[str, str] = MultiDict()
    for key, answer in answers.items():
        for place, one in enumerate(answer if isinstance(answer, list) else [answer]):
            if isinstance(one, Mapping):
                typed.update({f"{key}-{place}-{name}": _as_typed(value) for name, value in one.items()})
            else:
                typed.add(key, _as_typed(one))
    return typed


def _as_typed(value: Answer) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}".removesuffix(".0")  # never 1e-05
    return str(value)


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
