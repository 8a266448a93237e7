"""The rules of the house, and a checker that reads any source tree laid out like ours."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

from tests.house.rooms import HOUSE, ONE_MODULE_ONLY, Room
from tests.house.source import PACKAGE, Module, own_module, read

NOT_SQL = ("sqlalchemy.orm.Session", "sqlalchemy.orm.scoped_session", "sqlalchemy.exc.")
"""What services may know of SQLAlchemy: the session they are given, and the errors that it raises."""

IMPURE_MODULES = {"time", "random", "secrets"}
IMPURE_NAMES = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "os.urandom", "uuid.uuid1", "uuid.uuid4", "uuid.uuid6", "uuid.uuid7",
}  # fmt: skip
REQUEST_NAMES = {"flask.request", "flask.session", "flask.g"}
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers"}
SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s|PRAGMA\s)"
)
NO_REASON = re.compile(r"noqa(:[A-Z0-9, ]+)?|type: ignore(\[[\w, -]*\])?")


Finding = tuple[int, str]
"""A line and what is wrong with it."""


def violations(root: Path) -> list[str]:
    """Every breach of the house rules in the package below `root`, as `path:line: what is wrong`."""
    modules = read(root)
    found = [
        f"{module.path.relative_to(root)}:{line}: {message}"
        for module in modules.values()
        for rule in RULES
        for line, message in rule(module, modules)
    ]
    return sorted({*found, *_circles(modules), *_shared_packages(modules)})


def _unknown_room(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    if module.room not in HOUSE:
        yield 1, f"the house has no room called {module.room}"


def _foreign_import(module: Module, modules: dict[str, Module]) -> Iterator[Finding]:
    room = HOUSE.get(module.room, Room())
    for one in module.imports:
        own = own_module(one.target, modules)
        if own is None:
            allowed = one.package in sys.stdlib_module_names or one.package in room.packages | room.later
            other = one.package
        else:
            other = own.partition(".")[0]
            allowed = other in {"", module.room} or bool({other, own} & room.rooms)
        if not allowed:
            yield one.line, f"{module.room or PACKAGE} may not know {own or other}"


def _early_import(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    later = HOUSE.get(module.room, Room()).later
    for one in module.imports:
        if one.package in later and not one.is_hidden:
            yield one.line, f"{one.package} is heavy: import it inside the function that uses it"


def _star_import(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    for one in module.imports:
        if one.local_name == "*":
            yield one.line, "names what it takes instead of importing *"


def _hidden_import(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    hidden = sorted({one.line for one in module.imports if one.is_hidden})
    explained: set[int] = set()
    for line in hidden:
        above = module.lines[line - 2].strip()
        if (above.startswith("#") and _is_reason(above)) or _is_reason(module.lines[line - 1]) or line - 1 in explained:
            explained.add(line)
        else:
            yield line, "an import inside a function says why in a comment"


def _is_reason(line: str) -> bool:
    comment = line.partition("#")[2]
    return re.search(r"\w", NO_REASON.sub("", comment)) is not None


def _impure_domain(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    if module.room != "domain":
        return
    for one in module.imports:
        if one.package in IMPURE_MODULES or one.target in IMPURE_NAMES:
            yield one.line, f"domain is given its clock and its randomness: {one.target}"
    for line, name in module.names:
        if name in IMPURE_NAMES:
            yield line, f"domain is given its clock and its randomness: {name}"


def _sql_outside_store(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    if module.room == "store":
        return
    for one in module.imports:
        if one.package == "sqlalchemy" and not one.target.startswith(NOT_SQL):
            yield one.line, f"no SQL outside store: {one.target}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield node.lineno, "no SQL outside store"


def _request_outside_web(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    if module.room == "web":
        return
    imported = ((one.line, one.target) for one in module.imports)
    for line, name in chain(imported, module.names):
        if name in REQUEST_NAMES:
            yield line, f"only web knows {name}"


def _empty_name(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    for part in module.name.split("."):
        if part in EMPTY_NAMES:
            yield 1, f"{part} does not say what is in it"


Rule = Callable[[Module, dict[str, Module]], Iterator[Finding]]
RULES: list[Rule] = [
    _unknown_room,
    _foreign_import,
    _early_import,
    _star_import,
    _hidden_import,
    _impure_domain,
    _sql_outside_store,
    _request_outside_web,
    _empty_name,
]


def _circles(modules: dict[str, Module]) -> Iterator[str]:
    """A way along the imports that comes back to where it began."""
    graph = {
        module.name: {own for one in module.imports if (own := own_module(one.target, modules)) is not None}
        - {module.name}
        for module in modules.values()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"import circle: {' -> '.join(error.args[1])}"


def _shared_packages(modules: dict[str, Module]) -> Iterator[str]:
    """A package that one module should keep to itself, known to several."""
    users: dict[str, set[str]] = defaultdict(set)
    for module in modules.values():
        for one in module.imports:
            users[one.package].add(module.name)
    for package in ONE_MODULE_ONLY:
        if len(users[package]) > 1:
            yield f"one module only may know {package}: {', '.join(sorted(users[package]))}"
