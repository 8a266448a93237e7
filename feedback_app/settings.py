"""Settings: read from the environment once, frozen, refused when they are not safe or make no sense."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

INSTANCE = Path(__file__).parent.parent / "instance"
SHORTEST_SECRET = 24


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between installations. The README holds the same list as a table."""

    production: bool
    secret_key: str
    database_url: str
    public_url: str
    organisation: str
    time_zone: ZoneInfo
    max_body_kilobytes: int
    trusted_proxies: int
    """How many proxies stand before the server and tell it who asks; 0 believes nobody."""


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables (by default those of the process)."""
    given = os.environ if environment is None else environment
    production = _production(given.get("FEEDBACK_ENV") or "development")
    port = given.get("PORT", "8000")
    return Settings(
        production=production,
        secret_key=_secret(given.get("SECRET_KEY", ""), production),
        database_url=_database_url(given.get("DATABASE_URL") or f"sqlite:///{INSTANCE / 'feedback.sqlite'}"),
        public_url=_public_url(given.get("PUBLIC_URL") or f"http://127.0.0.1:{port}", production),
        organisation=given.get("ORGANISATION") or "Vestre Toten kommune",
        time_zone=_zone(given.get("TIME_ZONE") or "Europe/Oslo"),
        max_body_kilobytes=_whole("MAX_BODY_KILOBYTES", given.get("MAX_BODY_KILOBYTES") or "512"),
        trusted_proxies=_whole("TRUSTED_PROXIES", given.get("TRUSTED_PROXIES") or "0", least=0),
    )


def _production(given: str) -> bool:
    if given not in ("development", "production"):
        raise SettingsError("FEEDBACK_ENV must be development or production")
    return given == "production"


def _secret(given: str, production: bool) -> str:
    if len(given) >= SHORTEST_SECRET:
        return given
    if production or given:
        raise SettingsError(
            f"SECRET_KEY must have at least {SHORTEST_SECRET} characters. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return _development_secret()


def _development_secret() -> str:
    """A secret of this machine's own, kept beside the embedded database so that logins survive a restart."""
    path = INSTANCE / "secret"
    INSTANCE.mkdir(exist_ok=True)
    with NamedTemporaryFile("w", dir=INSTANCE) as file:  # readable by its owner only
        file.write(secrets.token_hex(32))
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)  # whole, and once: two processes may start at the same time
    return path.read_text()


def _database_url(given: str) -> str:
    """SQLite as it is; PostgreSQL always through psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            given = "postgresql+psycopg://" + given.removeprefix(prefix)
    if given.startswith("sqlite:///"):
        return "sqlite:///" + _database_file(given.removeprefix("sqlite:///"))
    if not given.startswith("postgresql+psycopg://"):
        raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://")
    try:
        _ = urlsplit(given).port
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL: {error}") from error
    return given


def _database_file(given: str) -> str:
    """The same file for every part of the service, wherever each would look for a relative path."""
    if given in ("", ":memory:"):
        raise SettingsError("DATABASE_URL must name a file after sqlite:///")
    return str(Path(given).absolute())


def _public_url(given: str, production: bool) -> str:
    if not given.startswith(("http://", "https://")):
        raise SettingsError("PUBLIC_URL must be the whole address that visitors open, e.g. https://example.org")
    if production and not given.startswith("https://"):
        raise SettingsError("PUBLIC_URL must begin with https:// in production")
    return given.rstrip("/")


def _zone(given: str) -> ZoneInfo:
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError("TIME_ZONE must be a name such as Europe/Oslo") from error


def _whole(name: str, given: str, least: int = 1) -> int:
    if not given.isdecimal() or int(given) < least:
        raise SettingsError(f"{name} must be a whole number, at least {least}")
    return int(given)
