import pytest
from sqlalchemy.orm import Session

from feedback_app.services import people
from feedback_app.services.errors import NotFound, Refusal
from feedback_app.store.models import PersonRow

PASSWORD = "riktig hest batteri stift"


@pytest.fixture
def kari(session: Session) -> people.Person:
    return people.add(session, "Kari ", " Kari  Nordmann", "organizer", PASSWORD)


def test_a_person_can_log_in_however_the_login_is_typed(session: Session, kari: people.Person) -> None:
    assert (kari.login, kari.name, kari.role) == ("kari", "Kari Nordmann", "organizer")
    for typed in ("kari", "KARI", " Kari "):
        assert people.authenticate(session, typed, PASSWORD) == kari
    assert people.find(session, kari.id) == kari
    assert people.listing(session) == [kari]


@pytest.mark.parametrize(
    ("login", "password"),
    [("kari", "feil"), ("kari", ""), ("ola", PASSWORD), ("", PASSWORD), ("kari\x00", "feil"), ("k" * 500, PASSWORD),
     ("kari", "x" * 10_000), ("\ud800", "\ud800"), ("kari", "\x00")],
)  # fmt: skip
def test_nobody_else_gets_in(session: Session, kari: people.Person, login: str, password: str) -> None:
    assert people.authenticate(session, login, password) is None


def test_the_password_is_kept_as_an_argon2_hash_only(session: Session, kari: people.Person) -> None:
    row = session.get_one(PersonRow, kari.id)
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in row.password_hash


def test_a_new_password_ends_every_open_login(session: Session, kari: people.Person) -> None:
    people.change_password(session, "KARI", "et helt nytt passord")
    assert people.authenticate(session, "kari", PASSWORD) is None
    renewed = people.authenticate(session, "kari", "et helt nytt passord")
    assert renewed is not None
    assert renewed.epoch == kari.epoch + 1


@pytest.mark.parametrize(
    ("login", "role", "password", "words"),
    [
        ("", "reader", PASSWORD, "login"),
        ("  ", "reader", PASSWORD, "login"),
        ("kari nordmann", "reader", PASSWORD, "no spaces"),
        ("k" * 121, "reader", PASSWORD, "login"),
        ("ola", "king", PASSWORD, "role"),
        ("ola", "reader", "x" * 11, "12 to 200"),
        ("ola", "reader", "x" * 201, "12 to 200"),
        ("KARI", "reader", PASSWORD, "already somebody"),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: Session, kari: people.Person, login: str, role: str, password: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        people.add(session, login, "", role, password)
    assert people.listing(session) == [kari]


def test_somebody_remains_administrator(session: Session, kari: people.Person) -> None:
    people.add(session, "ada", "Ada", "administrator", PASSWORD)
    with pytest.raises(Refusal, match="remain administrator"):
        people.change_role(session, "ada", "reader")
    people.change_role(session, "kari", "administrator")
    people.change_role(session, "ada", "reader")
    assert {person.login: person.role for person in people.listing(session)} == {
        "ada": "reader", "kari": "administrator",
    }  # fmt: skip


def test_a_stranger_cannot_be_changed(session: Session, kari: people.Person) -> None:
    with pytest.raises(NotFound):
        people.change_password(session, "ola", PASSWORD)
    with pytest.raises(NotFound):
        people.change_role(session, "ola", "reader")
    with pytest.raises(Refusal, match="role"):
        people.change_role(session, "kari", "king")
