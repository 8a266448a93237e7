"""Numbers, dates and times as each language writes them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from feedback_app.domain.questionnaire import Language

BABEL_LOCALES: dict[Language, str] = {"nb": "nb", "nn": "nn", "en": "en_GB"}


def day(value: date, language: Language) -> str:
    """A date in words: 18. mars 2026, 18 March 2026."""
    return format_date(value, "d. MMMM y" if language != "en" else "d MMMM y", locale=BABEL_LOCALES[language])


def weekday(value: date, language: Language) -> str:
    """A date with its weekday: onsdag 18. mars 2026."""
    pattern = "EEEE d. MMMM y" if language != "en" else "EEEE d MMMM y"
    return format_date(value, pattern, locale=BABEL_LOCALES[language])


def clock(value: time, language: Language) -> str:
    """A time of day: 09.30 in Norwegian, 09:30 in English."""
    return format_time(value, "HH.mm" if language != "en" else "HH:mm", locale=BABEL_LOCALES[language])


def moment(value: datetime, language: Language, zone: ZoneInfo) -> str:
    """An aware moment in the municipality's own time: 18. mars 2026 kl. 15.00."""
    local = value.astimezone(zone)
    joint = {"nb": "kl.", "nn": "kl.", "en": "at"}[language]
    return f"{day(local.date(), language)} {joint} {clock(local.time(), language)}"


def decimal(value: float, language: Language, digits: int = 1) -> str:
    """A number with exactly so many decimals: 4,1."""
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(value, pattern, locale=BABEL_LOCALES[language])


def percent(part: float, language: Language) -> str:
    """A share of one as a whole percentage: 64 %, 64%."""
    return format_percent(part, locale=BABEL_LOCALES[language])


def number(value: float, language: Language) -> str:
    """A number with as many decimals as it has: 12, 3,5."""
    return decimal(value, language, len(f"{value:.10f}".rstrip("0").partition(".")[2]))
