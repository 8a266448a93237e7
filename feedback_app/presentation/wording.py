"""Numbers in words: what may be said about how many, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_app.domain.questionnaire import Language, Text
from feedback_app.presentation import formats, texts

FEW = 5
"""Below this many answers there are counts only: no percentages, and no means."""

COUNTS_FIRST = 20
"""Below this many answers the count comes before the percentage."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language."""

    language: Language

    def say(self, message: str, **values: object) -> str:
        """The message, translated and filled in."""
        return texts.translate(self.language, message, **values)

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The message for one or for many; `%(count)s` is the number."""
        return texts.translate_plural(self.language, one, many, count, **values)

    def pick(self, text: Text) -> str:
        """The words of a questionnaire in this language."""
        return text[self.language]

    def quoted(self, text: str) -> str:
        """The text between the language's own quotation marks."""
        return self.say("“%(text)s”", text=text)

    def listed(self, parts: Sequence[str], *, either: bool = False) -> str:
        """The parts with commas and a last "and" (or "or")."""
        if len(parts) < 2:
            return "".join(parts)
        message = "%(first)s or %(last)s" if either else "%(first)s and %(last)s"
        return self.say(message, first=", ".join(parts[:-1]), last=parts[-1])

    def of(self, part: int, whole: int) -> str:
        """8 of 11."""
        return self.say("%(part)s of %(whole)s", part=part, whole=whole)

    def share(self, part: int, whole: int, people: int | None = None) -> str:
        """How much `part` is of `whole`: "3 of 4", "8 of 11 (73 %)" or "73 % (24 of 33)", as the number allows.

        `people` is how many gave these answers, where one can give several; it is what the number is judged by.
        """
        behind = whole if people is None else people
        count = self.of(part, whole)
        if behind < FEW:
            return count
        percentage = formats.percent(part / whole, self.language)
        return f"{count} ({percentage})" if behind < COUNTS_FIRST else f"{percentage} ({count})"

    def brief(self, part: int, whole: int, people: int | None = None) -> str:
        """The same for a narrow column where the whole is in sight: "8", from twenty people "73 %"."""
        behind = whole if people is None else people
        return str(part) if behind < COUNTS_FIRST else formats.percent(part / whole, self.language)

    def interval(self, low: float, high: float) -> str:
        """Two shares of one as percentages: 43–90 %."""
        return f"{round(low * 100)}–{formats.percent(high, self.language)}"

    def decimal(self, value: float) -> str:
        """A number with one decimal."""
        return formats.decimal(value, self.language)

    def middle(self, value: float) -> str:
        """A median: whole when it is whole, else with one decimal."""
        return formats.decimal(value, self.language, 0 if value == int(value) else 1)
