from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.services import collecting, results, units, visits
from feedback_app.services.errors import NotFound, Refusal
from feedback_app.services.visits import VisitPlan
from tests.services.conftest import BOARD, CLOSES, DAY, EVE, LATER, MODEL, NOON, OPENS, OSLO, delivery


def test_a_created_visit_has_its_programme_in_walking_order_and_a_deletion_day(visit: Visit) -> None:
    assert visit.slug == "2026-03-18-lean-studenter"
    assert [(stop.key, stop.unit, stop.at) for stop in visit.stops] == [
        ("1", "NAV", time(10)), ("2", "Raufosstun sykehjem", time(11, 15)), ("3", "Ihle skole", None),
    ]  # fmt: skip
    assert [(form.key, form.per_stop) for form in visit.forms] == [(BOARD, True), (MODEL, False)]
    assert visit.delete_on == CLOSES.date() + timedelta(days=90)


def test_the_code_opens_the_visit_however_it_is_typed(session: Session, visit: Visit) -> None:
    first, second, third = visit.code.split("-")
    for typed in (visit.code, f" {first.upper()} {second}  {third.title()} ", f"{first}, {second}, {third}."):
        assert visits.find_by_code(session, typed, NOON) == visit
    assert visits.find_by_code(session, "not-a-code", NOON) is None
    assert visits.find_by_code(session, "", NOON) is None


def test_two_visits_of_a_group_on_a_day_get_names_and_codes_of_their_own(session: Session, plan: VisitPlan) -> None:
    first, second = (visits.create(session, plan, EVE) for _ in range(2))
    assert second.slug == f"{first.slug}-2"
    assert first.code != second.code


