"""The examples in docstrings give what they say.

One test for each module that has some: to let pytest look for them, it would import every module of the project.
"""

import doctest
from importlib import import_module

import pytest

from tests.source_files import NAMES, ROOT

WITH_EXAMPLES = [name for name in NAMES if ">>> " in (ROOT / name).read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_in_docstrings(name: str) -> None:
    module = import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
