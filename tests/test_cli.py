"""The command line as operators and scripts use it: through `flask --app wsgi`, with exit status and both streams."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from click import Group
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from feedback_app.services import exports, visits
from feedback_app.store.database import db
from feedback_app.store.models import RoundRow, UnitRow
from tests.questionnaires import FILES

ROOT = Path(__file__).parent.parent
COMMANDS = [
    "publish", "visit create", "collect", "results", "report", "export", "forget", "erase", "demo", "user add",
    "user password", "db upgrade",
]  # fmt: skip
SLUG = "2050-03-18-lean-studenter"
CREATE = ("visit", "create", "--group", "Lean-studenter", "--day", "2050-03-18")
STOPS = ("--stop", "Vestre Toten/NAV@10:00", "--stop", "Raufosstun sykehjem")
PASSWORD = "riktig hest batteri"
ANSWERS = "id,form,stop,readable,best\np1,board-meeting,1,3,=1+1\np2,board-meeting,2,no_chance,\n"

Run = Callable[..., Result]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough here: what differs between them is tested below the command line."""
    return sqlite_url


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command; an exception that is not told in words fails the test."""

    def invoke(*arguments: str | Path, typed: str = "") -> Result:
        flask = FlaskGroup(create_app=lambda: app)
        result = CliRunner().invoke(flask, [str(argument) for argument in arguments], input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def visit(run: Run) -> str:
    """A visit of 18 March 2026 with two stops, made on the command line."""
    for name in ("visit-model", "board-meeting"):
        assert run("publish", FILES[name]).exit_code == 0
    created = run(*CREATE, *STOPS, "--expected", "11")
    assert created.exit_code == 0, created.stderr
    return created.stdout.splitlines()[0]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def refused(result: Result, words: str, lines: int = 1) -> None:
    """The command failed, said why in so many lines on standard error, and printed nothing that looks like success."""
    assert result.exit_code != 0
    assert words in result.stderr
    told = [line for line in result.stderr.splitlines() if not line.startswith(("Usage:", "Try ")) and line]
    assert len(told) == lines, result.stderr


def units(app: Flask) -> int:
    with app.app_context():
        return db.session().execute(select(func.count()).select_from(UnitRow)).scalar_one()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(run: Run, command: str) -> None:
    shown = run(*command.split(), "--help")
    assert shown.exit_code == 0
    example = " ".join(shown.stdout.partition("Example:")[2].split())
    assert example.startswith(f"flask --app wsgi {command}")


def test_no_other_command_waits_to_be_tested(app: Flask) -> None:
    ours = {name: app.cli.commands[name] for name in app.cli.commands if name not in ("run", "shell", "routes")}
    found = [
        f"{name} {below}" if below else name
        for name, command in ours.items()
        for below in (command.commands if isinstance(command, Group) else [""])
    ]
    assert sorted(found) == sorted(COMMANDS)


def test_publishing_prints_version_digest_and_changes(run: Run, tmp_path: Path) -> None:
    first = run("publish", FILES["yes_no"])
    assert first.exit_code == 0
    assert "version 1 published: " in first.stdout
    assert "had been published before" in run("publish", FILES["yes_no"]).stdout
    changed = tmp_path / "changed.toml"
    changed.write_text(FILES["yes_no"].read_text().replace("?", "??"), encoding="utf-8")
    second = run("publish", changed, "--spelling-only")
    assert "version 2 published" in second.stdout
    assert len(second.stdout.splitlines()) > 1


def test_a_faulty_questionnaire_is_told_fault_by_fault(run: Run, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.toml"
    faulty.write_text(FILES["yes_no"].read_text().replace('"yes_no"', '"yes_noo"'), encoding="utf-8")
    result = run("publish", faulty)
    assert result.exit_code != 0
    assert "nothing was published" in result.stderr.splitlines()[-1]
    assert "sections[0]" in result.stderr


def test_creating_a_visit_prints_its_name_its_code_and_its_address(run: Run, visit: str) -> None:
    again = run(*CREATE, *STOPS, "--opens", "2050-03-18T07:30", "--closes", "2050-03-20T16:00", "--language", "nb")
    slug, code, address = again.stdout.splitlines()
    assert (visit, slug) == (SLUG, f"{SLUG}-2")
    assert address == f"http://localhost/v/{code}"


def test_a_created_visit_has_local_times_stops_and_languages(run: Run, app: Flask, visit: str) -> None:
    run(*CREATE, *STOPS, "--opens", "2050-03-18T07:30", "--language", "nn", "--language", "nb")
    with app.app_context():
        made = visits.find(db.session(), f"{SLUG}-2", datetime(2026, 1, 1, tzinfo=UTC))
    assert made.opens == datetime(2050, 3, 18, 6, 30, tzinfo=UTC)
    assert made.closes == datetime(2050, 3, 21, 15, 0, tzinfo=UTC)
    assert made.languages == ("nb", "nn")
    assert [(stop.unit, stop.at) for stop in made.stops] == [("NAV", time(10)), ("Raufosstun sykehjem", None)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--expected", "0"), "number of guests"),
        (("--stop", "NAV@25:99"), "the time must look like 10:00"),
        (("--stop", "NAV@10:00+02:00"), "the time must look like 10:00"),
        (("--closes", "2050-03-01T10:00"), "closing time"),
        (("--once", "no-such-form"), "published"),
        (("--day", "yesterday"), "does not match the format"),
        (("--day", "9999-12-31"), "calendars"),
        (("--expected", "many"), "not a valid integer"),
        (("--language", "de"), "is not one of"),
        (("--group", ""), "name of the group"),
    ],
)
def test_a_visit_that_makes_no_sense_is_not_created(
    run: Run, app: Flask, visit: str, more: tuple[str, ...], words: str
) -> None:
    before = units(app)
    refused(run(*CREATE, "--stop", "NAV@10:00" if "--stop" in more else "Vestre Toten/NAV", *more), words)
    with app.app_context():
        assert len(visits.listing(db.session())) == 1
    assert units(app) == before


def test_collecting_tells_how_many_rows_were_new(run: Run, visit: str, answers: Path) -> None:
    first = run("collect", visit, answers)
    assert first.exit_code == 0
    assert "Reading and storing" in first.output
    assert first.stdout.splitlines()[-1] == "2 new, 0 received before"
    assert run("collect", visit, answers).stdout.splitlines()[-1] == "0 new, 2 received before"


def test_bad_rows_are_told_by_line(run: Run, visit: str, answers: Path) -> None:
    answers.write_text(ANSWERS + "p3,board-meeting,7,9,\n,visit-model,,,\n", encoding="utf-8")
    result = run("collect", visit, answers)
    refused(result, "nothing was stored: 2 rows cannot be read", lines=3)
    assert [line.split(":")[0] for line in result.stderr.splitlines()[:2]] == ["line 4", "line 5"]
    assert "0 responses" in run("results", visit).stdout


def test_results_come_as_lines_and_as_json(run: Run, visit: str, answers: Path) -> None:
    run("collect", visit, answers)
    shown = run("results", visit, "--language", "nn")
    assert shown.stdout.splitlines()[0] == "Lean-studenter, 2050-03-18: 2 responses"
    data = json.loads(run("results", visit, "--json").stdout)
    board = next(form for form in data["forms"] if form["form"] == "board-meeting")
    assert (data["visit"], data["received"], data["expected"]) == (SLUG, 2, 11)
    assert board["scopes"]["1"]["questions"]["readable"]["counts"]["3"] == 1
    assert board["scopes"]["all"]["questions"]["readable"]["outside"]["no_chance"] == 1


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_an_export_can_be_collected_again(
    run: Run, visit: str, answers: Path, tmp_path: Path, file_format: str
) -> None:
    run("collect", visit, answers)
    output = tmp_path / f"out.{file_format}"
    assert run("export", visit, "--format", file_format, "--output", output).exit_code == 0
    assert run("collect", visit, output).stdout.splitlines()[-1] == "0 new, 2 received before"


def test_an_export_that_fails_leaves_no_file_and_no_rest(
    run: Run, app: Flask, visit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> object:
        yield "the first line\n"
        raise OSError(28, "No space left on device")

    output = tmp_path / "out.csv"
    output.write_text("an earlier export")
    monkeypatch.setattr(exports, "export", broken)
    refused(run("export", visit, "--output", output), "No space left")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert output.read_text() == "an earlier export"


@pytest.mark.slow
def test_a_report_is_a_whole_pdf(run: Run, visit: str, answers: Path, tmp_path: Path) -> None:
    run("collect", visit, answers)
    output = tmp_path / "summary.pdf"
    made = run("report", visit, "--language", "nn", "--output", output)
    assert made.exit_code == 0, made.stderr
    assert output.read_bytes().startswith(b"%PDF-")
    assert output.read_bytes().rstrip().endswith(b"%%EOF")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "summary.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["export", "report"])
def test_a_file_that_cannot_be_written_is_named(run: Run, visit: str, tmp_path: Path, command: str) -> None:
    output = tmp_path / "no" / "such" / "directory" / "file"
    refused(run(command, visit, "--output", output), str(output.parent))


@pytest.mark.parametrize(
    "arguments",
    [("results", "nowhere"), ("export", "nowhere", "--output", "x"), ("report", "nowhere", "--output", "x"),
     ("collect", "nowhere", FILES["yes_no"])],
)  # fmt: skip
def test_an_unknown_visit_is_named(run: Run, arguments: tuple[str, ...]) -> None:
    refused(run(*arguments), "there is no visit named nowhere")


def test_a_missing_file_is_named(run: Run, visit: str) -> None:
    refused(run("publish", "no-such.toml"), "no-such.toml")
    refused(run("collect", visit, "no-such.csv"), "no-such.csv")


def test_forgetting_names_every_visit(run: Run, app: Flask, visit: str) -> None:
    assert run("forget").stdout == "0 visits forgotten\n"
    with app.app_context():
        session = db.session()
        row = session.scalars(select(RoundRow)).one()
        row.delete_on = datetime.now(UTC).date() - timedelta(days=1)
        session.commit()
    assert run("forget").stdout == f"{visit}: raw answers deleted\n1 visits forgotten\n"
    assert run("forget").stdout == "0 visits forgotten\n"


def test_the_addresses_that_the_demo_prints_lead_somewhere(run: Run, app: Flask) -> None:
    paths = re.findall(r"http://localhost(/\S*)", run("demo").output)
    answers = {path: app.test_client().get(path).status_code for path in paths}
    assert len(answers) == 4
    assert set(answers.values()) <= {200, 302, 303}, answers  # the results ask for a login first


def test_the_demo_prints_address_login_and_links(run: Run) -> None:
    first, second = run("demo"), run("demo")
    assert first.exit_code == second.exit_code == 0
    told = dict(line.split(":", 1) for line in first.stdout.splitlines())
    assert list(told) == ["Address", "Organizer", "Visitor link", "Results", "PDF summary"]
    assert "password" in told["Organizer"]
    assert told["Visitor link"] in second.stdout
    slug = told["Results"].split("/")[-2]
    assert json.loads(run("results", slug, "--json").stdout)["received"] > 40


def test_one_response_is_erased_when_a_guest_asks_for_it(run: Run) -> None:
    slug = re.findall(r"visits/(\S+)/results", run("demo").output)[0]
    before = json.loads(run("results", slug, "--json").stdout)["received"]
    erased = "3b20c3c5-0000-4000-8000-000000000000"
    assert run("erase", slug, erased).exit_code == 1
    first = json.loads((ROOT / "feedback_app/demo/answers.jsonl").read_text().splitlines()[0])["id"]
    assert run("erase", slug, first).exit_code == 0
    assert json.loads(run("results", slug, "--json").stdout)["received"] == before - 1


def test_people_are_added_with_a_password_that_is_asked_for_twice(run: Run) -> None:
    added = run("user", "add", "Kari", "--role", "reader", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert added.exit_code == 0
    assert added.stdout.splitlines()[-1] == "kari added as reader"
    assert PASSWORD not in added.output
    assert run("user", "password", "kari", "--password", PASSWORD[::-1]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "kari", "--password", "short"), "12 to 200"),
        (("add", "kari nordmann", "--password", PASSWORD), "no spaces"),
        (("add", "kari", "--role", "king", "--password", PASSWORD), "is not one of"),
        (("password", "kari", "--password", PASSWORD), "nobody with the login"),
    ],
)
def test_a_person_that_makes_no_sense_is_refused(run: Run, arguments: tuple[str, ...], words: str) -> None:
    refused(run("user", *arguments), words)


def test_upgrading_says_that_the_database_is_up_to_date(run: Run) -> None:
    for _ in range(2):
        assert run("db", "upgrade").stdout == "The database is up to date\n"


COMMANDS_WITH_DATABASE = [("results", "x"), ("forget",), ("demo",), CREATE]


@pytest.mark.parametrize("arguments", COMMANDS_WITH_DATABASE, ids=lambda arguments: arguments[0])
def test_a_database_that_is_not_migrated_is_told_with_what_to_do(
    run: Run, sqlite_url: str, arguments: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f"DROP TABLE {table}")
    refused(run(*arguments), "flask --app wsgi db upgrade")


def flask(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_a_database_that_is_not_there_is_told_in_one_line(
    environment_for: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    for url in (f"sqlite:///{tmp_path}/gone/feedback.db", f"postgresql://nobody@/none?host={tmp_path}"):
        told = flask(environment_for(url), "results", "x")
        assert told.returncode != 0
        assert len(told.stderr.splitlines()) == 1, told.stderr
        assert "DATABASE_URL" in told.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong", [{"SECRET_KEY": "short"}, {"TIME_ZONE": "nowhere"}, {"DATABASE_URL": "postgresql://host:port/x"}]
)
def test_a_wrong_setting_is_told_in_one_line(
    environment_for: Callable[[str], dict[str, str]], wrong: dict[str, str]
) -> None:
    told = flask({**environment_for("sqlite:////tmp/unused.db"), **wrong}, "results", "x")
    assert told.returncode != 0
    assert "Traceback" not in told.stderr
    assert next(iter(wrong)) in told.stderr


OPTIONS = ["--stop", "--day", "--opens", "--closes", "--expected", "--once", "--per-stop", "--group"]
VALUES = st.text(max_size=12) | st.sampled_from(
    ["2050-03-18", "0001-01-01", "9999-12-31", "2050-03-18T10:00", "0", "-1", str(10**30), "@", "/", "a/b@10:00",
     "\x00", "\ud800"]
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(options=st.lists(st.tuples(st.sampled_from(OPTIONS), VALUES), max_size=4))
def test_whatever_is_asked_of_a_new_visit_it_is_made_or_refused(
    run: Run, visit: str, options: list[tuple[str, str]]
) -> None:
    result = run(*CREATE, *(word for option in options for word in option))
    assert result.exit_code == 0 or result.stderr


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from([*COMMANDS, "--help", "--json", "-"]) | st.text(max_size=8), max_size=3))
def test_whatever_is_typed_there_is_an_answer(run: Run, words: list[str]) -> None:
    if "demo" not in words:
        result = run(*(part for word in words for part in (word.split() or [word])))
        assert result.output
