import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

# Spelled with a gap, so that this file does not accuse itself.
REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "debian" + ".org",
    "npmjs" + ".",
    "proxy.golang" + ".org",
]
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|root|Users|workspace|work)/\w")
WEB_ADDRESS = re.compile(r"\b(?:https?|git)://")


def faults(text: str, *, is_lock_file: bool) -> Iterator[str]:
    """What in a file would tie the project to one machine or one registry."""
    yield from (f"registry: {host}" for host in REGISTRIES if host in text)
    yield from (f"machine path: {found.group()}" for found in MACHINE_PATHS.finditer(text))
    if is_lock_file:
        yield from (f"address: {found.group()}" for found in WEB_ADDRESS.finditer(text))


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    paths = tracked_files()
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in paths
        for fault in faults(path.read_text(errors="replace"), is_lock_file=path.parent.name == "requirements")
    ]
    assert paths
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_lock_file"),
    [
        ("index-url = https://" + REGISTRIES[0], False),
        ("open('/ho" + "me/kari/feedback')", False),
        ("flask @ https://example.org/flask.whl", True),
    ],
)
def test_a_planted_fault_is_caught(text: str, is_lock_file: bool) -> None:
    assert list(faults(text, is_lock_file=is_lock_file))


def test_an_address_is_fine_outside_a_lock_file() -> None:
    assert list(faults("See https://example.org/about and /etc/hosts.", is_lock_file=False)) == []
