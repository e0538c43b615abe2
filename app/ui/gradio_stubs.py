"""Keeps Gradio from checking and writing a type stub for each of its components whenever it is imported.

That is half of the time of its import, and writes into the environment; only editors read the stubs. Where a later
Gradio calls the function otherwise, or has none, its import takes as long as it does without this.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_MODULE, _WRITER = "gradio.component_meta", "create_or_modify_pyi"


class _Finder(MetaPathFinder):
    """Finds that one module."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == _MODULE else None
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    """Loads it, and takes the function that writes the stubs out of it."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module)[_WRITER] = lambda *_: None


def leave_out() -> None:
    """Leave the stubs out of the import of Gradio that follows; call it before the first one."""
    if _MODULE not in sys.modules:
        sys.meta_path.insert(0, _Finder())
