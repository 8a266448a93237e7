"""What a source tree says about itself: its modules, what each imports, and which names it uses."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

PACKAGE = "feedback_app"


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


def own_module(target: str, modules: dict[str, Module]) -> str | None:
    """The module of ours that an import reaches, or None for a package of others."""
    if target != PACKAGE and not target.startswith(f"{PACKAGE}."):
        return None
    name = target.removeprefix(PACKAGE).lstrip(".")
    return name if name in modules else name.rpartition(".")[0]
