"""Who may know whom: the table of rooms, and a checker that reads any source tree laid out like ours."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

PACKAGE = "feedback_app"


@dataclass(frozen=True)
class Room:
    """What the modules of one room may import: rooms or single modules of ours, and packages of others.

    Everyone may use the standard library. Packages in `later` are heavy: only a function that needs them
    imports them.
    """

    rooms: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()


def _room(rooms: str = "", packages: str = "", later: str = "") -> Room:
    return Room(*(frozenset(words.split()) for words in (rooms, packages, later)))


WEB_PACKAGES = "flask wtforms click flask_login flask_limiter werkzeug markupsafe jinja2"
ALL_ROOMS = "domain store presentation reporting services settings web cli"
HOUSE = {
    "": _room(),
    "domain": _room(),
    "questionnaires": _room(),
    "translations": _room(),
    "settings": _room(),
    "store": _room("domain", "sqlalchemy flask_sqlalchemy alembic"),
    "presentation": _room("domain", "jinja2 markupsafe babel"),
    "reporting": _room("domain presentation", "jinja2 segno", later="weasyprint pydyf fontTools"),
    "services": _room("domain store reporting", "sqlalchemy argon2"),
    "web": _room("domain store.database presentation reporting services settings", WEB_PACKAGES),
    "cli": _room("domain store.database presentation reporting services settings", WEB_PACKAGES),
    "app": _room(ALL_ROOMS, f"{WEB_PACKAGES} flask_sqlalchemy"),
}

ONE_MODULE_ONLY = {"argon2"}
"""Packages that a single module keeps to itself."""

SESSION_TYPES = {"sqlalchemy.orm.Session", "sqlalchemy.orm.scoped_session"}
"""All that rooms other than the store may know of SQLAlchemy: services take their session as an argument."""

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
NO_REASON = re.compile(r"#\s*(noqa|type:)[^#]*")


@dataclass(frozen=True)
class Import:
    """One imported thing.

    `target` is its whole dotted name, e.g. flask.request. `local_name` is what the module calls it (* for
    everything at once), and `meaning` what that name then stands for: `import os.path` binds os, not os.path.
    """

    target: str
    local_name: str
    meaning: str
    line: int
    is_hidden: bool

    @property
    def package(self) -> str:
        """The package or our own top directory that is imported from."""
        return self.target.partition(".")[0]


@dataclass(frozen=True)
class Module:
    """One parsed module; its name is dotted and begins below the package: domain.tally."""

    name: str
    path: Path
    lines: list[str] = field(repr=False)
    tree: ast.Module = field(repr=False)

    @property
    def room(self) -> str:
        """The room that the module is in; a module at the top is a room of its own."""
        return self.name.partition(".")[0]

    @cached_property
    def imports(self) -> list[Import]:
        """Every import, also those inside functions and those for the type checker alone."""
        return list(_imports(self.tree, self.name, is_hidden=False))

    @cached_property
    def names(self) -> list[tuple[int, str]]:
        """Every name that is used, with its line, spelled out as it was imported: datetime.date.today."""
        origin = {one.local_name: one.meaning for one in self.imports}
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute | ast.Name):
                first, _, rest = ast.unparse(node).partition(".")
                found.append((node.lineno, f"{origin.get(first, first)}.{rest}".rstrip(".")))
        return found


Finding = tuple[int, str]


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


def read(root: Path) -> dict[str, Module]:
    """The modules of the package below `root`, by name."""
    modules = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root / PACKAGE).with_suffix("").parts
        name = ".".join(parts).removesuffix("__init__").rstrip(".")
        source = path.read_text(encoding="utf-8")
        modules[name] = Module(name, path, source.splitlines(), ast.parse(source, str(path)))
    return modules


def _imports(node: ast.AST, module: str, *, is_hidden: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                first = alias.name.partition(".")[0]
                local_name, meaning = (alias.asname, alias.name) if alias.asname else (first, first)
                yield Import(alias.name, local_name, meaning, child.lineno, is_hidden)
        elif isinstance(child, ast.ImportFrom):
            origin = _origin(child, module)
            for alias in child.names:
                target = f"{origin}.{alias.name}"
                yield Import(target, alias.asname or alias.name, target, child.lineno, is_hidden)
        else:
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, module, is_hidden=is_hidden or is_function)


def _origin(node: ast.ImportFrom, module: str) -> str:
    """What an import is from; relative ones count as written in a plain module."""
    if not node.level:
        return node.module or ""
    parents = f"{PACKAGE}.{module}".split(".")[: -node.level]
    return ".".join([*parents, node.module] if node.module else parents)


def _own_module(target: str, modules: dict[str, Module]) -> str | None:
    """The module of ours that an import reaches, or None for a package of others."""
    if target != PACKAGE and not target.startswith(f"{PACKAGE}."):
        return None
    name = target.removeprefix(PACKAGE).lstrip(".")
    return name if name in modules else name.rpartition(".")[0]


def _unknown_room(module: Module, _: dict[str, Module]) -> Iterator[Finding]:
    if module.room not in HOUSE:
        yield 1, f"the house has no room called {module.room}"


def _foreign_import(module: Module, modules: dict[str, Module]) -> Iterator[Finding]:
    room = HOUSE.get(module.room, Room())
    for one in module.imports:
        own = _own_module(one.target, modules)
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
    return "#" in NO_REASON.sub("", line)


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
        if one.package == "sqlalchemy" and one.target not in SESSION_TYPES:
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
        module.name: {own for one in module.imports if (own := _own_module(one.target, modules)) is not None}
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
