"""Who may do what: one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Role = Literal["administrator", "organizer", "reader"]
Act = Literal["see_results", "manage_visits", "manage_units", "manage_people"]

ROLES: tuple[Role, ...] = ("administrator", "organizer", "reader")

PERMISSIONS: Mapping[Role, frozenset[Act]] = {
    "administrator": frozenset({"see_results", "manage_visits", "manage_units", "manage_people"}),
    "organizer": frozenset({"see_results", "manage_visits", "manage_units"}),
    "reader": frozenset({"see_results"}),
}


def may(role: Role, act: Act) -> bool:
    """May somebody in this role do this?"""
    return act in PERMISSIONS[role]
