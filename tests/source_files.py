"""The source files, and what each imports."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]

SOURCES = sorted(path for part in ("app", "index", "prompts") for path in (ROOT / part).rglob("*.py"))

NAMES = [path.relative_to(ROOT).as_posix() for path in SOURCES]


@dataclass(frozen=True)
class Import:
    """A module that is imported, and whether for type checkers only."""

    module: str
    line: int
    typing: bool
    top: bool


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[Import, ...]:
    return tuple(read_imports(tree_of(path), path))


def read_imports(tree: ast.Module, path: Path) -> Iterator[Import]:
    for node, typing, top in _statements(tree, typing=False, top=True):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            assert not node.level, f"{path}:{node.lineno}: a relative import"
            # A module or a name in one: `from index import ingest` and `from index.ingest import add`.
            modules = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        for module in modules:
            yield Import(module, node.lineno, typing=typing, top=top)


def _statements(node: ast.AST, *, typing: bool, top: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    """Yield the import statements within a node; expressions, most of a tree, are not walked."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, typing, top
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            guarded = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _statements(child, typing=typing or guarded, top=top and not function)


def importing(packages: set[str], names: Iterable[str]) -> list[tuple[str, int]]:
    """The files, and the lines in them, that import one of the packages."""
    return [
        (name, item.line) for name in names for item in imports(ROOT / name) if item.module.split(".")[0] in packages
    ]


def folder_of(module: str) -> str:
    """Return the folder of a module below `app` or `index`, or the module itself where it stands beside the folders."""
    return ".".join(module.split(".")[:2])


def imports_between_folders() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for path, name in zip(SOURCES, NAMES, strict=True):
        own = folder_of(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for item in imports(path):
            other = folder_of(item.module)
            known = (ROOT / other.replace(".", "/")).is_dir() or (ROOT / f"{other.replace('.', '/')}.py").is_file()
            if known and item.module.split(".")[0] in {"app", "index"} and other not in {own, "app", "index"}:
                found[own].add(other)
    return found


def reached(name: str) -> set[str]:
    """The modules that importing this file imports, our own followed."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for item in imports(ROOT / waiting.pop()):
            if item.top and not item.typing and item.module not in found:
                found.add(item.module)
                file = item.module.replace(".", "/")
                waiting += [kind for kind in (f"{file}.py", f"{file}/__init__.py") if (ROOT / kind).exists()]
    return found
