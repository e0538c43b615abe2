"""Keeps Gradio from checking and rewriting a type stub (.pyi) for each of its components whenever it is imported.

Only editors read the stubs, and Gradio has no setting to turn them off. Without this, importing Gradio 6.31 takes 3.0 s
instead of 1.6 s, and the page is there after 4.5 s instead of 3.2 s (processor time, medians of 7 and 5 runs on slow
cores; `python -m tests.bench imports` measures the first). Nothing that the page uses is changed. If a later Gradio
names the function differently, it writes its stubs again and tests/app/ui/test_gradio_stubs.py fails.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_MODULE, _WRITER = "gradio.component_meta", "create_or_modify_pyi"


class _Finder(MetaPathFinder):
    """Finds the module that writes the stubs, and nothing else."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == _MODULE else None
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    """Loads the module and replaces the function that writes the stubs by one that does nothing."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module)[_WRITER] = lambda *_: None


def skip_stubs() -> None:
    """Make the import of Gradio skip the stubs; call this before the first one."""
    if _MODULE not in sys.modules:
        sys.meta_path.insert(0, _Finder())
