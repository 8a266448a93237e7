"""The command line: each command calls one service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from feedback_app.domain.faults import Faults
from feedback_app.domain.questionnaire import LANGUAGES, Language
from feedback_app.domain.roles import ROLES
from feedback_app.reporting import numbers
from feedback_app.services import (
    collecting,
    exports,
    forgetting,
    importing,
    people,
    questionnaires,
    reports,
    upgrading,
    visits,
)
from feedback_app.services import demo as demonstration
from feedback_app.services import results as outcome
from feedback_app.services import units as organisation
from feedback_app.services.errors import DatabaseError, Refusal
from feedback_app.settings import Settings
from feedback_app.store.database import db

P = ParamSpec("P")
R = TypeVar("R")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
MINUTE = click.DateTime(["%Y-%m-%dT%H:%M"])
FIRST_HOUR, LAST_HOUR = time(8), time(16)


def register(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in (publish, visit, collect, results, report, export, forget, erase, demo, user, database):
        app.cli.add_command(command)


def _plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Every refusal ends the command with one line on standard error and a status other than 0."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (Refusal, OSError) as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except OverflowError as error:
            raise click.ClickException("a day lies further away than calendars reach") from error
        except DatabaseError as error:
            raise click.ClickException(
                f"the database does not answer as it should ({_first_line(error)}); "
                "is DATABASE_URL right, and has `flask --app wsgi db upgrade` been run?"
            ) from error

    return run


def _first_line(error: DatabaseError) -> str:
    return str(error.orig).partition("\n")[0]


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().astimezone(_settings().time_zone).date()


def _settings() -> Settings:
    settings: Settings = current_app.config["FEEDBACK"]
    return settings


@click.command()
@click.argument("file", type=FILE)
@click.option("--spelling-only", is_flag=True, help="Texts changed a lot, yet nothing means anything else.")
@_plainly
def publish(file: Path, spelling_only: bool) -> None:
    """Publish a questionnaire FILE (TOML) as the next version of its key.

    Example: flask --app wsgi publish feedback_app/questionnaires/visit-model.toml
    """
    try:
        published = questionnaires.publish(db.session(), file.read_bytes(), _today(), spelling_only=spelling_only)
    except Faults as faults:
        for fault in faults.faults:
            click.echo(str(fault), err=True)
        raise click.ClickException(f"{file}: nothing was published, because of {len(faults.faults)} faults") from faults
    state = "published" if published.new else "had been published before"
    click.echo(f"{published.key} version {published.number} {state}: {published.digest}")
    for change in published.changes:
        click.echo(f"  {change}")


@click.group(cls=AppGroup)
def visit() -> None:
    """Prepare visits."""


@visit.command("create")
@click.option("--group", required=True, help="Who is coming.")
@click.option("--day", type=DAY, required=True)
@click.option("--stop", "stops", multiple=True, help="Unit, with its place in the tree and a time: 'Helse/NAV@10:00'.")
@click.option("--opens", type=MINUTE, help="Local time; by default the day itself at 08:00.")
@click.option("--closes", type=MINUTE, help="Local time; by default three days later at 16:00.")
@click.option("--expected", type=int, help="How many guests.")
@click.option("--language", "languages", type=click.Choice(LANGUAGES), multiple=True, default=LANGUAGES)
@click.option("--once", multiple=True, default=("visit-model",), help="Questionnaire that each guest answers once.")
@click.option("--per-stop", multiple=True, default=("board-meeting",), help="Questionnaire for each stop.")
@_plainly
def visit_create(  # noqa: PLR0913, PLR0917  (one argument per option is how click hands them over)
    group: str,
    day: datetime,
    stops: tuple[str, ...],
    opens: datetime | None,
    closes: datetime | None,
    expected: int | None,
    languages: tuple[Language, ...],
    once: tuple[str, ...],
    per_stop: tuple[str, ...],
) -> None:
    """Create a visit and print its name, its code and its address.

    Example: flask --app wsgi visit create --group "Lean-studenter" --day 2027-03-18 --expected 11
    --stop NAV@10:00 --stop "Raufosstun sykehjem@11:15"
    """
    session, zone = db.session(), _settings().time_zone
    first = opens or datetime.combine(day, FIRST_HOUR)
    last = closes or datetime.combine(day + timedelta(days=3), LAST_HOUR)
    plan = visits.VisitPlan(
        group=group,
        day=day.date(),
        opens=first.replace(tzinfo=zone),
        closes=last.replace(tzinfo=zone),
        languages=tuple(language for language in LANGUAGES if language in languages),
        expected=expected,
        stops=tuple((_unit(names), at) for names, at in [_stop(stop) for stop in stops]),
        once=once,
        per_stop=per_stop if stops else (),
    )
    created = visits.create(session, plan, _now())
    click.echo(created.slug)
    click.echo(created.code)
    click.echo(f"{_settings().public_url}/v/{created.code}")


def _stop(given: str) -> tuple[list[str], time | None]:
    """The names of a unit and of those above it, from the top; and a time."""
    path, _, at = given.rpartition("@") if "@" in given else (given, "", "")
    try:
        return path.split("/"), datetime.strptime(at, "%H:%M").time() if at else None  # noqa: DTZ007 (a time of day)
    except ValueError as error:
        raise Refusal(f"--stop {given}: the time must look like 10:00") from error


def _unit(names: list[str]) -> int:
    """The unit with these names, added to the tree if it is new."""
    parent: int | None = None
    for name in names:
        parent = organisation.add(db.session(), name, parent)
    assert parent is not None
    return parent


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.argument("file", type=FILE)
@_plainly
def collect(round_name: str, file: Path) -> None:
    """Take in answers from paper or another tool into ROUND: a .csv file, or JSON lines.

    Columns or keys: id, form, stop, visitor, and the question keys (in JSON: under "answers"). The same file again
    changes nothing; if a row is bad, all bad rows are told by line and nothing is stored.

    Example: flask --app wsgi collect 2027-03-18-lean-studenter answers.csv
    """
    session = db.session()
    found = visits.find(session, round_name, _now())
    with click.progressbar(length=100, label="Reading and storing") as bar:

        def progress(done: int, total: int) -> None:
            bar.update(100 * done // total - bar.pos)

        try:
            taken = importing.collect(
                session, found, file.read_bytes(), lines=file.suffix.lower() != ".csv", progress=progress
            )
        except importing.BadRows as bad:
            for row in bad.rows:
                click.echo(f"line {row.line}: {'; '.join(row.reasons)}", err=True)
            raise
    click.echo(f"{taken.new} new, {taken.same} received before")


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.option("--json", "as_json", is_flag=True, help="Every number, for programs.")
@click.option("--language", type=click.Choice(LANGUAGES), default="nb")
@_plainly
def results(round_name: str, as_json: bool, language: Language) -> None:
    """Show the numbers of ROUND.

    Example: flask --app wsgi results 2027-03-18-lean-studenter --json
    """
    found = outcome.read(db.session(), visits.find(db.session(), round_name, _now()))
    if as_json:
        click.echo(json.dumps(numbers.as_data(found), ensure_ascii=False, indent=2))
    else:
        for line in numbers.as_lines(found, language):
            click.echo(line)


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.option("--language", type=click.Choice(LANGUAGES), default="nb")
@click.option("--output", type=NEW_FILE, required=True)
@_plainly
def report(round_name: str, language: Language, output: Path) -> None:
    """Write the PDF summary of ROUND.

    Example: flask --app wsgi report 2027-03-18-lean-studenter --language nb --output summary.pdf
    """
    found = visits.find(db.session(), round_name, _now())
    click.echo("Drawing the report, which takes some seconds ...")
    made = reports.file_now(db.session(), reports.Order(found, language, _today(), _settings().organisation))
    with _whole(output) as file:
        file.write(made)
    click.echo(f"{output} written")


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.option("--format", "file_format", type=click.Choice(["csv", "json"]), default="csv")
@click.option("--output", type=NEW_FILE, required=True)
@_plainly
def export(round_name: str, file_format: exports.Format, output: Path) -> None:
    """Write the responses of ROUND to a file that spreadsheets, or `collect`, can read.

    Example: flask --app wsgi export 2027-03-18-lean-studenter --format csv --output answers.csv
    """
    found = visits.find(db.session(), round_name, _now())
    lines = exports.export(db.session(), found, file_format)
    count = outcome.read(db.session(), found).received()
    with _whole(output) as file, click.progressbar(lines, length=count, label="Writing") as bar:
        for line in bar:
            file.write(line.encode())
    click.echo(f"{output} written")


@click.command()
@_plainly
def forget() -> None:
    """Delete raw answers whose day has come; counts and released reports stay. Run it every night.

    Example: flask --app wsgi forget
    """
    count = 0
    for forgotten in forgetting.forget(db.session(), _today(), _now()):
        click.echo(f"{forgotten.slug}: raw answers deleted")
        count += 1
    click.echo(f"{count} visits forgotten")


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.argument("response", type=click.UUID)
@_plainly
def erase(round_name: str, response: UUID) -> None:
    """Delete one RESPONSE of ROUND when a guest asks for it; its id is the last part of the receipt's address.

    Example: flask --app wsgi erase 2027-03-18-lean-studenter 5f0c8f0e-6d0a-4a8e-9a39-0f8c2f1c7b11
    """
    collecting.erase(db.session(), visits.find(db.session(), round_name, _now()), response)
    click.echo("The response is deleted, and no longer counted. Reports made earlier may still hold it.")


@click.command()
@_plainly
def demo() -> None:
    """Make a demo visit with answers, and one that is open now; print how to look at them.

    Example: flask --app wsgi demo
    """
    made = demonstration.make(db.session(), _now(), _settings().time_zone)
    address = _settings().public_url
    click.echo(f"Address:      {address}/")
    click.echo(f"Organizer:    {address}/login  login {made.login}  password {made.password}")
    click.echo(f"Visitor link: {address}/v/{made.open.code}")
    click.echo(f"Results:      {address}/visits/{made.finished.slug}/results")
    click.echo(f"PDF summary:  flask --app wsgi report {made.finished.slug} --language nb --output summary.pdf")


@click.group(cls=AppGroup)
def user() -> None:
    """People who log in."""


@user.command("add")
@click.argument("login")
@click.option("--name", default="", help="Full name; by default the login.")
@click.option("--role", type=click.Choice(ROLES), default="organizer")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
@_plainly
def user_add(login: str, name: str, role: str, password: str) -> None:
    """Add a person with this LOGIN.

    Example: flask --app wsgi user add kari --name "Kari Nordmann" --role organizer
    """
    added = people.add(db.session(), login, name, role, password)
    click.echo(f"{added.login} added as {added.role}")


@user.command("password")
@click.argument("login")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
@_plainly
def user_password(login: str, password: str) -> None:
    """Give LOGIN a new password; all open logins of this person end.

    Example: flask --app wsgi user password kari
    """
    people.change_password(db.session(), login, password)
    click.echo(f"{login} has a new password")


@click.group("db", cls=AppGroup)
def database() -> None:
    """The database."""


@database.command("upgrade")
@_plainly
def db_upgrade() -> None:
    """Bring the database to the newest tables. It can be run again at any time.

    Example: flask --app wsgi db upgrade
    """
    upgrading.upgrade(_settings().database_url)
    click.echo("The database is up to date")


@contextmanager
def _whole(output: Path) -> Iterator[BinaryIO]:
    """The whole file or none of it: it takes its name only when the block has ended well."""
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
