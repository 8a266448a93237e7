"""The table of rooms: who may know whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """What the modules of one room may import: rooms or single modules of ours, and packages of others.

    Everyone may use the standard library. Packages in `later` are heavy: only a function that needs them
    imports them.
    """

    rooms: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()


def _room(rooms: str = "", packages: str = "", later: str = "") -> Room:
    return Room(*(frozenset(words.split()) for words in (rooms, packages, later)))


WEB_PACKAGES = "flask wtforms click flask_login limits werkzeug markupsafe jinja2"
ALL_ROOMS = "domain store presentation reporting services settings web cli"
HOUSE = {
    "": _room(),
    "domain": _room(),
    "questionnaires": _room(),
    "translations": _room(),
    "settings": _room(),
    "store": _room("domain", "sqlalchemy flask_sqlalchemy alembic"),
    "presentation": _room("domain", "jinja2 markupsafe babel"),
    "reporting": _room("domain presentation", "jinja2 segno pydyf", later="weasyprint fontTools"),
    "services": _room("domain store reporting", "sqlalchemy argon2"),
    "web": _room("domain store.database presentation reporting services settings", WEB_PACKAGES),
    "cli": _room("domain store.database presentation reporting services settings", WEB_PACKAGES),
    "app": _room(ALL_ROOMS, f"{WEB_PACKAGES} flask_sqlalchemy"),
}

ONE_MODULE_ONLY = {"argon2"}
"""Packages that a single module keeps to itself."""
