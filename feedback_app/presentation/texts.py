"""The words of the service in the three languages, from gettext catalogues. English is the message itself."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from feedback_app.domain.questionnaire import Language

CATALOGUES = Path(__file__).parent.parent / "translations"

LANGUAGE_NAMES: dict[Language, str] = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
"""Each language by its own name, as the language switch shows it."""


@cache
def translations(language: Language) -> NullTranslations:
    """All areas of a language joined; compiled in memory so that no build step can be forgotten."""
    joined = Translations()
    for path in sorted((CATALOGUES / language).glob("*.po")):
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), locale=language))
        compiled.seek(0)
        joined.add(Translations(compiled), merge=True)
    return joined


def translate(language: Language, message: str, **values: object) -> str:
    """The message in a language, with `%(name)s` filled in. Without values a percent sign is only a percent sign."""
    text = translations(language).gettext(message)
    return text % values if values else text


def translate_plural(language: Language, one: str, many: str, count: int, **values: object) -> str:
    """The singular or plural form for `count`, which also fills `%(count)s`."""
    return translations(language).ngettext(one, many, count) % {"count": count, **values}