def test_cloning_moves_the_whole_programme_to_another_day(session: Session, visit: Visit) -> None:
    cloned = visits.clone(session, visit.slug, "C2U Academy", date(2027, 3, 17), LATER, OSLO)
    assert (cloned.group, cloned.day, cloned.stops) == ("C2U Academy", date(2027, 3, 17), visit.stops)
    assert cloned.opens - OPENS == cloned.closes - CLOSES == cloned.day - DAY
    assert [form.key for form in cloned.forms] == [form.key for form in visit.forms]
    assert (cloned.testing, cloned.code == visit.code) == (False, False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"group": "  "}, "name of the group"),
        ({"closes": OPENS}, "closing time"),
        ({"delete_on": CLOSES.date()}, "deletion"),
        ({"languages": ()}, "language"),
        ({"expected": 0}, "number of guests"),
        ({"once": (), "per_stop": ()}, "questionnaire"),
        ({"once": (BOARD,)}, "either once or at each stop"),
        ({"stops": ()}, "at least one stop"),
        ({"stops": ((999, None),)}, "unit"),
        ({"once": ("nothing-like-it",)}, "published"),
        ({"once": ("staff-improvement",)}, "anonymity"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_words(
    session: Session, plan: VisitPlan, change: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        visits.create(session, replace(plan, **change), EVE)  # type: ignore[arg-type]
    assert visits.listing(session) == []


def test_the_programme_can_change_until_the_first_answer(session: Session, visit: Visit, plan: VisitPlan) -> None:
    school = units.add(session, "Ihle skole")
    changed = visits.revise(session, visit.slug, replace(plan, stops=((school, None),)), NOON)
    assert [stop.unit for stop in changed.stops] == ["Ihle skole"]
    collecting.receive(session, changed, delivery(changed, BOARD, "1", readable="3"), NOON)
    with pytest.raises(Refusal, match="first answer"):
        visits.revise(session, visit.slug, plan, NOON)
    renamed = visits.revise(session, visit.slug, replace(plan, stops=((school, None),), group="Nytt navn"), NOON)
    assert (renamed.group, renamed.slug) == ("Nytt navn", visit.slug)


def test_opening_extending_and_closing_take_effect_at_once(session: Session, visit: Visit) -> None:
    assert visit.phase(EVE) == "upcoming"
    assert visits.open_now(session, visit.slug, EVE).phase(EVE) == "open"
    assert visits.close(session, visit.slug, NOON).phase(NOON) == "closed"
    assert visits.extend(session, visit.slug, LATER, NOON).phase(NOON) == "open"
    assert visits.close(session, visit.slug, NOON).phase(NOON) == "closed"
    assert visits.open_now(session, visit.slug, NOON).phase(NOON) == "open"
    with pytest.raises(Refusal, match="in the future"):
        visits.extend(session, visit.slug, EVE, NOON)


def test_test_mode_takes_trial_answers_and_wipes_them_at_the_opening(session: Session, visit: Visit) -> None:
    tested = visits.set_testing(session, visit.slug, True, EVE)
    assert tested.phase(EVE) == "testing"
    collecting.receive(session, tested, delivery(tested, BOARD, "1", readable="3"), EVE)
    assert results.read(session, tested).received() == 1
    opened = visits.find(session, visit.slug, OPENS)
    assert (opened.testing, opened.phase(OPENS)) == (False, "open")
    assert results.read(session, opened).received() == 0


def test_test_mode_never_wipes_real_answers(session: Session, visit: Visit, plan: VisitPlan) -> None:
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    postponed = visits.revise(session, visit.slug, replace(plan, opens=NOON + timedelta(hours=1)), NOON)
    with pytest.raises(Refusal, match="real answers"):
        visits.set_testing(session, postponed.slug, True, NOON)
    assert results.read(session, postponed).received() == 1


def test_listing_takes_the_same_number_of_queries_for_one_and_for_three_visits(
    session: Session, plan: VisitPlan, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    for wanted in (1, 3):
        while len(visits.listing(session)) < wanted:
            visits.create(session, plan, EVE)
        session.rollback()
        with count_queries() as queries:
            assert len(visits.listing(session)) == wanted
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_unknown_visit_is_named_in_the_refusal(session: Session) -> None:
    with pytest.raises(NotFound, match="no visit named nowhere"):
        visits.find(session, "nowhere", NOON)


def test_a_clone_in_summer_opens_at_the_same_time_of_day(session: Session, visit: Visit) -> None:
    summer = visits.clone(session, visit.slug, "Sommerbesøk", date(2026, 6, 18), LATER, OSLO)
    for old, new in ((visit.opens, summer.opens), (visit.closes, summer.closes)):
        assert new.astimezone(OSLO).time() == old.astimezone(OSLO).time()
        assert new - old == timedelta(days=92, hours=-1)


def test_a_slug_which_anybody_can_guess_opens_nothing(session: Session, visit: Visit) -> None:
    assert visits.find(session, visit.slug, NOON) == visit
    assert visits.find_by_code(session, visit.slug, NOON) is None


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\x1b"])
def test_signs_that_no_database_takes_are_left_out_of_names(session: Session, plan: VisitPlan, sign: str) -> None:
    made = visits.create(session, replace(plan, group=f"Lean{sign}-studenter"), EVE)
    assert made.group == "Lean-studenter"
    assert visits.find_by_code(session, made.code + sign, NOON) == made
    assert visits.find(session, sign + made.slug, NOON) == made


def test_the_day_of_deletion_cannot_move_later_once_a_guest_was_told(
    session: Session, visit: Visit, plan: VisitPlan
) -> None:
    later = visit.delete_on + timedelta(days=1)
    postponed = visits.revise(session, visit.slug, replace(plan, delete_on=later), NOON)
    assert postponed.delete_on == later
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    with pytest.raises(Refusal, match="told an earlier day"):
        visits.revise(session, visit.slug, replace(plan, delete_on=later + timedelta(days=1)), NOON)
    longer = replace(plan, closes=plan.closes + timedelta(days=3))
    assert visits.revise(session, visit.slug, longer, NOON).delete_on == later
