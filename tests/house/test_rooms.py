from pathlib import Path

import pytest

from tests.house.architecture import violations

ROOT = Path(__file__).parent.parent.parent

TIDY = {
    "__init__.py": '__version__ = "1"\n',
    "app.py": "import flask\nfrom feedback_app.web import visitor\nfrom feedback_app.store import database\n",
    "cli.py": "import click\nfrom feedback_app.services import collecting\n",
    "settings.py": "import os\n",
    "domain/__init__.py": "",
    "domain/rounds.py": "from datetime import datetime, time\nfrom uuid import UUID\n",
    "domain/tally.py": "from feedback_app.domain.rounds import Round\n",
    "store/database.py": "from sqlalchemy import text\nstatement = text('SELECT 1')\n",
    "presentation/charts.py": "from babel import numbers\nfrom feedback_app.domain import tally\n",
    "reporting/pdf.py": "def render():\n    # Slow to import.\n    import weasyprint\n",
    "services/__init__.py": "",
    "services/collecting.py": "from sqlalchemy.orm import Session\nfrom feedback_app.store import database\n",
    "services/errors.py": "from sqlalchemy.exc import DBAPIError\n",
    "services/passwords.py": "import argon2\n",
    "web/visitor.py": "from flask import request\nfrom feedback_app.services import collecting\n",
}


def plant(root: Path, files: dict[str, str]) -> Path:
    for name, source in files.items():
        path = root / "feedback_app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return root


def test_our_own_house_keeps_its_rules() -> None:
    assert violations(ROOT) == []


def test_a_tidy_house_has_no_violations(tmp_path: Path) -> None:
    assert violations(plant(tmp_path, TIDY)) == []


@pytest.mark.parametrize(
    ("path", "source", "finding"),
    [
        ("__init__.py", "from feedback_app import app", ":1: feedback_app may not know app"),
        ("domain/a.py", "import flask", ":1: domain may not know flask"),
        ("domain/a.py", "from feedback_app.store import database", ":1: domain may not know store.database"),
        ("domain/a.py", "from ..store import database", ":1: domain may not know store.database"),
        ("domain/a.py", "import feedback_app.store.database", ":1: domain may not know store.database"),
        ("settings.py", "import flask", ":1: settings may not know flask"),
        ("store/a.py", "from feedback_app import services", ":1: store may not know services"),
        ("store/a.py", "import flask", ":1: store may not know flask"),
        ("presentation/a.py", "import segno", ":1: presentation may not know segno"),
        ("presentation/a.py", "from feedback_app.reporting.pdf import render", "may not know reporting.pdf"),
        ("reporting/a.py", "from feedback_app.services import passwords", "may not know services.passwords"),
        ("reporting/a.py", "import weasyprint", ":1: weasyprint is heavy"),
        ("services/a.py", "from feedback_app.presentation import charts", "may not know presentation.charts"),
        ("services/a.py", "from feedback_app.web import visitor", ":1: services may not know web.visitor"),
        ("services/a.py", "import argon2", "one module only may know argon2: services.a, services.passwords"),
        ("web/a.py", "import sqlalchemy", ":1: web may not know sqlalchemy"),
        ("web/a.py", "from feedback_app.store.tables import Round", ":1: web may not know store"),
        ("web/a.py", "from feedback_app.cli import x", ":1: web may not know cli"),
        ("cli.py", "from feedback_app.web import visitor", ":1: cli may not know web.visitor"),
        ("web/a.py", "if TYPE_CHECKING:\n    import weasyprint", ":2: web may not know weasyprint"),
        ("cellar/a.py", "", ":1: the house has no room called cellar"),
        ("domain/a.py", "from math import *", ":1: names what it takes instead of importing *"),
        ("domain/a.py", "def f():\n    import math", ":2: an import inside a function says why"),
        (
            "domain/a.py",
            "def f():\n    import math  # noqa: PLC0415",
            ":2: an import inside a function says why",
        ),
        (
            "domain/a.py",
            "class A:\n    def f(self):\n        x = 1\n        from math import pi",
            ":4: an import inside",
        ),
        (
            "domain/a.py",
            "from datetime import datetime\nnow = datetime.now()",
            ":2: domain is given its clock",
        ),
        ("domain/a.py", "import datetime as dt\nday = dt.date.today()", ":2: domain is given its clock"),
        ("domain/a.py", "import os.path\nname = os.urandom(8)", ":2: domain is given its clock"),
        ("domain/a.py", "from time import monotonic", ":1: domain is given its clock"),
        ("domain/a.py", "import random", ":1: domain is given its clock and its randomness"),
        ("domain/a.py", "import secrets", ":1: domain is given its clock and its randomness"),
        ("domain/a.py", "from uuid import uuid4", ":1: domain is given its clock and its randomness"),
        (
            "domain/a.py",
            "import uuid\nname = uuid.uuid4()",
            ":2: domain is given its clock and its randomness",
        ),
        ("services/a.py", "from sqlalchemy import select", ":1: no SQL outside store: sqlalchemy.select"),
        ("app.py", "session.execute('DELETE FROM answer')", ":1: no SQL outside store"),
        ("app.py", "from flask import g", ":1: only web knows flask.g"),
        ("app.py", "import flask\nname = flask.session['name']", ":2: only web knows flask.session"),
        ("web/utils.py", "", ":1: utils does not say what is in it"),
        ("domain/common/a.py", "", ":1: common does not say what is in it"),
        ("domain/rounds.py", "from feedback_app.domain import tally", "import circle: "),
        (
            "domain/rounds.py",
            "def f():\n    from feedback_app.domain import tally  # late",
            "import circle: ",
        ),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, path: str, source: str, finding: str) -> None:
    found = violations(plant(tmp_path, {**TIDY, path: source}))
    assert any(finding in line for line in found), found


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    import math  # heavy, and rarely needed",
        "def f():\n    import math  # noqa: PLC0415  (heavy)",
        "def f():\n    # heavy, and rarely needed\n    import math",
        "def f():\n    # heavy, and rarely needed\n    import math  # noqa: PLC0415\n    import cmath",
    ],
)
def test_a_hidden_import_with_its_reason_is_fine(tmp_path: Path, source: str) -> None:
    assert violations(plant(tmp_path, {**TIDY, "domain/a.py": source})) == []
