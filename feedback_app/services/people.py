"""People who log in: add them, let them in, change what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import Session

from feedback_app.domain import names
from feedback_app.domain.roles import Role
from feedback_app.services.errors import NotFound, Refusal
from feedback_app.store import people
from feedback_app.store.database import writing
from feedback_app.store.models import PersonRow

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is, or may be, logged in. `epoch` changes when all their logins shall end."""

    id: int
    login: str
    name: str
    role: Role
    epoch: int


def _person(row: PersonRow) -> Person:
    role: Role = next(role for role in get_args(Role) if role == row.role)
    return Person(row.id, row.login, row.name, role, row.epoch)


def add(session: Session, login: str, name: str, role: str, password: str) -> Person:
    """Add a person who can log in."""
    tidy = _login(login)
    if not 1 <= len(tidy) <= 120 or any(sign.isspace() for sign in tidy):
        raise Refusal("a login must have 1 to 120 characters and no spaces")
    if role not in get_args(Role):
        raise Refusal(f"the role must be one of {', '.join(get_args(Role))}")
    password_hash = _hash(password)
    with writing(session):
        if people.by_login(session, tidy) is not None:
            raise Refusal(f"there is already somebody with the login {tidy}")
        row = PersonRow(login=tidy, name=names.tidy(name)[:120] or tidy, role=role, password_hash=password_hash)
        session.add(row)
        session.flush()
        return _person(row)


def change_password(session: Session, login: str, password: str) -> None:
    """Give a person a new password and end all their open logins."""
    password_hash = _hash(password)
    with writing(session):
        row = people.by_login(session, _login(login))
        if row is None:
            raise NotFound(f"there is nobody with the login {login}")
        row.password_hash, row.epoch = password_hash, row.epoch + 1


def change_role(session: Session, login: str, role: str) -> None:
    """Let a person do more or less. The last administrator stays one, or nobody could let people in any more."""
    if role not in get_args(Role):
        raise Refusal(f"the role must be one of {', '.join(get_args(Role))}")
    with writing(session):
        everybody = {row.login: row for row in people.everybody(session)}
        row = everybody.get(_login(login))
        if row is None:
            raise NotFound(f"there is nobody with the login {login}")
        administrators = [one.login for one in everybody.values() if one.role == "administrator"]
        if administrators == [row.login] and role != "administrator":
            raise Refusal("somebody must remain administrator")
        row.role = role


def authenticate(session: Session, login: str, password: str) -> Person | None:
    """The person, if login and password fit. Takes equally long whether the login exists or not."""
    row = people.by_login(session, _login(login)[:120])
    try:
        HASHER.verify(row.password_hash if row else _nobodys_hash(), _bytes(password[:LONGEST_PASSWORD]))
    except VerifyMismatchError:
        return None
    return _person(row) if row else None


def find(session: Session, person_id: int) -> Person | None:
    """The person with this id."""
    row = session.get(PersonRow, person_id)
    return None if row is None else _person(row)


def listing(session: Session) -> list[Person]:
    """Everybody who can log in."""
    return [_person(row) for row in people.everybody(session)]


def _login(typed: str) -> str:
    return names.tidy(typed).casefold()


def _hash(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refusal(f"a password must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return HASHER.hash(_bytes(password))


def _bytes(password: str) -> bytes:
    """Whatever was typed, even half characters from a broken terminal."""
    return password.encode("utf-8", "surrogatepass")


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("nobody has this password, and it lets nobody in")
