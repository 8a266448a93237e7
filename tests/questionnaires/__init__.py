"""One tiny questionnaire per feature, and the built-in forms, as shared test material."""

from functools import cache
from pathlib import Path

from feedback_app.domain.questionnaire import Questionnaire
from feedback_app.domain.reading import read_toml

HERE = Path(__file__).parent
BUILT_IN = HERE.parents[1] / "feedback_app" / "questionnaires"
FILES = {path.stem: path for folder in (HERE, BUILT_IN) for path in sorted(folder.glob("*.toml"))}
"""The file of every questionnaire by name, e.g. `yes_no` or `visit-model`."""


@cache
def questionnaire(name: str) -> Questionnaire:
    """The questionnaire in the file of this name."""
    return read_toml(FILES[name].read_bytes())
