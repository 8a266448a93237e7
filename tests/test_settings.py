import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedback_app import settings
from feedback_app.settings import SettingsError, from_environment

README = Path(__file__).parent.parent / "README.md"
SECRET = "a secret of more than twenty-four characters"
PRODUCTION = {
    "FEEDBACK_ENV": "production", "SECRET_KEY": SECRET, "PUBLIC_URL": "https://example.org",
    "DATABASE_URL": "postgresql://db/feedback",
}  # fmt: skip


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of this machine's own files."""
    monkeypatch.setattr(settings, "INSTANCE", tmp_path / "instance")
    return tmp_path / "instance"


def test_production_starts_with_all_it_needs() -> None:
    found = from_environment(PRODUCTION)
    assert (found.production, found.secret_key, found.public_url) == (True, SECRET, "https://example.org")
    assert found.database_url == "postgresql+psycopg://db/feedback"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"PUBLIC_URL": "http://example.org"}, "https://"),
        ({"PUBLIC_URL": ""}, "https://"),
        ({"PUBLIC_URL": "example.org"}, "whole address"),
        ({"DATABASE_URL": "mysql://db/feedback"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///"}, "name a file"),
        ({"DATABASE_URL": "postgresql://db:port/feedback"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://[db/feedback"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "name a file"),
        ({"TIME_ZONE": "Europe/Raufoss"}, "TIME_ZONE"),
        ({"TIME_ZONE": "../../etc/passwd"}, "TIME_ZONE"),
        ({"MAX_BODY_KILOBYTES": "0"}, "MAX_BODY_KILOBYTES"),
        ({"MAX_BODY_KILOBYTES": "-1"}, "MAX_BODY_KILOBYTES"),
        ({"MAX_BODY_KILOBYTES": "much"}, "MAX_BODY_KILOBYTES"),
        ({"FEEDBACK_ENV": "Production"}, "FEEDBACK_ENV"),
        ({"FEEDBACK_ENV": "prod"}, "FEEDBACK_ENV"),
    ],
)
def test_what_is_missing_unsafe_or_senseless_is_refused_by_name(change: Mapping[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        from_environment({**PRODUCTION, **change})


def test_a_short_secret_is_refused_in_development_too() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        from_environment({"SECRET_KEY": "short"})


def test_nothing_needs_to_be_set_in_development(instance: Path) -> None:
    found = from_environment({})
    assert not found.production
    assert found.public_url == "http://127.0.0.1:8000"
    assert found.database_url == f"sqlite:///{instance}/feedback.sqlite"
    assert found.time_zone.key == "Europe/Oslo"


def test_the_secret_of_a_development_machine_stays_and_is_its_owners(instance: Path) -> None:
    first = from_environment({}).secret_key
    assert len(first) >= settings.SHORTEST_SECRET
    assert from_environment({}).secret_key == first
    assert [path.name for path in instance.iterdir()] == ["secret"]
    assert (instance / "secret").stat().st_mode & 0o077 == 0


def test_a_relative_database_path_means_the_same_file_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app would look in its instance directory, the migrations in the working directory."""
    monkeypatch.chdir(tmp_path)
    found = from_environment({"DATABASE_URL": "sqlite:///data/feedback.db"})
    assert found.database_url == f"sqlite:///{tmp_path}/data/feedback.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_always_reached_through_the_driver_that_is_installed(scheme: str) -> None:
    found = from_environment({**PRODUCTION, "DATABASE_URL": f"{scheme}://u:p@db/feedback"})
    assert found.database_url == "postgresql+psycopg://u:p@db/feedback"


def test_the_port_is_part_of_the_address_unless_one_is_given() -> None:
    assert from_environment({"PORT": "9000"}).public_url == "http://127.0.0.1:9000"
    assert from_environment({"PORT": "9000", "PUBLIC_URL": "https://a.example/"}).public_url == "https://a.example"


class Remembering(dict[str, str]):
    """An environment that remembers what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return default


@pytest.fixture
def asked() -> set[str]:
    environment = Remembering()
    from_environment(environment)
    return environment.asked


def test_the_readme_lists_every_variable_that_is_read_and_no_other(asked: set[str]) -> None:
    gunicorn = set(re.findall(r'environ\.get\("([A-Z_]+)"', (README.parent / "gunicorn.conf.py").read_text()))
    listed = re.findall(r"^\| *`([A-Z_]+)`", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == asked | gunicorn
