import pytest
from sqlalchemy.orm import Session

from feedback_app.services import units
from feedback_app.services.errors import NotFound, Refusal


def shape(session: Session) -> list[tuple[int, str]]:
    return [(unit.depth, unit.name) for unit in units.tree(session)]


def test_units_form_a_tree_by_name(session: Session) -> None:
    top = units.add(session, "Vestre Toten kommune")
    care = units.add(session, "Helse og omsorg", top)
    for name in ("Raufosstun sykehjem", "Hjemmetjenesten"):
        units.add(session, name, care)
    units.add(session, "NAV", top)
    assert shape(session) == [
        (0, "Vestre Toten kommune"), (1, "Helse og omsorg"), (2, "Hjemmetjenesten"), (2, "Raufosstun sykehjem"),
        (1, "NAV"),
    ]  # fmt: skip


def test_a_unit_that_is_there_already_is_not_doubled(session: Session) -> None:
    top = units.add(session, "NAV")
    assert units.add(session, "  NAV\t") == top
    assert units.add(session, "N\x00AV") == top
    below = units.add(session, "NAV", top)
    assert below != top
    assert units.add(session, "NAV", top) == below
    assert len(shape(session)) == 2


@pytest.mark.parametrize("name", ["", "  ", "\x00", "\ud800", "x" * 121])
def test_a_name_is_needed(session: Session, name: str) -> None:
    with pytest.raises(Refusal, match="1 to 120 characters"):
        units.add(session, name)
    assert shape(session) == []


def test_a_unit_below_nothing_is_refused(session: Session) -> None:
    with pytest.raises(NotFound):
        units.add(session, "NAV", 99)


def test_a_unit_can_get_another_name_but_not_that_of_its_neighbour(session: Session) -> None:
    nav, school = units.add(session, "NAV"), units.add(session, "Ihle skole")
    units.rename(session, nav, "NAV Toten")
    units.rename(session, nav, "NAV Toten")
    assert shape(session) == [(0, "Ihle skole"), (0, "NAV Toten")]
    with pytest.raises(Refusal, match="same place"):
        units.rename(session, school, "NAV Toten")
    with pytest.raises(NotFound):
        units.rename(session, 99, "NAV")
