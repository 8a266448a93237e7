"""What the services refuse is known here, each with words of its own."""

import ast
from pathlib import Path

import pytest

from feedback_app.services.errors import Refusal
from feedback_app.web import refusals

SERVICES = Path(__file__).parents[3] / "feedback_app" / "services"


def refused(service: str) -> list[str]:
    """How the messages of a service begin, up to the first value in them."""
    tree = ast.parse((SERVICES / f"{service}.py").read_text())
    raised = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Refusal", "NotFound"}
    ]
    checks = [
        key
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant | ast.JoinedStr)
    ]
    parts = [one.values[0] if isinstance(one, ast.JoinedStr) else one for one in (*raised, *checks)]
    return [str(part.value) for part in parts if isinstance(part, ast.Constant)]


@pytest.mark.parametrize("service", ["visits", "people", "units"])
def test_every_refusal_has_friendly_words(service: str) -> None:
    messages = refused(service)
    assert len(messages) > 3
    unknown = [one for one in messages if refusals.message(Refusal(one), "en") == refusals.UNKNOWN.message]
    assert unknown == []


def test_no_words_are_left_of_a_refusal_that_is_gone() -> None:
    messages = [one for service in ("visits", "people", "units") for one in refused(service)]
    gone = [
        begins
        for begins in refusals.KNOWN
        if not any(one.startswith(begins) or begins.startswith(one.rstrip()) for one in messages)
    ]
    assert gone == []
