"""Every text of the staff's pages exists in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from feedback_app.web.forms.people import ROLE_NAMES
from feedback_app.web.organizer.visits import GROUPS

ROOT = Path(__file__).parents[3]
TEMPLATES = [path for name in ("login", "organizer", "admin") for path in sorted((ROOT / "templates" / name).iterdir())]
WEB = ROOT / "feedback_app" / "web"
MODULES = [
    WEB / "desk.py",
    WEB / "refusals.py",
    *(WEB / "admin").glob("*.py"),
    *(WEB / "forms" / name for name in ("typed.py", "stops.py", "visit.py", "units.py", "people.py", "login.py")),
]
SAYING = {"gettext", "Filled", "Note", "Said"}
LABELLED = {"Line", "Day", "Whole", "Moment", "Stops", "Chosen"}
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def in_templates() -> Iterator[str]:
    for path in TEMPLATES:
        with path.open("rb") as file:
            for _, _, found, _ in babel_extract(file, ("_", "ngettext"), [], OPTIONS):
                yield from filter(None, [found] if isinstance(found, str) else found or ())


def in_python() -> Iterator[str]:
    yield from ROLE_NAMES.values()
    yield from (heading for heading, _ in GROUPS)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield from _said(node)
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "wrong":
                yield ast.literal_eval(node.value)


def _said(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name == "Note":
        yield from texts[1:]
    elif name in SAYING | LABELLED:
        yield from texts[:1]


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_text_is_translated(language: str) -> None:
    known = set()
    for path in (ROOT / "feedback_app" / "translations" / language).glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                said = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
                if all(said):
                    known |= {message.id} if isinstance(message.id, str) else set(message.id)
    wanted = {*in_templates(), *filter(None, in_python())}
    assert len(wanted) > 100
    assert sorted(wanted - known) == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_text_is_translated_that_nobody_says(language: str) -> None:
    with (ROOT / "feedback_app" / "translations" / language / "organizer.po").open("rb") as file:
        known = {
            one
            for message in read_po(file, locale=language)
            if message.id
            for one in ([message.id] if isinstance(message.id, str) else message.id)
        }
    assert sorted(known - {*in_templates(), *in_python()}) == []
