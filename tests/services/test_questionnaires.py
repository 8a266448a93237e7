import json
from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback_app.domain.faults import Faults
from feedback_app.domain.questionnaire import digest
from feedback_app.domain.reading import parse
from feedback_app.services import questionnaires
from feedback_app.services.errors import NotFound
from tests.questionnaires import BUILT_IN, FILES, questionnaire
from tests.services.conftest import DAY

SOURCE = FILES["yes_no"].read_text()
KEY = questionnaire("yes_no").key


def publish(session: Session, source: str = SOURCE, *, spelling_only: bool = False) -> questionnaires.Published:
    return questionnaires.publish(session, source.encode(), DAY, spelling_only=spelling_only)


def first_text() -> str:
    return questionnaire("yes_no").sections[0].questions[0].text["en"]


def test_the_first_version_is_stored_in_canonical_form_under_its_digest(session: Session) -> None:
    published = publish(session)
    assert (published.key, published.number, published.new, tuple(published.changes)) == (KEY, 1, True, ())
    stored = parse(json.loads(questionnaires.document(session, published.digest)))
    assert stored == questionnaire("yes_no")
    assert digest(stored) == published.digest


def test_the_same_content_again_is_the_same_version(session: Session) -> None:
    first = publish(session)
    again = publish(session, "# a comment\n" + SOURCE)
    assert (again.number, again.digest, again.new) == (1, first.digest, False)


def test_other_content_is_the_next_version_and_says_what_changed(session: Session) -> None:
    publish(session)
    changed = publish(session, SOURCE.replace(first_text(), first_text() + "!"), spelling_only=True)
    assert (changed.number, changed.new) == (2, True)
    assert len(changed.changes) == 1
    assert publish(session).number == 1  # the earlier content is still version 1
    assert [version.key for version in questionnaires.newest(session)].count(KEY) == 1


def test_a_key_that_changes_its_kind_is_refused_and_nothing_is_stored(session: Session) -> None:
    publish(session)
    assert 'kind = "yes_no"' in SOURCE
    with pytest.raises(Faults) as refusal:
        publish(session, SOURCE.replace('kind = "yes_no"', 'kind = "long_text"'))
    assert refusal.value.faults[0].path
    assert publish(session, SOURCE).number == 1
    current = next(version for version in questionnaires.newest(session) if version.key == KEY)
    assert current == questionnaire("yes_no")


def test_a_file_with_faults_is_not_published(session: Session) -> None:
    before = questionnaires.newest(session)
    for source in ("", "= nonsense", SOURCE.replace('kind = "yes_no"', 'kind = "no_such"')):
        with pytest.raises(Faults):
            publish(session, source)
    assert questionnaires.newest(session) == before


def test_the_built_in_forms_can_be_published_any_number_of_times(session: Session) -> None:
    for day in (DAY, date(2027, 1, 1)):
        questionnaires.publish_built_in(session, day)
    keys = [version.key for version in questionnaires.newest(session)]
    assert keys == sorted(path.stem for path in BUILT_IN.glob("*.toml"))


def test_an_unknown_digest_is_named_as_such(session: Session) -> None:
    with pytest.raises(NotFound):
        questionnaires.document(session, "0" * 64)
