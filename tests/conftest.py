"""What every test may ask for: fresh databases on both engines, a live server, a real browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import BrowserContext, WebError

from tests.engines import Engine, Postgres, Sqlite
from tests.servers import LiveServer

# A shared machine may be slow, and a run must be repeatable: no deadlines, always the same examples.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

ENGINES = [
    pytest.param("sqlite_engine", id="sqlite"),
    pytest.param("postgres_engine", id="postgres", marks=pytest.mark.postgres),
]
BROWSER_FIXTURES = {"browser", "browser_type", "context", "page", "new_context"}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

StartServer = Callable[..., LiveServer]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask for a browser or for PostgreSQL, so that no author has to remember it."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & BROWSER_FIXTURES:
            item.add_marker("browser")
        if fixtures & {"postgres_engine", "postgres_url"}:
            item.add_marker("postgres")


def _migrate(url: str) -> None:
    # Imported here, so that the tests of other rooms start without the store.
    from feedback_app.store.migrate import upgrade  # noqa: PLC0415

    upgrade(url)


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Database files that live for one test."""
    return Sqlite(tmp_path_factory.mktemp("sqlite"), _migrate)


@pytest.fixture(scope="session")
def postgres_engine() -> Iterator[Engine]:
    """A real PostgreSQL server, started when the first test asks for it."""
    server = Postgres(_migrate)
    yield server
    server.stop()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of the two engines in turn."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database_url(engine: Engine) -> Iterator[str]:
    """A fresh migrated database without rows, on each of the two engines in turn."""
    with engine.migrated() as url:
        yield url


@pytest.fixture
def empty_database_url(engine: Engine) -> Iterator[str]:
    """A fresh database without tables, on each of the two engines in turn."""
    with engine.empty() as url:
        yield url


@pytest.fixture
def sqlite_url(sqlite_engine: Engine) -> Iterator[str]:
    """A fresh migrated SQLite database, for tests where the engine makes no difference."""
    with sqlite_engine.migrated() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_engine: Engine) -> Iterator[str]:
    """A fresh migrated PostgreSQL database, for what only a server can show."""
    with postgres_engine.migrated() as url:
        yield url


@pytest.fixture
def environment_for() -> Callable[[str], dict[str, str]]:
    """The environment variables that point the app at a database, as an operator would set them."""

    def environment(url: str) -> dict[str, str]:
        return {
            "DATABASE_URL": url,
            "SECRET_KEY": "not a secret: only the tests know it",
            "FEEDBACK_ENV": "development",
            "PUBLIC_URL": "http://localhost",
        }

    return environment


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all the apps of a run, which is most of what a first page costs."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    database_url: str,
    environment_for: Callable[[str], dict[str, str]],
    compiled_templates: FileSystemBytecodeCache,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The app in this process on a fresh migrated database, on each of the two engines in turn."""
    # Imported here, so that the tests of other rooms start without Flask's half of the house.
    from feedback_app.app import create_app  # noqa: PLC0415
    from feedback_app.services import people  # noqa: PLC0415
    from feedback_app.settings import from_environment  # noqa: PLC0415
    from feedback_app.store.database import db  # noqa: PLC0415

    app = create_app(from_environment(environment_for(database_url)))
    app.jinja_env.bytecode_cache = compiled_templates
    # Real hashes that cost little: a password is meant to take long, a test is not.
    monkeypatch.setattr(people, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def start_server(tmp_path: Path, environment_for: Callable[[str], dict[str, str]]) -> Iterator[StartServer]:
    """Start the real app under gunicorn: `start_server(database_url, NAME="more environment")`."""
    with ExitStack() as running:

        def start(url: str, **more: str) -> LiveServer:
            server = LiveServer({**environment_for(url), **more}, tmp_path / "server.log")
            running.callback(server.stop)
            return server.start()

        yield start


@pytest.fixture
def live_server(sqlite_url: str, start_server: StartServer) -> LiveServer:
    """The real app under gunicorn on a fresh SQLite database."""
    return start_server(sqlite_url)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the system's Chromium; without one the browser tests fail, they are never skipped."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("No chromium on this machine. On Debian: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name whole addresses; the plugin's own fixture of this name warns under the newest pytest."""


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser window of its own; an exception that a script of a page does not catch fails the test."""
    uncaught: list[str] = []

    def remember(event: WebError) -> None:
        uncaught.append(str(event.error))

    context.on("weberror", remember)
    yield context
    assert not uncaught, f"uncaught in a script: {uncaught}"
