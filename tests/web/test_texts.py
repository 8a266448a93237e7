"""Every text of the visitor's pages exists in every language."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from feedback_app.presentation.problems import MESSAGES
from feedback_app.web import api
from feedback_app.web.errors import TROUBLES
from feedback_app.web.visitor import answering, receipts

ROOT = Path(__file__).parents[2]
TEMPLATES = [
    path
    for name in ("base.html", "components/[fns]*.html", "errors/*.html", "visitor/*.html")
    for path in sorted((ROOT / "templates").glob(name))
]
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def in_templates() -> Iterator[str]:
    for path in TEMPLATES:
        with path.open("rb") as file:
            for _, _, found, _ in babel_extract(file, ("_", "ngettext"), [], OPTIONS):
                yield from filter(None, [found] if isinstance(found, str) else found or ())


def in_python() -> Iterator[str]:
    yield from MESSAGES.values()
    for trouble in TROUBLES.values():
        yield from trouble
    yield from answering.SCRIPT_TEXTS.values()
    yield from receipts.CARD_LABELS.values()
    for value in vars(answering).values():
        if isinstance(value, answering.Notice):
            yield from (value.word, value.message)
    for value in vars(api).values():
        if isinstance(value, api.Refused):
            yield from (value.message, value.todo)
    yield from literals(ROOT / "feedback_app" / "web")


def literals(folder: Path) -> Iterator[str]:
    """Messages written where they are translated: `translate(language, "…")`."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("translate", "_translated"):
                for argument in node.args[1:]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_text_is_translated(language: str) -> None:
    known = {
        text
        for path in (ROOT / "feedback_app" / "translations" / language).glob("*.po")
        for message in read_po(io.BytesIO(path.read_bytes()))
        if message.id and (all(message.string) if isinstance(message.string, tuple) else message.string)
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    wanted = {text for text in (*in_templates(), *in_python()) if text}
    assert len(wanted) > 100
    assert sorted(wanted - known) == []


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("area", ["visitor", "problems"])
def test_no_translation_is_left_over_or_lost_its_values(language: str, area: str) -> None:
    wanted = {*in_templates(), *in_python()}
    path = ROOT / "feedback_app" / "translations" / language / f"{area}.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id:
            text = message.id[0] if isinstance(message.id, tuple) else message.id
            assert text in wanted
            assert not list(message.check(catalogue))
            braces = {part.partition("}")[0] for part in text.split("{")[1:]}
            assert all("{" + name + "}" in str(message.string) for name in braces)
